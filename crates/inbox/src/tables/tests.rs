use store::{args, testing::databases};

use crate::{
    Accept, MIGRATIONS,
    testing::{NOW, SECRET, body, inbox, send},
    writer::body_sha256,
};

/// An installation of before `0004` has a journal; it is taken along, and what Zoom sends once more
/// is known.
#[tokio::test]
async fn an_older_journal_is_kept_and_its_events_are_still_repeats() {
    for test in databases().await {
        let engine = test.db.engine();
        test.db.migrate(&MIGRATIONS[..3]).await.unwrap();
        let old = body(1);
        let mut tx = test.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO inbox_journal (seq, connection_id, body_sha256, event, event_at,
                 received_at, body, deliveries)
             VALUES (1, 'c1', $1, 'meeting.started', 1700000000000000, 5, $2, 1)",
            args![body_sha256(old.as_bytes()), old.as_bytes()],
        )
        .await
        .unwrap();
        let tail = "UPDATE inbox_tail SET seq = 1, entries = 1, bytes = 400 WHERE id = 1";
        tx.execute(tail, args![]).await.unwrap();
        tx.commit().await.unwrap();

        let (inbox, _hand) = inbox(&test).await;
        for (event, repeated) in [(1, true), (2, false), (2, true)] {
            let said = send(&inbox, NOW, SECRET, body(event).as_bytes()).await;
            assert_eq!(said, Accept::Accepted { repeated }, "{engine}: {event}");
        }
        let health = inbox.health("c1").await.unwrap();
        assert_eq!(health.journal.entries, 2, "{engine}");
    }
}
