//! That somebody has seen an alarm. It stays open; whoever looks next sees who has it in hand.

use connect::{ConnectionId, Principal};
use store::args;

use super::{
    storage::{self, Line},
    view::{AlarmDetail, Happening},
};
use crate::{Error, Monitor};

/// The longest note (characters).
pub const NOTE: usize = 500;

impl Monitor {
    /// Marks an open alarm as seen. Somebody else may do so again, with another note.
    pub async fn acknowledge(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        id: &str,
        note: &str,
    ) -> Result<AlarmDetail, Error> {
        let note = note.trim();
        if note.chars().count() > NOTE {
            return Err(Error::Alarms(format!(
                "The note is longer than {NOTE} characters."
            )));
        }
        let alarm = self.alarm(connection, id).await?.alarm;
        let now = self.0.clock.now_micros();
        let mut tx = self.0.db.begin().await?;
        let marked = tx
            .execute(
                "UPDATE monitor_alarms SET ack_by = $3, ack_at = $4, ack_note = $5
                 WHERE connection = $1 AND id = $2 AND cleared_at IS NULL",
                args![connection.as_str(), id, who.name(), now, note],
            )
            .await?;
        if marked == 0 {
            return Err(Error::Alarms(
                "This alarm has cleared by itself; there is nothing left to acknowledge."
                    .to_owned(),
            ));
        }
        let line = Line {
            alarm: id,
            at: now,
            what: Happening::Acknowledged,
            level: alarm.level,
            words: note,
            who: Some(who.name()),
        };
        storage::write(&mut tx, &line).await?;
        tx.commit().await?;
        self.alarm(connection, id).await
    }
}
