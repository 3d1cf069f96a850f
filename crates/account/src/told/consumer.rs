//! The consumer `account` of the inbox.

use std::sync::LazyLock;

use async_trait::async_trait;
use inbox::{Consumer, Entry, Failed, HIDDEN, is_delicate, without_secrets};
use serde_json::Value;
use store::{Tx, args};

use super::{CHAT, PRESENCE, SETTINGS, chat};
use crate::{Account, stage::hear};

/// Values longer than this are cut: a list of ten thousand domains is not for reading.
const LONGEST: usize = 300;

static HEARD: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let told = [SETTINGS, CHAT, PRESENCE].concat();
    told.into_iter().chain(hear::names()).collect()
});

struct Listener(Account);

impl Account {
    /// What follows the inbox's journal: hand it to [`inbox::Inbox::run`].
    pub fn consumer(&self) -> impl Consumer + use<> {
        Listener(self.clone())
    }
}

#[async_trait]
impl Consumer for Listener {
    fn name(&self) -> &'static str {
        "account"
    }

    fn events(&self) -> Option<&[&'static str]> {
        Some(&HEARD)
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        let event = entry.event.as_str();
        let changes = SETTINGS.contains(&event);
        let staged = hear::hears(event);
        if !changes && !staged && !CHAT.contains(&event) && !PRESENCE.contains(&event) {
            return Ok(());
        }
        let body: Value = serde_json::from_slice(&entry.body)
            .map_err(|error| Failed::Poison(format!("The event is no JSON: {error}.")))?;
        let payload = body.get("payload").unwrap_or(&Value::Null);
        if changes {
            settings(&self.0, tx, entry, payload).await?;
        } else if staged {
            hear::apply(tx, entry, payload).await?;
        } else if CHAT.contains(&event) {
            count(tx, entry, event).await?;
            chat::apply(tx, entry, payload).await?;
        } else {
            count(tx, entry, event).await?;
        }
        Ok(())
    }
}

/// Counts an event once, also when the journal is replayed, or when it was set aside and is applied
/// after later ones.
async fn count(tx: &mut Tx, entry: &Entry, name: &str) -> store::Result<()> {
    tx.execute(
        "INSERT INTO account_told AS t (connection, event, seq, count, last_at)
         VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT (connection, event) DO UPDATE
         SET seq = CASE WHEN t.seq > excluded.seq THEN t.seq ELSE excluded.seq END,
             count = t.count + 1,
             last_at = CASE WHEN t.last_at > excluded.last_at THEN t.last_at
                 ELSE excluded.last_at END
         WHERE t.seq < excluded.seq OR $5 = 1",
        args![
            &entry.connection,
            name,
            entry.seq,
            entry.received_at.as_microsecond(),
            i64::from(entry.missed)
        ],
    )
    .await?;
    Ok(())
}

async fn settings(
    account: &Account,
    tx: &mut Tx,
    entry: &Entry,
    payload: &Value,
) -> Result<(), Failed> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let object = payload.get("object").unwrap_or(&Value::Null);
    let changed_in = text(object.get("id"));
    let own = text(payload.get("account_id"));
    // Events of a sub-account come with its own id, beside that of the account asked.
    let connection = account.connect.connections().await;
    let connected = connection.ok().and_then(|all| {
        let one = all
            .into_iter()
            .find(|one| one.id.as_str() == entry.connection)?;
        one.account_id
    });
    let of_sub = entry.other_account.is_some()
        || connected.is_some_and(|id| !changed_in.is_empty() && id != changed_in);
    let name = if of_sub {
        "account.settings_updated (sub-account)"
    } else {
        "account.settings_updated"
    };
    count(tx, entry, name).await?;
    let operator = payload.get("operator").or(payload.get("operator_id"));
    let now = flat(object.get("settings"));
    let was = flat(payload.pointer("/old_object/settings"));
    for (path, value) in &now {
        let before = was.iter().find(|(known, _)| known == path);
        let at = if entry.event_at == jiff::Timestamp::UNIX_EPOCH {
            entry.received_at
        } else {
            entry.event_at
        };
        tx.execute(
            "INSERT INTO account_changes (connection, seq, path, at, account, operator, was, now)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (connection, seq, path) DO NOTHING",
            args![
                &entry.connection,
                entry.seq,
                path,
                at.as_microsecond(),
                if changed_in.is_empty() {
                    &own
                } else {
                    &changed_in
                },
                text(operator),
                before.map_or("", |(_, value)| value.as_str()),
                value
            ],
        )
        .await?;
    }
    Ok(())
}

/// Nested settings as dotted paths and values as they are read. Of what may open something (a
/// default passcode for instance) it is kept that it changed, and no value.
fn flat(value: Option<&Value>) -> Vec<(String, String)> {
    fn walk(prefix: &str, hidden: bool, value: &Value, into: &mut Vec<(String, String)>) {
        let said = match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let path = if prefix.is_empty() {
                        name.clone()
                    } else {
                        format!("{prefix}.{name}")
                    };
                    walk(&path, hidden || is_delicate(name, value), value, into);
                }
                return;
            }
            Value::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
            _ if hidden => HIDDEN.to_owned(),
            Value::String(text) => cut(text),
            other => cut(&without_secrets(other.clone()).to_string()),
        };
        into.push((prefix.to_owned(), said));
    }
    let mut all = Vec::new();
    if let Some(value) = value {
        walk("", false, value, &mut all);
    }
    all
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::flat;

    #[test]
    fn no_value_of_a_setting_that_opens_something_is_kept() {
        let settings = json!({
            "schedule_meeting": {
                "pmi_password": "secret-1",
                "default_password_for_scheduled_meetings": "secret-2",
                "meeting_password_requirement": { "only_allow": "secret-3", "consecutive": true },
                "require_password_for_pmi_meetings": false,
            },
            "recording": { "recording_password": { "value": "secret-4" } },
            "list": [{ "passcode": "secret-5" }, "https://zoom.us/j/1?pwd=secret-6"],
            "footer": "https://zoom.us/j/1?pwd=secret-7",
        });
        let flat = flat(Some(&settings));
        assert!(!format!("{flat:?}").contains("secret-"), "{flat:?}");
        let said = |path: &str| {
            let found = flat.iter().find(|(known, _)| known == path);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(said("schedule_meeting.pmi_password"), Some("(hidden)"));
        assert_eq!(
            said("schedule_meeting.require_password_for_pmi_meetings"),
            Some("off")
        );
    }

    #[test]
    fn nested_settings_become_paths() {
        let settings = json!({ "in_meeting": { "chat": false, "regions": ["DE"] }, "x": 3 });
        let flat = flat(Some(&settings));
        let pairs: Vec<(&str, &str)> = flat.iter().map(|(p, v)| (p.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("in_meeting.chat", "off"),
                ("in_meeting.regions", "[\"DE\"]"),
                ("x", "3")
            ]
        );
    }
}
