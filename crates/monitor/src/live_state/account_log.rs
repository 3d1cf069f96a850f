//! Events about users, groups and the account, as the tests list them: who did what to whom.
//!
//! The list of what happened lately tells each in one sentence; here its parts stay apart, so that a
//! table can be sorted by operator or by kind. Values of settings are told by the rules of
//! [`account_changes`]: none that may be a secret.

use std::collections::BTreeMap;

use jiff::Timestamp;
use store::{Bulk, Db, Migration, Result, Tx, args};

use super::{account_changes, counted::HOUR, hearing::EventCount, wire::Body};
use crate::history::instant;

/// To be applied after the tables of live state.
pub(crate) const MIGRATION: Migration = Migration {
    name: "monitor/0007_account_log",
    sql: "
DROP TABLE monitor_directory;
CREATE TABLE monitor_account_log (
    connection TEXT NOT NULL,
    part TEXT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    about TEXT NOT NULL,
    detail TEXT NOT NULL,
    who TEXT,
    kind TEXT,
    operator TEXT,
    PRIMARY KEY (connection, part, at, event, about, detail)
);
CREATE INDEX monitor_account_log_by_age ON monitor_account_log (at);
CREATE TABLE monitor_event_hours (
    connection TEXT NOT NULL,
    event TEXT NOT NULL,
    hour BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (connection, event, hour)
);
CREATE TABLE monitor_presence (
    connection TEXT NOT NULL,
    person TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    signed_out_at BIGINT NOT NULL,
    status_at BIGINT NOT NULL,
    status TEXT NOT NULL,
    touched_at BIGINT NOT NULL,
    PRIMARY KEY (connection, person)
);
CREATE INDEX monitor_presence_by_age ON monitor_presence (touched_at);
",
};

/// Which test an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EventsOf {
    /// Users and groups as an administrator changes them.
    Users,
    /// The account, its settings and its sub-accounts.
    Account,
    /// Who signs in and out, and who is there.
    Activity,
}

impl EventsOf {
    fn key(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Account => "account",
            Self::Activity => "activity",
        }
    }

    /// The part an event belongs to, by its name.
    pub(crate) fn of(event: &str) -> Option<Self> {
        let (family, what) = event.split_once('.')?;
        match (family, what) {
            ("user", "signed_in" | "signed_out" | "presence_status_updated") => {
                Some(Self::Activity)
            }
            ("user" | "group", _) => Some(Self::Users),
            ("account", _) => Some(Self::Account),
            _ => None,
        }
    }
}

/// One event, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Logged {
    part: EventsOf,
    at: i64,
    event: String,
    about: String,
    who: Option<String>,
    kind: Option<String>,
    operator: Option<String>,
    detail: String,
}

/// What is to be listed of an event; none for what is only counted.
pub(super) fn logged(event: &str, at: i64, body: &Body, bytes: &[u8]) -> Option<Logged> {
    let part = EventsOf::of(event)?;
    let (payload, object) = (&body.payload, &body.payload.object);
    let what = event.split_once('.').map_or("", |(_, what)| what);
    // All day long and of everybody: counted, and the latest kept of each.
    if what == "presence_status_updated" {
        return None;
    }
    let of_account = part == EventsOf::Account;
    let who = if of_account {
        let owner = object.owner_email.take().or_else(|| object.email.take());
        object.account_name.take().or(owner)
    } else if event.starts_with("group.") {
        object.name.take()
    } else {
        account_changes::who(object)
    };
    let kind = match what {
        "created" if !of_account => user_kind(payload.creation_type.get(), object.kind.get()),
        "signed_in" | "signed_out" => object.login_type.get().map(signed_in_by),
        _ => None,
    };
    let members = || object.members.0.join(", ");
    let detail = match what {
        "signed_in" | "signed_out" => account_changes::client(object),
        "member_added" | "member_deleted" | "admin_added" | "admin_deleted" => Some(members()),
        "updated" => account_changes::changes(bytes, of_account),
        _ if what.ends_with("settings_updated") => account_changes::changes(bytes, true),
        _ => None,
    };
    let about = object.id.take().or_else(|| object.email.take());
    Some(Logged {
        part,
        at,
        event: event.to_owned(),
        about: about.clone().unwrap_or_default(),
        who: who.or(about),
        kind,
        operator: payload
            .operator
            .take()
            .or_else(|| payload.operator_id.take()),
        detail: detail.unwrap_or_default(),
    })
}

/// The licence and the way in: `licensed, by SSO`.
fn user_kind(creation: Option<&str>, kind: Option<&str>) -> Option<String> {
    let licence = kind.map(|kind| match kind {
        "1" => "basic",
        "2" => "licensed",
        "3" => "on-premises",
        "4" => "unassigned",
        "99" => "none",
        other => other,
    });
    let creation = creation.map(|way| match way {
        "create" => "invited by mail",
        "autoCreate" | "autocreate" => "created with a password",
        "custCreate" => "created by API only",
        "ssoCreate" => "created by SSO",
        other => other,
    });
    let words: Vec<&str> = licence.into_iter().chain(creation).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Zoom's `login_type`. (source: its documentation of GET /users/{userId})
fn signed_in_by(kind: &str) -> String {
    match kind {
        "0" => "Facebook",
        "1" => "Google",
        "24" => "Apple",
        "27" => "Microsoft",
        "97" => "mobile device",
        "98" => "RingCentral",
        "99" => "API user",
        "100" => "work mail",
        "101" => "SSO",
        other => return format!("type {other}"),
    }
    .to_owned()
}

/// The rows of a batch, each once.
#[derive(Debug, Default)]
pub(crate) struct Log(BTreeMap<(EventsOf, i64, String, String, String), Logged>);

static KEEP: Bulk = Bulk::new(
    "INSERT INTO monitor_account_log
         (connection, part, at, event, about, detail, who, kind, operator)",
    9,
    "ON CONFLICT (connection, part, at, event, about, detail) DO NOTHING",
);

impl Log {
    pub(crate) fn add(&mut self, one: Logged) {
        let key = (
            one.part,
            one.at,
            one.event.clone(),
            one.about.clone(),
            one.detail.clone(),
        );
        self.0.entry(key).or_insert(one);
    }

    /// Keeps them. Under the lock of the connection's feed.
    pub(crate) async fn keep(self, tx: &mut Tx, connection: &str) -> Result<()> {
        let values = self.0.into_values().flat_map(|one| {
            args![
                connection,
                one.part.key(),
                one.at,
                one.event,
                one.about,
                one.detail,
                one.who,
                one.kind,
                one.operator
            ]
        });
        KEEP.execute(tx, values.collect()).await?;
        Ok(())
    }
}

/// One row as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogRow {
    pub(crate) at: Timestamp,
    pub(crate) event: String,
    pub(crate) who: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) operator: Option<String>,
    pub(crate) detail: Option<String>,
}

/// What events told of one part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AccountLog {
    /// Every kind of event that ever came, how often, and when last.
    pub(crate) ever: Vec<EventCount>,
    /// How many came within the last 24 hours (to the hour), by kind.
    pub(crate) day: Vec<(String, i64)>,
    /// The latest, newest first.
    pub(crate) rows: Vec<LogRow>,
}

/// Reads what events told of `part`.
pub(crate) async fn read(
    db: &Db,
    connection: &str,
    part: EventsOf,
    now: i64,
    most: i64,
) -> Result<AccountLog> {
    let of_part = |event: &str| EventsOf::of(event) == Some(part);
    let mut log = AccountLog::default();
    for row in db
        .rows(
            "SELECT event, count, last_at FROM monitor_events WHERE connection = $1
             ORDER BY event",
            args![connection],
        )
        .await?
    {
        let kind = row.text("event")?;
        if of_part(&kind) {
            log.ever.push(EventCount {
                kind,
                count: row.i64("count")?,
                last_at: Some(instant(row.i64("last_at")?)),
            });
        }
    }
    for row in db
        .rows(
            "SELECT event, CAST(SUM(count) AS BIGINT) AS count FROM monitor_event_hours
             WHERE connection = $1 AND hour > $2 GROUP BY event ORDER BY event",
            args![connection, now.div_euclid(HOUR) - 24],
        )
        .await?
    {
        let event = row.text("event")?;
        if of_part(&event) {
            log.day.push((event, row.i64("count")?));
        }
    }
    let rows = db
        .rows(
            "SELECT at, event, who, kind, operator, detail FROM monitor_account_log
             WHERE connection = $1 AND part = $2
             ORDER BY at DESC, event DESC, about DESC LIMIT $3",
            args![connection, part.key(), most],
        )
        .await?;
    for row in rows {
        log.rows.push(LogRow {
            at: instant(row.i64("at")?),
            event: row.text("event")?,
            who: row.opt_text("who")?,
            kind: row.opt_text("kind")?,
            operator: row.opt_text("operator")?,
            detail: Some(row.text("detail")?).filter(|detail| !detail.is_empty()),
        });
    }
    Ok(log)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Logged, logged};

    fn of(event: &str, payload: &Value) -> Option<Logged> {
        let body = json!({"event": event, "payload": payload}).to_string();
        let read = serde_json::from_str(&body).expect("an event");
        logged(event, 7, &read, body.as_bytes())
    }

    #[test]
    fn an_event_falls_into_who_did_what_to_whom() {
        let made = of(
            "user.created",
            &json!({"operator": "admin@example.com", "creation_type": "ssoCreate",
                "object": {"id": "u1", "display_name": "Jill", "email": "jill@example.com", "type": 2}}),
        )
        .expect("a row");
        assert_eq!(made.who.as_deref(), Some("Jill <jill@example.com>"));
        assert_eq!(made.kind.as_deref(), Some("licensed, created by SSO"));
        assert_eq!(made.operator.as_deref(), Some("admin@example.com"));

        let joined = of(
            "group.member_added",
            &json!({"object": {"id": "g1", "members": [{"id": "u1", "email": "jill@example.com"}]}}),
        )
        .expect("a row");
        assert_eq!(joined.who.as_deref(), Some("g1"));
        assert_eq!(joined.detail, "jill@example.com");

        let set = of(
            "account.settings_updated",
            &json!({"operator": "admin@example.com",
                "object": {"id": "a", "settings": {"recording": {"auto_recording": "cloud"}}},
                "old_object": {"id": "a", "settings": {"recording": {"auto_recording": "local"}}}}),
        )
        .expect("a row");
        assert_eq!(
            set.detail,
            "recording / auto recording from “local” to “cloud”"
        );

        let inside = of(
            "user.signed_in",
            &json!({"object": {"id": "u1", "email": "jill@example.com", "login_type": "101",
                "client_type": "mac", "version": "6.2"}}),
        )
        .expect("a row");
        assert_eq!(inside.kind.as_deref(), Some("SSO"));
        assert_eq!(inside.detail, "mac 6.2");
    }

    #[test]
    fn presence_is_counted_and_not_listed() {
        let object = json!({"object": {"id": "u1", "presence_status": "Away"}});
        assert_eq!(of("user.presence_status_updated", &object), None);
    }
}
