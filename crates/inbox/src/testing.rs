//! What the tests of this crate share: an inbox on a clock that stands, and signed deliveries.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use clock::{Clock, ManualClock};
use jiff::Timestamp;
use secrecy::SecretString;
use store::{Tx, args, testing::TestDb};
use zoom_types::webhook;

use crate::{Accept, Consumer, Delivery, Entry, Failed, Inbox, Keys, Retention};

pub(crate) const SECRET: &str = "a secret token";
/// Unix seconds.
pub(crate) const NOW: i64 = 1_700_000_000;

/// An inbox over `test`, and the hand that moves its clock.
pub(crate) async fn inbox(test: &TestDb) -> (Inbox, ManualClock) {
    keeping(test, Retention::default()).await
}

pub(crate) async fn keeping(test: &TestDb, retention: Retention) -> (Inbox, ManualClock) {
    test.db.migrate(crate::MIGRATIONS).await.unwrap();
    let (clock, hand) = Clock::manual(Timestamp::from_second(NOW).unwrap());
    (Inbox::keeping(test.db.clone(), clock, retention), hand)
}

pub(crate) fn keys() -> Keys {
    Keys {
        secrets: vec!["another".into(), SecretString::from(SECRET)],
        ..Keys::default()
    }
}

/// The body of event `n`.
pub(crate) fn body(n: usize) -> String {
    format!(
        r#"{{"event":"meeting.started","event_ts":1700000000000,"payload":{{"account_id":"ours","n":{n}}}}}"#
    )
}

/// Delivers `body`, signed by `secret` at `at` (Unix seconds).
pub(crate) async fn send(inbox: &Inbox, at: i64, secret: &str, body: &[u8]) -> Accept {
    let at = at.to_string();
    let signature = webhook::sign(secret, &at, body);
    let delivery = Delivery {
        signature: Some(&signature),
        timestamp: Some(&at),
        request_id: None,
        body,
    };
    let secrets = keys().secrets;
    inbox.accept("c1", &secrets, &delivery).await.unwrap()
}

/// Delivers events `numbers`, each of which is new.
pub(crate) async fn deliver(inbox: &Inbox, numbers: std::ops::Range<usize>) {
    for n in numbers {
        let now = inbox.0.clock.now().as_second();
        let answer = send(inbox, now, SECRET, body(n).as_bytes()).await;
        assert_eq!(answer, Accept::Accepted { repeated: false });
    }
}

/// A consumer that writes each event it applies into a table, and cannot apply some.
pub(crate) struct Writes {
    /// Entries it cannot apply.
    pub(crate) poison: Mutex<Vec<i64>>,
    /// It panics on them instead of saying so.
    pub(crate) panics: AtomicBool,
    /// The events it wants.
    pub(crate) wants: Option<Vec<&'static str>>,
}

impl Writes {
    pub(crate) async fn new(test: &TestDb, poison: &[i64]) -> Self {
        test.db
            .execute(
                "CREATE TABLE applied (seq BIGINT NOT NULL, replayed BIGINT NOT NULL)",
                args![],
            )
            .await
            .unwrap();
        Self {
            poison: Mutex::new(poison.to_vec()),
            panics: AtomicBool::new(false),
            wants: None,
        }
    }
}

/// What was applied, in the order of its application.
pub(crate) async fn applied(test: &TestDb) -> Vec<(i64, bool)> {
    let rows = test
        .db
        .rows("SELECT seq, replayed FROM applied ORDER BY seq", args![])
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.i64("seq").unwrap(), row.flag("replayed").unwrap()))
        .collect()
}

#[async_trait]
impl Consumer for Writes {
    fn name(&self) -> &'static str {
        "monitor"
    }

    fn events(&self) -> Option<&[&'static str]> {
        self.wants.as_deref()
    }

    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed> {
        // Written before it fails: what is set aside must leave nothing behind.
        tx.execute(
            "INSERT INTO applied (seq, replayed) VALUES ($1, $2)",
            args![entry.seq, entry.replayed],
        )
        .await?;
        if self.poison.lock().unwrap().contains(&entry.seq) {
            assert!(!self.panics.load(Ordering::Relaxed), "the consumer's fault");
            return Err(Failed::Poison("It has no meeting in it.".to_owned()));
        }
        Ok(())
    }

    async fn rewound(&self, tx: &mut Tx, from: i64) -> Result<(), Failed> {
        tx.execute("DELETE FROM applied WHERE seq >= $1", args![from])
            .await?;
        Ok(())
    }
}
