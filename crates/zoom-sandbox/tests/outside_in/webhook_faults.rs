//! Deliveries that go wrong on purpose, and what outlives the process.

use serde_json::{Value, json};

use crate::webhook_receiver::{Received, Scene};

async fn scene(fault: Value) -> Scene {
    let scene = Scene::with(&["meeting.created"]).await;
    assert_eq!(
        scene.running.admin_post("/webhook_faults", fault).await.0,
        204
    );
    scene
}

fn topics(received: &[Received]) -> Vec<String> {
    received
        .iter()
        .map(|one| {
            one.json()["payload"]["object"]["topic"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_dropped_event_never_comes_and_is_seen_in_the_log() {
    let scene = scene(json!({ "kind": "dropped" })).await;
    scene.create_meeting("Lost").await;
    scene.create_meeting("Found").await;
    scene.pass(7_200).await;
    assert_eq!(topics(&scene.receiver.take()), ["Found"]);
    let log = scene.deliveries().await;
    assert_eq!(
        (&log[1]["state"], &log[1]["fault"]["kind"]),
        (&json!("dropped"), &json!("dropped"))
    );
}

#[tokio::test]
async fn an_event_comes_twice_with_the_same_body() {
    let scene = scene(json!({ "kind": "twice", "times": 1 })).await;
    scene.create_meeting("Twin").await;
    let received = scene.receiver.take();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body, received[1].body);
}

#[tokio::test]
async fn a_late_event_comes_when_it_is_due() {
    let scene = scene(json!({ "kind": "late", "seconds": 90 })).await;
    scene.create_meeting("Late").await;
    scene.create_meeting("In time").await;
    assert_eq!(topics(&scene.receiver.take()), ["In time"]);
    scene.pass(89).await;
    assert!(scene.receiver.take().is_empty());
    scene.pass(1).await;
    assert_eq!(topics(&scene.receiver.take()), ["Late"]);
}

#[tokio::test]
async fn an_event_is_overtaken_by_the_next_and_by_none_for_a_minute() {
    let scene = scene(json!({ "kind": "out_of_order", "times": 2 })).await;
    for topic in ["First", "Second", "Third"] {
        scene.create_meeting(topic).await;
    }
    // Second is held back as well when it lets First go.
    assert_eq!(topics(&scene.receiver.take()), ["First", "Third", "Second"]);
    scene
        .running
        .admin_post("/webhook_faults", json!({ "kind": "out_of_order" }))
        .await;
    scene.create_meeting("Alone").await;
    assert!(scene.receiver.take().is_empty());
    scene.pass(60).await;
    assert_eq!(topics(&scene.receiver.take()), ["Alone"]);
}

#[tokio::test]
async fn faults_name_their_events_and_can_be_called_off() {
    let scene = scene(json!({ "kind": "dropped", "rate": 1.0, "event": "webinar." })).await;
    scene.create_meeting("Safe").await;
    assert_eq!(topics(&scene.receiver.take()), ["Safe"]);
    scene
        .running
        .admin_post("/webhook_faults", json!({ "kind": "dropped", "rate": 1.0 }))
        .await;
    scene.create_meeting("Gone").await;
    let url = scene.running.url("/sandbox/v1/webhook_faults");
    assert_eq!(
        scene.running.send(scene.running.http.delete(url)).await.0,
        204
    );
    scene.create_meeting("Back").await;
    assert_eq!(topics(&scene.receiver.take()), ["Back"]);
    let wrong = json!({ "kind": "dropped", "rate": 7 });
    assert_eq!(
        scene.running.admin_post("/webhook_faults", wrong).await.0,
        400
    );
}

#[tokio::test]
async fn subscriptions_and_pending_retries_outlive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let first = Scene::of(&["meeting.created"], |config| {
        config.data = Some(data.clone());
    })
    .await;
    first.receiver.script([500]);
    first.create_meeting("Kept").await;
    let receiver = first.receiver.clone();
    receiver.take();
    first.running.sandbox.save().unwrap();
    drop(first);

    let second = crate::support::start_with(|config| config.data = Some(data)).await;
    let life = second.sandbox.spawn_life();
    second
        .sandbox
        .time()
        .advance(std::time::Duration::from_mins(5));
    let clock = clock::Clock::system();
    let mut came = Vec::new();
    for _ in 0..3_000 {
        came.extend(receiver.take());
        if !came.is_empty() {
            break;
        }
        clock.sleep(std::time::Duration::from_millis(10)).await;
    }
    life.abort();
    assert_eq!(topics(&came), ["Kept"]);
}
