//! What everybody has read need not be kept for ever.

use jiff::{SignedDuration, Timestamp};
use store::args;

use crate::{Inbox, Result};

/// How long an entry is kept at least: Zoom's last retry comes within hours, and a repeated
/// delivery is recognised by the entry it repeats.
const KEEP: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Entries in one statement, so that the one writer is never held for long.
const AT_ONCE: u64 = 500;
/// Statements in one call; what is left goes the next time.
const ROUNDS: u32 = 100;

impl Inbox {
    /// Deletes the entries that every consumer has read and that are older than a week; answers
    /// how many. Nothing goes while there is no consumer: a new one begins at the beginning. To be
    /// called a few times a day; bounded.
    pub async fn prune(&self) -> Result<u64> {
        let oldest = self.0.clock.now().saturating_sub(KEEP);
        let oldest = oldest.unwrap_or(Timestamp::MIN).as_microsecond();
        let mut gone = 0;
        for _ in 0..ROUNDS {
            let some = self
                .0
                .db
                .execute(
                    "DELETE FROM inbox_journal WHERE seq IN
                         (SELECT seq FROM inbox_journal
                          WHERE seq <= (SELECT MIN(seq) FROM inbox_cursors)
                              AND received_at < $1
                          ORDER BY seq LIMIT $2)",
                    args![oldest, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)],
                )
                .await?;
            gone += some;
            if some < AT_ONCE {
                break;
            }
        }
        Ok(gone)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clock::Clock;
    use secrecy::SecretString;
    use store::testing::databases;
    use zoom_types::webhook;

    use crate::{Accept, Delivery};

    use super::*;

    #[tokio::test]
    async fn what_every_consumer_has_read_goes_after_a_week() {
        for test in databases().await {
            test.db.migrate(crate::MIGRATIONS).await.unwrap();
            let (clock, hand) = Clock::manual(Timestamp::UNIX_EPOCH);
            let inbox = Inbox::new(test.db.clone(), clock.clone());
            for n in 0..4 {
                let body = format!(r#"{{"event":"meeting.started","payload":{{"n":{n}}}}}"#);
                let at = clock.now().as_second().to_string();
                let signature = webhook::sign("s", &at, body.as_bytes());
                let delivery = Delivery {
                    signature: Some(&signature),
                    timestamp: Some(&at),
                    request_id: None,
                    body: body.as_bytes(),
                };
                let secrets = [SecretString::from("s")];
                let answer = inbox.accept("c1", &secrets, &delivery).await.unwrap();
                assert_eq!(answer, Accept::Accepted { repeated: false });
                hand.advance(Duration::from_hours(24));
            }
            hand.advance(Duration::from_hours(5 * 24 + 1));
            // The first three are older than a week now.
            assert_eq!(inbox.prune().await.unwrap(), 0, "nobody has read them");
            inbox.advance("monitor", 4).await.unwrap();
            inbox.advance("meetings", 2).await.unwrap();
            assert_eq!(inbox.prune().await.unwrap(), 2, "{}", test.db.engine());
            assert_eq!(inbox.read("meetings", 10).await.unwrap().len(), 2);
            inbox.advance("meetings", 4).await.unwrap();
            assert_eq!(inbox.prune().await.unwrap(), 1);
            assert_eq!(inbox.read("new", 10).await.unwrap()[0].seq, 4);
        }
    }
}
