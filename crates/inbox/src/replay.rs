//! Applying again: one event, or everything from a point on, for one consumer.
//!
//! Moving a cursor back while its consumer is at work is safe: who read before the move cannot
//! advance after it (the generation differs). Consumers must bear repetition, or build anew what
//! they wrote; [`Consumer::rewound`](crate::Consumer::rewound) and
//! [`Entry::replayed`](crate::Entry::replayed) tell them.

use jiff::Timestamp;
use store::args;

use crate::{Inbox, InboxError, Result};

impl Inbox {
    /// Moves `consumer` back so that event `from` and everything after it is applied again; answers
    /// how many events of the journal that are. `who` goes into the log.
    pub async fn replay(&self, consumer: &str, from: i64, who: &str) -> Result<i64> {
        let mut tx = self.0.db.begin().await?;
        let moved = tx
            .execute(
                "UPDATE inbox_cursors SET
                     replay_until = CASE WHEN seq > replay_until THEN seq ELSE replay_until END,
                     seq = $2, generation = generation + 1, rewound = 1, moved_at = $3
                 WHERE consumer = $1 AND seq > $2",
                args![
                    consumer,
                    from.saturating_sub(1).max(0),
                    self.0.clock.now_micros()
                ],
            )
            .await?;
        if moved == 0 {
            drop(tx);
            let known = self.known_cursor(consumer).await?.is_some();
            let consumer = consumer.to_owned();
            return Err(if known {
                InboxError::NotRead { consumer, from }
            } else {
                InboxError::NoConsumer(consumer)
            });
        }
        // Those from here on are applied again anyway, and set aside again where need be.
        tx.execute(
            "DELETE FROM inbox_aside WHERE consumer = $1 AND seq >= $2",
            args![consumer, from],
        )
        .await?;
        let again = tx
            .row(
                "SELECT CAST(COUNT(*) AS BIGINT) AS events FROM inbox_journal WHERE seq >= $1",
                args![from],
            )
            .await?;
        let again = again.map(|row| row.i64("events")).transpose()?.unwrap_or(0);
        let what = format!("{consumer}: everything from event {from} on is applied again");
        self.log_in(&mut tx, who, &what).await?;
        tx.commit().await?;
        self.wake();
        Ok(again)
    }

    /// The same from the first event that was kept at `since` or later.
    pub async fn replay_since(&self, consumer: &str, since: Timestamp, who: &str) -> Result<i64> {
        let from = self.first_since(since).await?;
        match from {
            Some(from) => self.replay(consumer, from, who).await,
            None if self.known_cursor(consumer).await?.is_some() => {
                Err(InboxError::NothingSince(since))
            }
            None => Err(InboxError::NoConsumer(consumer.to_owned())),
        }
    }

    /// The first event that was kept at `since` or later.
    pub async fn first_since(&self, since: Timestamp) -> Result<Option<i64>> {
        let row = self
            .0
            .db
            .row(
                "SELECT seq FROM inbox_journal WHERE received_at >= $1 ORDER BY seq LIMIT 1",
                args![since.as_microsecond()],
            )
            .await?;
        Ok(row.map(|row| row.i64("seq")).transpose()?)
    }

    /// Has one event, which `consumer` has read, applied again by it, within seconds of a running
    /// server.
    pub async fn replay_one(&self, consumer: &str, seq: i64, who: &str) -> Result<()> {
        let cursor = self
            .known_cursor(consumer)
            .await?
            .ok_or_else(|| InboxError::NoConsumer(consumer.to_owned()))?;
        self.entry(seq).await?;
        if seq > cursor.seq {
            let consumer = consumer.to_owned();
            return Err(InboxError::NotRead {
                consumer,
                from: seq,
            });
        }
        let mut tx = self.0.db.begin().await?;
        tx.execute(
            "INSERT INTO inbox_aside (consumer, seq, why, at, attempts, due)
             VALUES ($1, $2, $3, $4, 0, 1)
             ON CONFLICT (consumer, seq) DO UPDATE SET due = 1",
            args![
                consumer,
                seq,
                format!("{who} asked for it to be applied again."),
                self.0.clock.now_micros()
            ],
        )
        .await?;
        let what = format!("{consumer}: event {seq} is applied again");
        self.log_in(&mut tx, who, &what).await?;
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    /// Who reads the journal.
    pub async fn consumers(&self) -> Result<Vec<String>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT consumer FROM inbox_cursors ORDER BY consumer",
                args![],
            )
            .await?;
        let names = rows.iter().map(|row| row.text("consumer"));
        Ok(names.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests;
