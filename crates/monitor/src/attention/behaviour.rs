//! What needs somebody, from real events and a real quality walk, on both databases.

use serde_json::{Value, json};
use std::time::Duration;
use store::testing::databases;

use super::{NeedsYou, ReasonKind};
use crate::{
    alarms::Level,
    live_state::behaviour::{Stage, event, object, participant, stage},
    testing::stand_in::connection,
};

async fn needs(stage: &Stage) -> Vec<NeedsYou> {
    let view = stage.scene.monitor.attention(&connection()).await;
    view.expect("a view").meetings
}

fn words(meeting: &NeedsYou) -> Vec<(ReasonKind, Level, &str, &str)> {
    let reasons = meeting.reasons.iter();
    reasons
        .map(|one| (one.kind, one.level, one.what.as_str(), one.cause.as_str()))
        .collect()
}

/// The host, by the account's id that the events have.
fn ada(seconds: i64) -> Value {
    let mut ada = participant(1, "Ada", seconds);
    ada["id"] = json!("host-ada");
    ada
}

async fn begins_with_ada_and_bo(stage: &Stage) {
    stage
        .hear(&event("meeting.started", 0, &object("a==", None)))
        .await;
    for (at, who) in [(1, ada(1)), (2, participant(2, "Bo", 2))] {
        let joined = object("a==", Some(who));
        stage
            .hear(&event("meeting.participant_joined", at, &joined))
            .await;
    }
}

#[tokio::test]
async fn who_waits_for_long_is_told_with_whether_a_host_is_there() {
    for db in databases().await {
        let stage = stage(db).await;
        begins_with_ada_and_bo(&stage).await;
        let cy = object("a==", Some(participant(3, "Cy", 10)));
        stage
            .hear(&event("meeting.participant_joined_waiting_room", 10, &cy))
            .await;
        stage.scene.hand.advance(Duration::from_secs(10 + 120));
        assert_eq!(needs(&stage).await, []);
        stage.scene.hand.advance(Duration::from_mins(4));
        let found = needs(&stage).await;
        assert_eq!(
            words(&found[0]),
            [(
                ReasonKind::Waiting,
                Level::Poor,
                "One person waits, for 6 min",
                "A host is in the meeting and has let nobody in"
            )]
        );
        let person = &stage.instance("a==").await.people[2];
        assert_eq!(
            person.waiting_since.map(|at| at.to_string()).as_deref(),
            Some("2026-11-21T12:00:10Z")
        );
        stage
            .hear(&event("meeting.participant_admitted", 380, &cy))
            .await;
        assert_eq!(needs(&stage).await, []);
    }
}

#[tokio::test]
async fn a_meeting_whose_host_left_is_found_and_one_whose_host_is_unknown_is_not() {
    for db in databases().await {
        let stage = stage(db).await;
        begins_with_ada_and_bo(&stage).await;
        let left = object("a==", Some(ada(60)));
        stage
            .hear(&event("meeting.participant_left", 60, &left))
            .await;
        stage.scene.hand.advance(Duration::from_mins(7));
        let found = needs(&stage).await;
        assert_eq!(
            words(&found[0])[0],
            (
                ReasonKind::HostMissing,
                Level::Fair,
                "No host for 6 min",
                "Ada left it, and no event named another host"
            )
        );
        let mut bo = participant(2, "Bo", 420);
        bo["new_role"] = json!("host");
        let role = object("a==", Some(bo));
        stage
            .hear(&event("meeting.participant_role_changed", 420, &role))
            .await;
        assert_eq!(needs(&stage).await, []);
    }
}

#[tokio::test]
async fn zooms_own_alert_counts_for_a_quarter_of_an_hour() {
    for db in databases().await {
        let stage = stage(db).await;
        begins_with_ada_and_bo(&stage).await;
        let mut alert = object("a==", None);
        alert["issues"] = json!(["Unstable audio quality"]);
        stage.hear(&event("meeting.alert", 5, &alert)).await;
        let found = needs(&stage).await;
        assert_eq!(
            words(&found[0]),
            [(
                ReasonKind::Alert,
                Level::Poor,
                "Zoom warns of it",
                "In Zoom's words: Unstable audio quality"
            )]
        );
        stage.scene.hand.advance(Duration::from_mins(16));
        assert_eq!(needs(&stage).await, []);
    }
}

fn measured(name: &str, network: &str, loss: &str) -> Value {
    json!({"user_name": name, "network_type": network, "location": "Lisbon (PT)",
        "user_qos": [{"audio_input": {"latency": "200 ms", "jitter": "1 ms", "avg_loss": loss}}]})
}

#[tokio::test]
async fn poor_quality_names_what_those_share_who_suffer() {
    for db in databases().await {
        let stage = stage(db).await;
        begins_with_ada_and_bo(&stage).await;
        let zoom = &stage.scene.zoom;
        zoom.says("GET /metrics/quality", json!({"quality": {}}));
        zoom.says(
            "GET /metrics/meetings",
            json!({"meetings": [{"id": 98_765_432_101_i64, "uuid": "a==", "participants": 2,
                "topic": "Stand-up"}]}),
        );
        zoom.says(
            "GET /metrics/meetings/{meetingId}/participants/qos",
            json!({"participants": [
                measured("Ada", "Wifi", "12%"), measured("Bo", "Wifi", "11%"),
                measured("Cy", "Wifi", "13%"), measured("Di", "Wired", "0%"),
                measured("Ed", "Wired", "0%")]}),
        );
        let monitor = &stage.scene.monitor;
        let ran = monitor.run_now(&connection(), "meeting-quality").await;
        ran.expect("a run");
        let found = needs(&stage).await;
        assert_eq!(
            words(&found[0]),
            [(
                ReasonKind::Quality,
                Level::Bad,
                "3 of 5 measured have poor or bad quality",
                "Wifi at Lisbon (PT): 3 of 3 on it suffer, nobody else does"
            )]
        );
        let loss = found[0].loss_ratio.expect("measured");
        assert!((loss - 0.12).abs() < 1e-9, "{loss}");
        // Three periods later it says nothing of now, and the view says so.
        stage.scene.hand.advance(Duration::from_mins(17));
        let view = stage.scene.monitor.attention(&connection()).await;
        let view = view.expect("a view");
        assert_eq!(view.meetings, []);
        assert_eq!(
            view.unseen,
            ["How meetings sound is not known now. The last walk was at 2026-11-21 12:00 UTC."]
        );
    }
}

#[tokio::test]
async fn without_events_it_says_what_cannot_be_told() {
    for db in databases().await {
        let stage = stage(db).await;
        let view = stage.scene.monitor.attention(&connection()).await;
        let unseen = view.expect("a view").unseen;
        assert!(unseen[0].starts_with("Who waits"), "{unseen:?}");
        assert!(unseen[1].contains("has not run yet"), "{unseen:?}");
    }
}
