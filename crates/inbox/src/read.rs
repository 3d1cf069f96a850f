//! Reading the journal: each consumer at its own pace.

use jiff::Timestamp;
use store::{Tx, args};

use crate::{Inbox, Result};

/// A webhook that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the journal.
    pub seq: i64,
    /// The connection it was delivered to.
    pub connection: String,
    /// For instance `meeting.started`.
    pub event: String,
    /// When it happened, as Zoom says (milliseconds); the epoch when Zoom does not.
    pub event_at: Timestamp,
    /// When it was kept.
    pub received_at: Timestamp,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Inbox {
    /// What `consumer` has not read yet, oldest first, at most `limit`. A new consumer begins at
    /// the beginning.
    pub async fn read(&self, consumer: &str, limit: u32) -> Result<Vec<Entry>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT seq, connection_id, event, event_at, received_at, body FROM inbox_journal
                 WHERE seq > COALESCE((SELECT seq FROM inbox_cursors WHERE consumer = $1), 0)
                 ORDER BY seq LIMIT $2",
                args![consumer, limit],
            )
            .await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            entries.push(Entry {
                seq: row.i64("seq")?,
                connection: row.text("connection_id")?,
                event: row.text("event")?,
                event_at: time(row.i64("event_at")?),
                received_at: time(row.i64("received_at")?),
                body: row.blob("body")?,
            });
        }
        Ok(entries)
    }

    /// `consumer` has applied everything up to `seq`. Going back is not possible.
    pub async fn advance(&self, consumer: &str, seq: i64) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        self.advance_in(&mut tx, consumer, seq).await?;
        Ok(tx.commit().await?)
    }

    /// The same within the transaction that applies the entries: applied and read are then one
    /// fact, and a kill between them is not possible.
    pub async fn advance_in(&self, tx: &mut Tx, consumer: &str, seq: i64) -> Result<()> {
        tx.execute(
            "INSERT INTO inbox_cursors (consumer, seq) VALUES ($1, $2)
             ON CONFLICT (consumer) DO UPDATE SET seq = excluded.seq
             WHERE inbox_cursors.seq < excluded.seq",
            args![consumer, seq],
        )
        .await?;
        Ok(())
    }
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use clock::Clock;
    use secrecy::SecretString;
    use store::testing::databases;
    use zoom_types::webhook;

    use crate::{Accept, Delivery};

    use super::*;

    async fn deliver(inbox: &Inbox, n: usize) {
        let body = format!(r#"{{"event":"meeting.started","payload":{{"n":{n}}}}}"#);
        let signature = webhook::sign("s", "0", body.as_bytes());
        let delivery = Delivery {
            signature: Some(&signature),
            timestamp: Some("0"),
            request_id: Some("r"),
            body: body.as_bytes(),
        };
        let answer = inbox
            .accept("c1", &[SecretString::from("s")], &delivery)
            .await;
        assert_eq!(answer.unwrap(), Accept::Accepted { repeated: false });
    }

    #[tokio::test]
    async fn each_consumer_reads_everything_once_at_its_own_pace() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, _hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let inbox = Inbox::new(test.db.clone(), clock);
            let all = (0..20).map(|n| {
                let inbox = inbox.clone();
                tokio::spawn(async move { deliver(&inbox, n).await })
            });
            for one in all.collect::<Vec<_>>() {
                one.await.unwrap();
            }
            let mut seen = Vec::new();
            loop {
                let entries = inbox.read("monitor", 7).await.unwrap();
                let Some(last) = entries.last() else { break };
                inbox.advance("monitor", last.seq).await.unwrap();
                seen.extend(entries.into_iter().map(|entry| entry.seq));
            }
            assert_eq!(seen, (1..=20).collect::<Vec<_>>(), "{}", test.db.engine());
            assert_eq!(inbox.read("meetings", 100).await.unwrap().len(), 20);
            // Going back is not possible, so nothing is applied twice.
            inbox.advance("monitor", 3).await.unwrap();
            assert!(inbox.read("monitor", 100).await.unwrap().is_empty());
        }
    }

    #[tokio::test]
    async fn a_cursor_moves_with_what_was_applied_or_not_at_all() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, _hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let inbox = Inbox::new(test.db.clone(), clock);
            deliver(&inbox, 0).await;
            let mut tx = test.db.begin().await.unwrap();
            inbox.advance_in(&mut tx, "monitor", 1).await.unwrap();
            drop(tx);
            assert_eq!(inbox.read("monitor", 10).await.unwrap().len(), 1);
        }
    }
}
