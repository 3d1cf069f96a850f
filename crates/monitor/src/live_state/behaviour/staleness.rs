//! What was known is never shown as what is.

use std::time::Duration;

use serde_json::json;
use store::testing::databases;

use super::{Stage, event, object, participant, stage};
use crate::{
    Outcome,
    testing::stand_in::{connection, no_scope, two_meetings},
};

const LIVE: &str = "GET /metrics/meetings";

fn unreachable() -> Outcome {
    Outcome::Unreachable {
        why: "no route.".to_owned(),
    }
}

async fn look(stage: &Stage) {
    let monitor = &stage.scene.monitor;
    let run = monitor.run_now(&connection(), "live-meetings").await;
    run.expect("a run");
}

async fn samples(stage: &Stage) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM monitor_samples WHERE measure = 'zoom_meetings_live'";
    let rows = stage.scene.db.db.rows(sql, vec![]).await.expect("rows");
    rows[0].i64("n").expect("a count")
}

async fn ada_is_in(stage: &Stage) {
    stage
        .hear(&event("meeting.started", 0, &object("a==", None)))
        .await;
    let joined = object("a==", Some(participant(1, "Ada", 1)));
    stage
        .hear(&event("meeting.participant_joined", 1, &joined))
        .await;
}

#[tokio::test]
async fn pushed_figures_are_old_once_zoom_answers_nothing_and_sends_nothing() {
    for db in databases().await {
        let stage = stage(db).await;
        ada_is_in(&stage).await;
        stage.scene.monitor.keep_live_once().await;
        let heard = stage.scene.clock.now();
        stage.scene.zoom.refuses(LIVE, unreachable());
        stage.scene.hand.advance(Duration::from_mins(4));
        look(&stage).await;
        assert_eq!(stage.view().await.stale, None, "an event may be on its way");
        let kept = samples(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(2));
        let view = stage.view().await;
        let old = view.stale.expect("six minutes without a word");
        assert_eq!((old.since, view.as_of), (heard, heard));
        assert_eq!(
            old.why,
            "No event comes, and Zoom could not be reached: no route."
        );
        assert!(
            view.words
                .contains("Nothing has been heard since 2026-11-21 12:00 UTC"),
            "{}",
            view.words
        );
        assert_eq!(view.totals.participants, 1, "what was known stays");
        assert!(stage.instance("a==").await.stale.is_some());
        let needs = stage.scene.monitor.attention(&connection()).await;
        let unseen = needs.expect("a view").unseen;
        assert!(
            unseen[0].starts_with("Nothing has been heard"),
            "{unseen:?}"
        );
        // A history goes on where somebody knows.
        stage.scene.monitor.keep_live_once().await;
        assert_eq!(samples(&stage).await, kept);
        let joined = object("a==", Some(participant(2, "Bob", 361)));
        stage
            .hear(&event("meeting.participant_joined", 361, &joined))
            .await;
        assert_eq!(stage.view().await.stale, None, "an event is a word");
        stage.scene.hand.advance(Duration::from_secs(11));
        stage.scene.monitor.keep_live_once().await;
        assert_eq!(samples(&stage).await, kept + 1);
    }
}

#[tokio::test]
async fn a_quiet_night_is_no_silence_while_the_dashboard_is_read() {
    for db in databases().await {
        let stage = stage(db).await;
        ada_is_in(&stage).await;
        let ended = object("a==", None);
        stage.hear(&event("meeting.ended", 2, &ended)).await;
        let nobody = json!({"total_records": 0, "next_page_token": "", "meetings": []});
        stage.scene.zoom.says(LIVE, nobody);
        for _ in 0..5 {
            stage.scene.hand.advance(Duration::from_mins(30));
            look(&stage).await;
            assert_eq!(stage.view().await.stale, None);
        }
        let compared = stage.scene.clock.now();
        stage.scene.hand.advance(Duration::from_mins(61));
        let old = stage.view().await.stale.expect("nobody looked for an hour");
        assert_eq!(old.since, compared);
    }
}

#[tokio::test]
async fn where_no_dashboard_can_be_read_only_what_goes_on_is_doubted() {
    for db in databases().await {
        let stage = stage(db).await;
        stage.scene.zoom.refuses(LIVE, no_scope(LIVE));
        ada_is_in(&stage).await;
        look(&stage).await;
        stage.scene.hand.advance(Duration::from_mins(61));
        let old = stage.view().await.stale.expect("an hour of one meeting");
        assert!(old.why.contains("something goes on"), "{}", old.why);
        let ended = object("a==", None);
        stage.hear(&event("meeting.ended", 3661, &ended)).await;
        stage.scene.hand.advance(Duration::from_hours(9));
        assert_eq!(
            stage.view().await.stale,
            None,
            "at night nothing is to come"
        );
    }
}

#[tokio::test]
async fn polled_figures_are_old_once_three_readings_did_not_come() {
    for db in databases().await {
        let stage = stage(db).await;
        stage.scene.zoom.says(LIVE, two_meetings());
        look(&stage).await;
        let read = stage.scene.clock.now();
        stage.scene.zoom.refuses(
            LIVE,
            Outcome::Refused {
                operation: LIVE.to_owned(),
                status: 400,
                code: 300,
                message: "No.".to_owned(),
                advice: String::new(),
            },
        );
        stage.scene.hand.advance(Duration::from_mins(6));
        look(&stage).await;
        assert_eq!(stage.view().await.stale, None);
        stage.scene.hand.advance(Duration::from_secs(1));
        let view = stage.view().await;
        let old = view.stale.expect("old");
        assert_eq!((old.since, view.as_of), (read, read));
        assert!(old.why.contains("code 300"), "{}", old.why);
        // Where Zoom answers nobody, it does not take three.
        stage.scene.zoom.says(LIVE, two_meetings());
        look(&stage).await;
        stage.scene.zoom.refuses(LIVE, unreachable());
        stage.scene.hand.advance(Duration::from_mins(5));
        look(&stage).await;
        assert_eq!(stage.view().await.stale, None);
        stage.scene.hand.advance(Duration::from_secs(1));
        assert!(stage.view().await.stale.is_some());
    }
}
