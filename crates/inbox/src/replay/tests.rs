use std::time::Duration;

use store::testing::databases;

use crate::testing::{Writes, applied, deliver, inbox};

#[tokio::test]
async fn everything_from_a_point_on_is_applied_again_and_said_to_be() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[5]).await;
        deliver(&inbox, 0..3).await;
        hand.advance(Duration::from_hours(1));
        let later = inbox.0.clock.now();
        deliver(&inbox, 3..6).await;
        inbox.catch_up(&consumer).await.unwrap();
        consumer.poison.lock().unwrap().clear();
        deliver(&inbox, 6..7).await;
        assert_eq!(
            inbox.replay_since("monitor", later, "ada").await.unwrap(),
            4
        );
        let cursors = inbox.cursors().await.unwrap();
        assert_eq!(cursors[0].replaying_until, Some(6));
        assert_eq!(cursors[0].behind, 4);
        inbox.catch_up(&consumer).await.unwrap();
        let all: Vec<_> = (1..=7).map(|seq| (seq, (4..=6).contains(&seq))).collect();
        assert_eq!(applied(&test).await, all, "{}", test.db.engine());
        let cursors = inbox.cursors().await.unwrap();
        assert_eq!(cursors[0].replaying_until, None);
        assert_eq!(cursors[0].set_aside, 0, "it could be applied this time");
    }
}

#[tokio::test]
async fn nothing_since_then_is_said_as_that() {
    for test in databases().await {
        let (inbox, hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[]).await;
        deliver(&inbox, 0..1).await;
        inbox.catch_up(&consumer).await.unwrap();
        hand.advance(Duration::from_hours(1));
        let now = inbox.0.clock.now();
        let none = inbox.replay_since("monitor", now, "ada").await.unwrap_err();
        assert_eq!(
            none.to_string(),
            "No event has come in since 2023-11-14 23:13:20 UTC, so there is nothing to apply again."
        );
        let nobody = inbox.replay_since("x", now, "ada").await.unwrap_err();
        assert_eq!(nobody.to_string(), "Nobody called “x” reads the journal.");
    }
}

#[tokio::test]
async fn who_read_before_a_rewind_cannot_advance_after_it() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[]).await;
        deliver(&inbox, 0..3).await;
        inbox.catch_up(&consumer).await.unwrap();
        deliver(&inbox, 3..4).await;
        let read = inbox.cursor("monitor").await.unwrap();
        inbox.replay("monitor", 4, "ada").await.unwrap_err();
        inbox.replay("monitor", 1, "ada").await.unwrap();
        let mut tx = test.db.begin().await.unwrap();
        assert!(!inbox.claim(&mut tx, "monitor", read, 4).await.unwrap());
        drop(tx);
        // Moved back to where it was read, the generation still tells them apart.
        inbox.advance("monitor", 3).await.unwrap();
        let mut tx = test.db.begin().await.unwrap();
        assert!(!inbox.claim(&mut tx, "monitor", read, 4).await.unwrap());
    }
}

#[tokio::test]
async fn one_event_is_applied_again_without_moving_the_cursor() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let consumer = Writes::new(&test, &[]).await;
        deliver(&inbox, 0..2).await;
        inbox.catch_up(&consumer).await.unwrap();
        inbox.replay_one("monitor", 1, "ada").await.unwrap();
        inbox.catch_up(&consumer).await.unwrap();
        assert_eq!(
            applied(&test)
                .await
                .iter()
                .filter(|(seq, _)| *seq == 1)
                .count(),
            2,
            "{}",
            test.db.engine()
        );
        assert_eq!(inbox.log(1).await.unwrap()[0].who, "ada");
        let unread = inbox.replay_one("monitor", 9, "ada").await.unwrap_err();
        assert!(unread.to_string().contains("no event 9"), "{unread}");
        let nobody = inbox.replay("nobody", 1, "ada").await.unwrap_err();
        assert_eq!(
            nobody.to_string(),
            "Nobody called “nobody” reads the journal."
        );
    }
}
