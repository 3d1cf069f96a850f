//! What a message says, the same for mail and webhook: read once from the outbox and the alarms.

use std::collections::HashMap;

use jiff::Timestamp;
use store::{Db, args};

use super::{
    outbox::{Item, Message},
    read::known,
    view::{AlarmKind, Happening, Level},
};
use crate::history::instant;

/// One message, ready to be put into words.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// The message's id, the same on every attempt.
    pub(super) id: String,
    /// The connection and what its owner calls it.
    pub(super) connection: (String, String),
    /// Our own address, without a slash at its end.
    pub(super) base: String,
    /// Whether somebody only wants to see that it arrives.
    pub(super) test: bool,
    /// The gravest opening first, then what cleared.
    pub(super) parts: Vec<Part>,
}

/// What happened to one alarm.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) alarm: String,
    pub(super) kind: AlarmKind,
    pub(super) what: Happening,
    pub(super) level: Level,
    pub(super) title: String,
    pub(super) headline: String,
    pub(super) words: String,
    pub(super) probe: Option<String>,
    pub(super) measure: Option<String>,
    pub(super) label: String,
    pub(super) opened_at: Timestamp,
    pub(super) at: Timestamp,
}

impl Part {
    /// “Poor: Packet loss, audio, 3 of the last 4 readings at or over 5 %”.
    pub(super) fn line(&self) -> String {
        match self.what {
            Happening::Cleared => format!("Cleared: {}", self.title),
            _ => format!("{}: {}, {}", self.level.word(), self.title, self.headline),
        }
    }
}

/// The story of a message that is due. An alarm that is no more says nothing.
pub(super) async fn of(db: &Db, message: &Message, name: &str, base: &str) -> store::Result<Story> {
    let mut known_alarms = HashMap::new();
    let mut parts = Vec::with_capacity(message.items.len());
    for item in &message.items {
        if !known_alarms.contains_key(&item.alarm) {
            let row = db
                .row(
                    "SELECT kind, title, probe, measure, label, opened_at FROM monitor_alarms
                     WHERE id = $1",
                    args![&item.alarm],
                )
                .await?;
            known_alarms.insert(item.alarm.clone(), row);
        }
        if let Some(Some(row)) = known_alarms.get(&item.alarm) {
            parts.push(part(item, row)?);
        }
    }
    parts.sort_by_key(|part| {
        let cleared = part.what == Happening::Cleared;
        (cleared, std::cmp::Reverse(part.level), part.opened_at)
    });
    Ok(Story {
        id: message.id.clone(),
        connection: (message.connection.clone(), name.to_owned()),
        base: base.to_owned(),
        test: false,
        parts,
    })
}

fn part(item: &Item, row: &store::Row) -> store::Result<Part> {
    Ok(Part {
        alarm: item.alarm.clone(),
        kind: known(AlarmKind::from_key, row, "kind")?,
        what: item.what,
        level: item.level,
        title: row.text("title")?,
        headline: item.headline.clone(),
        words: item.words.clone(),
        probe: row.opt_text("probe")?,
        measure: row.opt_text("measure")?,
        label: row.text("label")?,
        opened_at: instant(row.i64("opened_at")?),
        at: instant(item.at),
    })
}

/// The story of a test: nothing happened, and it says so.
pub(super) fn test(id: String, connection: (String, String), base: String) -> Story {
    Story {
        id,
        connection,
        base,
        test: true,
        parts: Vec::new(),
    }
}
