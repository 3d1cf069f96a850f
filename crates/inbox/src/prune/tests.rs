use std::time::Duration;

use store::testing::databases;

use crate::{
    Retention,
    testing::{Writes, deliver, inbox, keeping},
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
        // About 380 bytes each: 1200 must become at most 650.
        assert_eq!(inbox.prune().await.unwrap(), 600, "{}", test.db.engine());
        let journal = inbox.health("c1").await.unwrap().journal;
        assert_eq!((journal.entries, journal.dropped), (600, 0));
        let smaller = Retention {
            days: 7,
            bytes: 100_000,
        };
        let (inbox, _hand) = keeping(&test, smaller).await;
        assert_eq!(inbox.prune().await.unwrap(), 500, "{}", test.db.engine());
        let journal = inbox.health("c1").await.unwrap().journal;
        assert_eq!((journal.entries, journal.dropped), (100, 500));
        assert!(journal.bytes <= smaller.bytes, "{}", journal.bytes);
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(inbox.health("c1").await.unwrap().cursors[0].behind, 0);
    }
}
