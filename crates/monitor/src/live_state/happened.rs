//! What happened, event by event: kept as its parts, told in words when it is read.
//!
//! The key is what happened, where, to whom and when, so that an event that comes twice is one
//! line. What Zoom sends beside that is not kept: no address, no passcode, no link, no file.

use std::collections::BTreeMap;

use store::{Bulk, Db, Result, Tx, args};

use super::{
    lattice::Merge,
    view::{Happened, RECENT},
};
use crate::history::instant;

/// One event, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Occurred {
    /// Microseconds, as Zoom says.
    pub(crate) at: i64,
    pub(crate) event: String,
    /// The instance; empty without one.
    pub(crate) uuid: String,
    /// Whom or what it is about: a key, never shown.
    pub(crate) about: String,
    pub(crate) topic: Option<String>,
    pub(crate) who: Option<String>,
    /// The one detail that its sentence needs.
    pub(crate) detail: Option<String>,
}

/// What makes an event the same: when, what, where and about whom.
type Key = (i64, String, String, String);

/// What is told of it beside its key. Two that share a key (Zoom tells by the millisecond) are one
/// line; which of their words it keeps must not depend on which came first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Words {
    topic: Option<String>,
    who: Option<String>,
    detail: Option<String>,
}

impl Merge for Words {
    fn merge(&mut self, other: Self) {
        self.topic = self.topic.take().max(other.topic);
        self.who = self.who.take().max(other.who);
        self.detail = self.detail.take().max(other.detail);
    }
}

/// Events as they are kept, each once.
#[derive(Debug, Default)]
pub(crate) struct Lines(BTreeMap<Key, Words>);

impl Lines {
    pub(crate) fn add(&mut self, one: Occurred) {
        let words = Words {
            topic: one.topic,
            who: one.who,
            detail: one.detail,
        };
        let key = (one.at, one.event, one.uuid, one.about);
        self.0.entry(key).or_default().merge(words);
    }

    /// Keeps them. Under the lock of the connection's feed.
    pub(crate) async fn keep(self, tx: &mut Tx, connection: &str) -> Result<()> {
        let Self(mut lines) = self;
        let keys = lines
            .keys()
            .flat_map(|(at, event, uuid, about)| args![connection, *at, event, uuid, about]);
        for row in KNOWN.rows(tx, keys.collect()).await? {
            let key = (
                row.i64("at")?,
                row.text("event")?,
                row.text("uuid")?,
                row.text("about")?,
            );
            let known = Words {
                topic: row.opt_text("topic")?,
                who: row.opt_text("who")?,
                detail: row.opt_text("detail")?,
            };
            if let Some(words) = lines.get_mut(&key) {
                words.merge(known.clone());
                if *words == known {
                    lines.remove(&key);
                }
            }
        }
        let values = lines
            .into_iter()
            .flat_map(|((at, event, uuid, about), words)| {
                args![
                    connection,
                    at,
                    event,
                    uuid,
                    about,
                    words.topic,
                    words.who,
                    words.detail
                ]
            });
        KEEP.execute(tx, values.collect()).await?;
        Ok(())
    }
}

static KNOWN: Bulk = Bulk::new(
    "WITH keys (connection, at, event, uuid, about) AS (",
    5,
    ") SELECT h.at, h.event, h.uuid, h.about, h.topic, h.who, h.detail
        FROM keys AS k JOIN monitor_happened AS h ON h.connection = k.connection
            AND h.at = k.at AND h.event = k.event AND h.uuid = k.uuid AND h.about = k.about",
);

static KEEP: Bulk = Bulk::new(
    "INSERT INTO monitor_happened (connection, at, event, uuid, about, topic, who, detail)",
    8,
    "ON CONFLICT (connection, at, event, uuid, about) DO UPDATE
     SET topic = excluded.topic, who = excluded.who, detail = excluded.detail",
);

/// Keeps one. Under the lock of the connection's feed.
pub(crate) async fn keep(tx: &mut Tx, connection: &str, one: Occurred) -> Result<()> {
    let mut lines = Lines::default();
    lines.add(one);
    lines.keep(tx, connection).await
}

/// The latest, newest first: of the account, or of one instance.
pub(crate) async fn recent(db: &Db, connection: &str, uuid: Option<&str>) -> Result<Vec<Happened>> {
    let limit = i64::try_from(RECENT).unwrap_or(i64::MAX);
    let rows = match uuid {
        Some(uuid) => {
            db.rows(
                "SELECT at, event, uuid, topic, who, detail FROM monitor_happened
                 WHERE connection = $1 AND uuid = $2
                 ORDER BY at DESC, event DESC, about DESC LIMIT $3",
                args![connection, uuid, limit],
            )
            .await?
        }
        None => {
            db.rows(
                "SELECT at, event, uuid, topic, who, detail FROM monitor_happened
                 WHERE connection = $1
                 ORDER BY at DESC, event DESC, uuid DESC, about DESC LIMIT $2",
                args![connection, limit],
            )
            .await?
        }
    };
    rows.iter()
        .map(|row| {
            let (event, topic) = (row.text("event")?, row.opt_text("topic")?);
            let (who, detail) = (row.opt_text("who")?, row.opt_text("detail")?);
            Ok(Happened {
                at: instant(row.i64("at")?),
                what: words(&event, topic.as_deref(), who.as_deref(), detail.as_deref()),
                event,
                uuid: Some(row.text("uuid")?).filter(|uuid| !uuid.is_empty()),
                topic,
                who,
            })
        })
        .collect()
}

/// The event as a sentence.
pub(crate) fn words(
    event: &str,
    topic: Option<&str>,
    who: Option<&str>,
    detail: Option<&str>,
) -> String {
    let (family, what) = event.split_once('.').unwrap_or(("", event));
    let topic = match topic {
        Some(topic) => format!("“{topic}”"),
        None if family == "webinar" => "A webinar".to_owned(),
        None => "A meeting".to_owned(),
    };
    let somebody = who.unwrap_or("Somebody");
    let because = detail.map(|why| format!(" ({why})")).unwrap_or_default();
    let as_what = |role: &str| {
        if role.is_empty() {
            String::new()
        } else {
            format!(" {role}")
        }
    };
    let detail = detail.unwrap_or_default();
    match (family, what) {
        ("meeting" | "webinar", "started") => format!("{topic} started."),
        ("meeting" | "webinar", "ended") => format!("{topic} ended."),
        ("meeting" | "webinar", "participant_joined") => format!("{somebody} joined {topic}."),
        ("meeting" | "webinar", "participant_left") => {
            format!("{somebody} left {topic}{because}.")
        }
        ("meeting", "participant_joined_waiting_room") => {
            format!("{somebody} came to the waiting room of {topic}.")
        }
        ("meeting", "participant_put_in_waiting_room") => {
            format!("{somebody} was put into the waiting room of {topic}.")
        }
        ("meeting", "participant_left_waiting_room") => {
            format!("{somebody} left the waiting room of {topic}.")
        }
        ("meeting", "participant_admitted") => format!("{somebody} was admitted to {topic}."),
        ("meeting", "participant_jbh_waiting") => {
            format!("{somebody} waits for the host of {topic}.")
        }
        ("meeting", "participant_jbh_waiting_left") => {
            format!("{somebody} no longer waits for the host of {topic}.")
        }
        ("meeting", "participant_jbh_joined") => {
            format!("{somebody} joined {topic} before its host.")
        }
        ("meeting", "participant_joined_breakout_room") => {
            format!("{somebody} joined a breakout room of {topic}.")
        }
        ("meeting", "participant_left_breakout_room") => {
            format!("{somebody} left a breakout room of {topic}.")
        }
        ("meeting" | "webinar", "participant_role_changed") => {
            format!("{somebody} is{} of {topic} now.", as_what(detail))
        }
        ("meeting" | "webinar", "sharing_started") => {
            format!("{somebody} shares the screen in {topic}.")
        }
        ("meeting" | "webinar", "sharing_ended") => {
            format!("{somebody} stopped sharing the screen in {topic}.")
        }
        ("meeting" | "webinar", "alert") => format!("Zoom warns of {topic}{because}."),
        ("recording", "started") => format!("The recording of {topic} started."),
        ("recording", "stopped") => format!("The recording of {topic} stopped."),
        ("recording", "paused") => format!("The recording of {topic} is paused."),
        ("recording", "resumed") => format!("The recording of {topic} goes on."),
        ("recording", "completed") => format!("The recording of {topic} is ready."),
        ("recording", "trashed") => format!("The recording of {topic} is in the trash."),
        ("recording", "deleted") => format!("The recording of {topic} was deleted."),
        ("recording", "recovered") => {
            format!("The recording of {topic} was taken out of the trash.")
        }
        ("repair", what) => of_repair(what, &topic),
        ("user", what) => of_user(what, somebody, detail),
        ("account", what) => of_account(what, detail),
        ("group", what) => of_group(what, somebody, detail),
        _ => other(&topic, event, who),
    }
}

/// What only the dashboard told.
fn of_repair(what: &str, topic: &str) -> String {
    match what {
        "found" => format!("{topic} is under way, Zoom's dashboard says; no event told of it."),
        "seen" => format!("{topic} is under way, Zoom's dashboard says."),
        "missed" => format!("{topic} is over, Zoom's dashboard says; no event told of it."),
        _ => format!("{topic} is over, Zoom's dashboard says."),
    }
}

fn of_user(what: &str, who: &str, detail: &str) -> String {
    let of = |sentence: &str| {
        if detail.is_empty() {
            format!("{sentence}.")
        } else {
            format!("{sentence}: {detail}.")
        }
    };
    match what {
        "created" => format!("{who} was added to the account."),
        "updated" => of(&format!("{who} was changed")),
        "settings_updated" => of(&format!("Settings of {who} were changed")),
        "deleted" => format!("{who} was deleted."),
        "deactivated" => format!("{who} was deactivated."),
        "activated" => format!("{who} was activated."),
        "disassociated" => format!("{who} was removed from the account."),
        "invitation_accepted" => format!("{who} accepted the invitation to the account."),
        "signed_in" => of(&format!("{who} signed in")),
        "signed_out" => of(&format!("{who} signed out")),
        "presence_status_updated" => of(&format!("Presence of {who}")),
        "personal_notes_updated" => format!("{who} changed the personal note."),
        other => format!("{who}: {}.", other.replace('_', " ")),
    }
}

fn of_group(what: &str, group: &str, detail: &str) -> String {
    let group = format!("The group {group}");
    let whom = if detail.is_empty() {
        "somebody"
    } else {
        detail
    };
    match what {
        "created" => format!("{group} was created."),
        "deleted" => format!("{group} was deleted."),
        "updated" => format!("{group} was changed."),
        "member_added" => format!("{group} has a new member: {whom}."),
        "member_deleted" => format!("{group} lost a member: {whom}."),
        "admin_added" => format!("{group} has a new administrator: {whom}."),
        "admin_deleted" => format!("{group} lost an administrator: {whom}."),
        "settings_updated" | "lock_settings_updated" if !detail.is_empty() => {
            format!("{group} has other settings: {detail}.")
        }
        other => format!("{group}: {}.", other.replace('_', " ")),
    }
}

fn of_account(what: &str, detail: &str) -> String {
    let sentence = match what {
        "created" => "A sub-account was created",
        "updated" => "The account's profile was changed",
        "disassociated" => "A sub-account was disassociated",
        "settings_updated" => "Settings of the account were changed",
        "lock_settings_updated" => "Locked settings of the account were changed",
        "vanity_url_approved" => "The vanity URL was approved",
        "vanity_url_rejected" => "The vanity URL was rejected",
        other => return format!("Account: {}.", other.replace('_', " ")),
    };
    if detail.is_empty() {
        format!("{sentence}.")
    } else {
        format!("{sentence}: {detail}.")
    }
}

/// An event this version has no sentence for: its name says enough.
fn other(topic: &str, event: &str, who: Option<&str>) -> String {
    let (family, what) = event.split_once('.').unwrap_or(("", event));
    let what = what.replace('_', " ");
    match (family, who) {
        ("meeting" | "webinar" | "recording", Some(who)) => format!("{topic}: {what}, {who}."),
        ("meeting" | "webinar" | "recording", None) => format!("{topic}: {what}."),
        (_, Some(who)) => format!("{event}: {who}."),
        (_, None) => format!("{event}."),
    }
}
