use std::time::Duration;

use store::{args, testing::databases};

use crate::{
    Accept, Retention,
    testing::{SECRET, Writes, applied, body, deliver, inbox, keeping, send},
};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn what_every_consumer_has_read_goes_after_a_week() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        for n in 0..4 {
            deliver(&inbox, n..n + 1).await;
            hand.advance(DAY);
        }
        hand.advance(5 * DAY + Duration::from_hours(1));
        // The first three are older than a week now.
        assert_eq!(inbox.prune().await.unwrap(), 0, "nobody has read them");
        inbox.advance("monitor", 4).await.unwrap();
        inbox.advance("meetings", 2).await.unwrap();
        assert_eq!(inbox.prune().await.unwrap(), 2, "{}", test.db.engine());
        assert_eq!(inbox.read("meetings", 10).await.unwrap().len(), 2);
        inbox.advance("meetings", 4).await.unwrap();
        assert_eq!(inbox.prune().await.unwrap(), 1);
        assert_eq!(inbox.read("new", 10).await.unwrap()[0].seq, 4);
        assert_eq!(inbox.health("c1").await.unwrap().journal.entries, 1);
    }
}

#[tokio::test]
async fn what_is_set_aside_does_not_go_by_age() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[2]).await;
        deliver(&inbox, 0..3).await;
        inbox.catch_up(&consumer).await.unwrap();
        hand.advance(8 * DAY);
        assert_eq!(inbox.prune().await.unwrap(), 2, "{}", test.db.engine());
        assert_eq!(inbox.entry(2).await.unwrap().seq, 2);
    }
}

#[tokio::test]
async fn over_its_size_the_read_ones_go_first_and_an_unread_one_never_silently() {
    for test in databases().await {
        let retention = Retention {
            days: 7,
            bytes: 2_000_000,
        };
        let (inbox, _hand) = keeping(&test, retention).await;
        let consumer = Writes::new(&test, &[]).await;
        deliver(&inbox, 0..600).await;
        inbox.catch_up(&consumer).await.unwrap();
        deliver(&inbox, 600..1200).await;
        let small = Retention {
            days: 7,
            bytes: 250_000,
        };
        let (inbox, _hand) = keeping(&test, small).await;
        // About 390 bytes each, of which the 600 read ones go first.
        let gone = inbox.prune().await.unwrap();
        assert!((500..=600).contains(&gone), "{gone} {}", test.db.engine());
        let journal = inbox.health("c1").await.unwrap().journal;
        assert_eq!(journal.dropped, 0);
        assert!(journal.bytes <= small.bytes, "{}", journal.bytes);
        assert!(
            journal.bytes > small.bytes - small.bytes / 64 - 1_000,
            "no more than was needed: {}",
            journal.bytes
        );
        let smaller = Retention {
            days: 7,
            bytes: 100_000,
        };
        let (inbox, _hand) = keeping(&test, smaller).await;
        let all = gone + inbox.prune().await.unwrap();
        let journal = inbox.health("c1").await.unwrap().journal;
        assert_eq!(
            (i64::try_from(all).unwrap(), journal.dropped),
            (1200 - journal.entries, i64::try_from(all).unwrap() - 600)
        );
        assert!(journal.bytes <= smaller.bytes, "{}", journal.bytes);
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(inbox.health("c1").await.unwrap().cursors[0].behind, 0);
    }
}

#[tokio::test]
async fn what_went_by_size_is_still_known_when_zoom_sends_it_again() {
    for test in databases().await {
        let small = Retention {
            days: 7,
            bytes: 50_000,
        };
        let (inbox, hand) = keeping(&test, small).await;
        let consumer = Writes::new(&test, &[]).await;
        for some in 0..8 {
            deliver(&inbox, some * 50..some * 50 + 50).await;
            inbox.catch_up(&consumer).await.unwrap();
        }
        inbox.prune().await.unwrap();
        assert!(inbox.entry(1).await.is_err(), "it went");
        let again = async |n: usize| {
            let now = inbox.0.clock.now().as_second();
            send(&inbox, now, SECRET, body(n).as_bytes()).await
        };
        // Zoom's last retry comes within an hour and a half.
        hand.advance(Duration::from_mins(90));
        inbox.prune().await.unwrap();
        assert_eq!(again(0).await, Accept::Accepted { repeated: true });
        assert_eq!(again(399).await, Accept::Accepted { repeated: true });
        assert_eq!(again(400).await, Accept::Accepted { repeated: false });
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(applied(&test).await.len(), 401, "{}", test.db.engine());
        let journal = inbox.health("c1").await.unwrap().journal;
        let counted = test
            .db
            .row(
                "SELECT CAST(COUNT(*) AS BIGINT) AS entries,
                        CAST(SUM(LENGTH(body) + 300) AS BIGINT) AS bytes FROM inbox_journal",
                args![],
            )
            .await
            .unwrap()
            .unwrap();
        assert_eq!(journal.entries, counted.i64("entries").unwrap());
        assert_eq!(journal.bytes, counted.i64("bytes").unwrap());
        // After that nothing of it is kept.
        hand.advance(Duration::from_mins(31));
        inbox.prune().await.unwrap();
        let keys = "SELECT CAST(COUNT(*) AS BIGINT) AS keys FROM inbox_forgotten";
        let keys = test.db.row(keys, args![]).await.unwrap().unwrap();
        assert_eq!(keys.i64("keys").unwrap(), 0);
    }
}
