use std::time::Duration;

use store::testing::databases;

use crate::{
    Rejected,
    testing::{Writes, deliver, inbox},
};

#[tokio::test]
async fn health_says_how_far_everybody_is() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[]).await;
        deliver(&inbox, 0..2).await;
        inbox.catch_up(&consumer).await.unwrap();
        deliver(&inbox, 2..5).await;
        hand.advance(Duration::from_secs(90));
        let health = inbox.health("c1").await.unwrap();
        let cursor = &health.cursors[0];
        assert_eq!(
            (cursor.seq, cursor.behind, cursor.lag_seconds),
            (2, 3, 90),
            "{}",
            test.db.engine()
        );
        assert!(health.first_event_at.is_some());
        assert_eq!(health.journal.entries, 5);
    }
}

#[tokio::test]
async fn counts_in_memory_and_in_the_database_are_one_figure() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        for _ in 0..3 {
            inbox.refuse("c1", Rejected::WrongSignature);
        }
        inbox.refuse("", Rejected::NoConnection);
        inbox.finish().await.unwrap();
        inbox.refuse("c1", Rejected::WrongSignature);
        let refused = inbox.health("c1").await.unwrap().refused;
        assert_eq!(refused.len(), 1, "{}", test.db.engine());
        assert_eq!(refused[0].count, 4);
        let elsewhere = inbox.refused_elsewhere().await.unwrap().unwrap();
        assert_eq!((elsewhere.reason, elsewhere.count), ("no_connection", 1));
    }
}
