//! The consumer `monitor` of the inbox: each event is joined with what is known.
//!
//! All writes are in the inbox's transaction, with its cursor. They could be repeated and nothing
//! would change, save that events are counted: those remember how far they counted.

use async_trait::async_trait;
use inbox::{Consumer, Entry, Failed};
use store::{Tx, args};

use super::{feed, happened, rows, told::told};
use crate::Monitor;

/// Follows the journal for live state.
struct LiveState(Monitor);

impl Monitor {
    /// What follows the inbox's journal: hand it to [`inbox::Inbox::run`].
    pub fn consumer(&self) -> impl Consumer + use<> {
        LiveState(self.clone())
    }
}

#[async_trait]
impl Consumer for LiveState {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        let received_at = entry.received_at.as_microsecond();
        let told = told(&entry.event, &entry.body, received_at).map_err(Failed::Poison)?;
        let event_at = entry.event_at.as_microsecond();
        let late = event_at > 0 && received_at - event_at > feed::LATE;
        feed::heard(tx, &entry.connection, received_at, late, told.tells).await?;
        count(tx, entry, received_at).await?;
        if let Some(piece) = told.piece {
            let person = piece
                .person
                .as_ref()
                .map(|(key, person)| (key.as_str(), person.clone()));
            rows::merge(tx, &entry.connection, &piece.uuid, piece.instance, person).await?;
        }
        if let Some(occurred) = told.occurred {
            happened::keep(tx, &entry.connection, &occurred).await?;
        }
        Ok(())
    }

    fn applied(&self, _: &[Entry]) {
        self.0.0.changes.tell();
    }
}

/// Counts an event once, also when the journal is replayed: each kind remembers the place in the
/// journal up to which it counted.
async fn count(tx: &mut Tx, entry: &Entry, received_at: i64) -> store::Result<()> {
    tx.execute(
        "INSERT INTO monitor_events AS e (connection, event, seq, count, last_at)
         VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT (connection, event) DO UPDATE
         SET seq = excluded.seq, count = e.count + 1,
             last_at = CASE WHEN e.last_at > excluded.last_at THEN e.last_at
                 ELSE excluded.last_at END
         WHERE e.seq < excluded.seq",
        args![&entry.connection, &entry.event, entry.seq, received_at],
    )
    .await?;
    Ok(())
}
