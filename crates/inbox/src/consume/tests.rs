use std::sync::atomic::Ordering;

use bytes::Bytes;
use store::testing::databases;
use zoom_types::webhook;

use super::*;
use crate::{
    AsideFilter, Headers, Keys, Reading,
    testing::{NOW, SECRET, Writes, applied, body, deliver, inbox, keys, send},
};

fn once(seqs: impl IntoIterator<Item = i64>) -> Vec<(i64, bool)> {
    seqs.into_iter().map(|seq| (seq, false)).collect()
}

#[tokio::test]
async fn what_cannot_be_applied_is_set_aside_and_holds_nobody_up() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[3, 7]).await;
        deliver(&inbox, 0..10).await;
        for panics in [false, true] {
            consumer.panics.store(panics, Ordering::Relaxed);
            inbox.catch_up(&consumer).await.unwrap();
            assert_eq!(
                applied(&test).await,
                once([1, 2, 4, 5, 6, 8, 9, 10]),
                "{}",
                test.db.engine()
            );
            let aside = inbox.set_aside(&AsideFilter::default(), 10).await.unwrap();
            let which: Vec<_> = aside.iter().map(|one| (one.seq, one.attempts)).collect();
            let attempts = 1 + i64::from(panics);
            assert_eq!(which, [(7, attempts), (3, attempts)]);
            assert_eq!(aside[0].event, "meeting.started");
            assert_eq!(
                aside[0].why.contains("Parfocal itself failed"),
                panics,
                "{}",
                aside[0].why
            );
            assert_eq!(inbox.health("c1").await.unwrap().set_aside, 2);
            inbox.retry(&AsideFilter::default(), "ada").await.unwrap();
        }
    }
}

#[tokio::test]
async fn events_that_a_consumer_does_not_want_are_stepped_over() {
    for test in databases().await {
        let engine = test.db.engine();
        let (inbox, _hand) = inbox(&test).await;
        let mut consumer = Writes::new(&test, &[4]).await;
        consumer.wants = Some(vec!["meeting.ended", "user.created"]);
        deliver(&inbox, 0..3).await;
        let ended = |n: usize| body(n).replace("meeting.started", "meeting.ended");
        for n in 3..5 {
            send(&inbox, NOW, SECRET, ended(n).as_bytes()).await;
        }
        deliver(&inbox, 5..9).await;
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, once([5]), "{engine}");
        let health = inbox.health("c1").await.unwrap();
        assert_eq!((health.cursors[0].seq, health.cursors[0].behind), (9, 0));
        assert_eq!(health.set_aside, 1, "the fourth cannot be applied");

        inbox.replay("monitor", 1, "ada").await.unwrap();
        deliver(&inbox, 9..10).await;
        send(&inbox, NOW, SECRET, ended(10).as_bytes()).await;
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, [(5, true), (11, false)], "{engine}");
    }
}

#[tokio::test]
async fn a_set_aside_event_is_applied_once_it_can_be() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[1, 2]).await;
        deliver(&inbox, 0..3).await;
        inbox.catch_up(&consumer).await.unwrap();
        consumer.poison.lock().unwrap().clear();
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, once([3]), "nobody asked for it");
        let first = AsideFilter {
            consumer: Some("monitor".to_owned()),
            seq: Some(1),
        };
        assert_eq!(inbox.retry(&first, "ada").await.unwrap(), 1);
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, [(1, true), (3, false)]);
        let gone = inbox.retry(&first, "ada").await.unwrap_err();
        assert_eq!(gone.to_string(), "Event 1 is not set aside for “monitor”.");
        let all = AsideFilter::default();
        assert_eq!(inbox.dismiss(&all, "ada").await.unwrap(), 1);
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, [(1, true), (3, false)]);
        let log = inbox.log(10).await.unwrap();
        let said: Vec<_> = log.iter().map(|line| line.what.as_str()).collect();
        assert_eq!(
            said,
            [
                "1 set-aside events are let go without being applied",
                "monitor: event 1 is tried again"
            ]
        );
    }
}

/// Takes batches whole, and says which.
#[derive(Default)]
struct Whole {
    taken: std::sync::Mutex<Vec<Vec<i64>>>,
    /// The entry it cannot apply, and whether it panics on it.
    poison: Option<(i64, bool)>,
}

#[async_trait]
impl Consumer for Whole {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, _: &mut Tx, _: &Entry) -> Result<(), Failed> {
        unreachable!("it is given batches")
    }

    async fn apply_all(&self, _: &mut Tx, entries: &[&Entry]) -> Result<(), Failed> {
        let seqs: Vec<_> = entries.iter().map(|entry| entry.seq).collect();
        self.taken.lock().unwrap().push(seqs.clone());
        match self.poison {
            Some((poison, panics)) if seqs.contains(&poison) => {
                assert!(!panics, "the consumer's fault");
                Err(Failed::Poison("It has no meeting in it.".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

#[tokio::test]
async fn a_batch_is_handed_over_whole_and_one_by_one_where_one_is_at_fault() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        deliver(&inbox, 0..3).await;
        let whole = Whole::default();
        inbox.catch_up(&whole).await.unwrap();
        assert_eq!(*whole.taken.lock().unwrap(), [[1, 2, 3]]);
        for panics in [false, true] {
            inbox.replay("monitor", 1, "ada").await.unwrap();
            let poisoned = Whole {
                poison: Some((2, panics)),
                ..Whole::default()
            };
            inbox.catch_up(&poisoned).await.unwrap();
            assert_eq!(
                *poisoned.taken.lock().unwrap(),
                [vec![1, 2, 3], vec![1], vec![2], vec![3]],
                "{}",
                test.db.engine()
            );
            let aside = inbox.set_aside(&AsideFilter::default(), 10).await.unwrap();
            let which: Vec<_> = aside.iter().map(|one| one.seq).collect();
            assert_eq!(which, [2]);
            assert_eq!(aside[0].why.contains("Parfocal itself failed"), panics);
        }
    }
}

/// Its database breaks every statement off.
struct Interrupted;

#[async_trait]
impl Consumer for Interrupted {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, _: &mut Tx, _: &Entry) -> Result<(), Failed> {
        Err(StoreError::Interrupted("canceling statement due to statement timeout".into()).into())
    }
}

#[tokio::test]
async fn an_event_is_not_blamed_for_a_database_without_time_or_memory() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[]).await;
        deliver(&inbox, 0..2).await;
        for _ in 0..2 {
            inbox.catch_up(&Interrupted).await.unwrap_err();
        }
        assert_eq!(inbox.health("c1").await.unwrap().set_aside, 0);
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, once([1, 2]));
    }
}

#[tokio::test]
async fn two_processes_of_one_consumer_apply_everything_once() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Arc::new(Writes::new(&test, &[50]).await);
        let other = Inbox::new(test.reopen().await, inbox.0.clock.clone());
        let both: Vec<_> = [inbox.clone(), other]
            .into_iter()
            .map(|inbox| {
                let consumer = consumer.clone();
                tokio::spawn(async move {
                    while applied_all(&inbox).await < 100 {
                        inbox.catch_up(&*consumer).await.unwrap();
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        deliver(&inbox, 0..100).await;
        for one in both {
            one.await.unwrap();
        }
        assert_eq!(
            applied(&test).await,
            once((1..=100).filter(|seq| *seq != 50)),
            "{}",
            test.db.engine()
        );
    }
}

async fn applied_all(inbox: &Inbox) -> i64 {
    inbox.cursor("monitor").await.unwrap().seq
}

#[tokio::test]
async fn an_event_of_another_account_waits_for_a_person() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[]).await;
        let keys = Keys {
            account: Some("ours".to_owned()),
            ..keys()
        };
        let deliver_of = async |n, account| {
            let body = body(n).replace("ours", account);
            let at = NOW.to_string();
            let signature = webhook::sign(SECRET, &at, body.as_bytes());
            let headers = Headers {
                signature: Some(&signature),
                timestamp: Some(&at),
                other_host: Some("old.example"),
                ..Headers::default()
            };
            let answer = inbox
                .receive("c1", &keys, &headers, Bytes::from(body))
                .await;
            assert_eq!(answer.unwrap(), crate::Accept::Accepted { repeated: false });
        };
        deliver_of(0, "ours").await;
        deliver_of(0, "theirs").await;
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, once([1]), "{}", test.db.engine());
        let health = inbox.health("c1").await.unwrap();
        let other = health.other_account.unwrap();
        assert_eq!((other.account.as_str(), other.events), ("theirs", 1));
        assert_eq!(health.other_host.unwrap().host, "old.example");
        let listed = inbox.listed(2).await.unwrap();
        assert_eq!(listed.standing[0].reading, Reading::SetAside);
        // It was a sub-account.
        inbox.retry(&AsideFilter::default(), "ada").await.unwrap();
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await, [(1, false), (2, true)]);
        // From now on its events are applied like the others.
        deliver_of(1, "theirs").await;
        deliver_of(1, "somebody's").await;
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(
            applied(&test).await,
            [(1, false), (2, true), (3, false)],
            "{}",
            test.db.engine()
        );
        let other = inbox.health("c1").await.unwrap().other_account.unwrap();
        assert_eq!(other.account, "somebody's");
    }
}
