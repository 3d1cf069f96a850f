use store::testing::databases;

use crate::testing::{deliver, inbox};

#[tokio::test]
async fn each_consumer_reads_everything_once_at_its_own_pace() {
    for test in databases().await {
        let (inbox, _hand) = inbox(&test).await;
        let all = (0..20).map(|n| {
            let inbox = inbox.clone();
            tokio::spawn(async move { deliver(&inbox, n..n + 1).await })
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
        let (inbox, _hand) = inbox(&test).await;
        deliver(&inbox, 0..1).await;
        let mut tx = test.db.begin().await.unwrap();
        inbox.advance_in(&mut tx, "monitor", 1).await.unwrap();
        drop(tx);
        assert_eq!(inbox.read("monitor", 10).await.unwrap().len(), 1);
    }
}
