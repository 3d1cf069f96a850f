//! What reaches the receiver, when, and what follows from its answers.

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};
use zoom_types::webhook::verify;

use crate::webhook_receiver::Scene;

const MINUTE: u64 = 60;

#[tokio::test]
async fn a_created_meeting_reaches_the_receiver_signed_and_in_zooms_order() {
    let scene = Scene::with(&["meeting.created"]).await;
    scene.create_meeting("Größe / “Maß” 🎯").await;
    let received = scene.receiver.take().remove(0);
    assert_eq!(
        received.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(received.header("user-agent"), "Zoom Marketplace/1.0a");
    assert_eq!(received.header("x-zm-request-timestamp"), "1795262400");
    let webhook = scene.running.sandbox.ready().webhook.unwrap();
    assert_eq!(
        received.header("authorization"),
        webhook.verification_token.reveal()
    );
    assert_eq!(received.header("x-zm-request-id").len(), 36);
    let signature = received.header("x-zm-signature");
    let secret = webhook.secret_token;
    assert!(verify(
        secret.reveal(),
        "1795262400",
        received.body.as_bytes(),
        signature
    ));
    let body = received.body.replace(&scene.running.base, "[origin]");
    assert_snapshot!(body, @r#"{"event":"meeting.created","event_ts":1795262400000,"payload":{"account_id":"F_yM-V177QEWx8_AP_ZagQ","operator":"mara.lindqvist@kestrel.example","operator_id":"eV5EQp6pD1hzMTdBIj_FXg","object":{"uuid":"FpLVJiF5N6KIgMGCvOY7Jg==","id":79674239220,"host_id":"eV5EQp6pD1hzMTdBIj_FXg","topic":"Größe / “Maß” 🎯","type":2,"start_time":"2026-12-01T10:00:00Z","duration":30,"timezone":"UTC","join_url":"[origin]/j/79674239220?pwd=JpmtR1jlCVKKpqDZMkjsxKzXpDQLsRO4e4H0VOvhYWA.1","password":"hk5UHq","creation_source":"open_api","settings":{"use_pmi":false,"alternative_hosts":"","meeting_invitees":[],"join_before_host":false,"jbh_time":0}}}}"#);
}

#[tokio::test]
async fn what_was_changed_is_told_with_what_it_was() {
    let scene = Scene::with(&[
        "meeting.updated",
        "meeting.deleted",
        "user.updated",
        "account.settings_updated",
    ])
    .await;
    let id = scene.create_meeting("Before").await;
    let path = format!("/meetings/{id}");
    let change = json!({ "topic": "After", "settings": { "waiting_room": true } });
    scene.patch(&path, change).await;
    scene.patch(&path, json!({ "topic": "After" })).await;
    scene.call(reqwest::Method::DELETE, &path, None).await;
    scene.patch("/users/me", json!({ "dept": "Choir" })).await;
    let settings = json!({ "recording": { "auto_recording": "cloud" } });
    scene.patch("/accounts/me/settings", settings).await;
    scene.settle().await;
    let told: Vec<Value> = scene
        .receiver
        .take()
        .iter()
        .map(|one| {
            let body = one.json();
            json!([
                body["event"],
                body["payload"]["object"],
                body["payload"]["old_object"]
            ])
        })
        .collect();
    assert_json_snapshot!(told, @r#"
    [
      [
        "meeting.updated",
        {
          "id": 79674239220,
          "uuid": "FpLVJiF5N6KIgMGCvOY7Jg==",
          "host_id": "eV5EQp6pD1hzMTdBIj_FXg",
          "topic": "After",
          "settings": {
            "waiting_room": true
          }
        },
        {
          "id": 79674239220,
          "topic": "Before",
          "settings": {
            "waiting_room": false
          }
        }
      ],
      [
        "meeting.deleted",
        {
          "uuid": "FpLVJiF5N6KIgMGCvOY7Jg==",
          "id": 79674239220,
          "host_id": "eV5EQp6pD1hzMTdBIj_FXg",
          "topic": "After",
          "type": 2,
          "start_time": "2026-12-01T10:00:00Z",
          "duration": 30,
          "timezone": "UTC"
        },
        null
      ],
      [
        "user.updated",
        {
          "id": "eV5EQp6pD1hzMTdBIj_FXg",
          "dept": "Choir"
        },
        {
          "id": "eV5EQp6pD1hzMTdBIj_FXg",
          "dept": "Operations"
        }
      ],
      [
        "account.settings_updated",
        {
          "id": "F_yM-V177QEWx8_AP_ZagQ",
          "settings": {
            "recording": {
              "auto_recording": "cloud"
            }
          }
        },
        {
          "id": "F_yM-V177QEWx8_AP_ZagQ",
          "settings": {
            "recording": {
              "auto_recording": "none"
            }
          }
        }
      ]
    ]
    "#);
}

#[tokio::test]
async fn an_hour_of_life_comes_in_its_order_once_the_clock_was_moved() {
    let scene = Scene::with(&[
        "meeting.started",
        "meeting.ended",
        "meeting.participant_joined",
        "meeting.participant_left",
        "webinar.started",
        "webinar.ended",
        "webinar.participant_joined",
        "webinar.participant_left",
    ])
    .await;
    scene.pass(60 * MINUTE).await;
    let received = scene.receiver.take();
    assert!(received.len() > 50, "{}", received.len());
    let stamps: Vec<i64> = received
        .iter()
        .map(|one| one.json()["event_ts"].as_i64().unwrap())
        .collect();
    assert!(stamps.is_sorted());
    scene.pass(60 * MINUTE).await;
    assert!(!scene.receiver.take().is_empty());
}

#[tokio::test]
async fn a_failure_is_tried_again_with_the_same_body_and_then_given_up() {
    let scene = Scene::with(&["meeting.created"]).await;
    scene.receiver.script([503, 500, 502, 599]);
    scene.create_meeting("Try me").await;
    let mut bodies = vec![scene.receiver.take()];
    for minutes in [5, 20, 60] {
        scene.pass(minutes * MINUTE - 1).await;
        assert!(scene.receiver.take().is_empty(), "too early");
        scene.pass(1).await;
        bodies.push(scene.receiver.take());
    }
    let bodies: Vec<String> = bodies.into_iter().flatten().map(|one| one.body).collect();
    assert_eq!(bodies.len(), 4);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    scene.pass(600 * MINUTE).await;
    assert!(scene.receiver.take().is_empty());
    let delivery = scene.deliveries().await.remove(0);
    assert_eq!(delivery["state"], "given_up");
    let tries: Vec<Value> = delivery["tries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["at"], one["answer"]["status"]]))
        .collect();
    assert_eq!(
        json!(tries),
        json!([
            ["2026-11-21T12:00:00Z", 503],
            ["2026-11-21T12:05:00Z", 500],
            ["2026-11-21T12:25:00Z", 502],
            ["2026-11-21T13:25:00Z", 599],
        ])
    );
}

#[tokio::test]
async fn what_is_refused_is_never_tried_again_and_can_be_replayed() {
    let scene = Scene::with(&["meeting.created"]).await;
    scene.receiver.script([404]);
    scene.create_meeting("Not here").await;
    scene.pass(120 * MINUTE).await;
    let first = scene.receiver.take();
    let delivery = scene.deliveries().await.remove(0);
    assert_eq!((first.len(), &delivery["state"]), (1, &json!("refused")));
    let path = format!(
        "/subscriptions/{}/deliveries/{}/replay",
        scene.subscription, delivery["id"]
    );
    assert_eq!(scene.running.admin_post(&path, json!({})).await.0, 202);
    scene.settle().await;
    let again = scene.receiver.take();
    assert_eq!(again[0].body, first[0].body);
    assert_ne!(
        again[0].header("x-zm-signature"),
        first[0].header("x-zm-signature")
    );
    let latest = scene.deliveries().await.remove(0);
    assert_eq!(
        (&latest["state"], &latest["replay_of"]),
        (&json!("delivered"), &delivery["id"])
    );
}

#[tokio::test]
async fn a_receiver_that_is_gone_gets_its_events_when_it_is_back() {
    let scene = Scene::with(&["meeting.created"]).await;
    let gone = json!({ "client_id": scene.client_id, "url": scene.receiver.url });
    assert_eq!(
        scene
            .running
            .admin_post("/subscriptions/validate", gone)
            .await
            .0,
        204
    );
    scene.receiver.script([500; 3]);
    for topic in ["One", "Two", "Three"] {
        scene.create_meeting(topic).await;
    }
    scene.receiver.take();
    scene.pass(5 * MINUTE).await;
    let topics: Vec<Value> = scene
        .receiver
        .take()
        .iter()
        .map(|one| one.json()["payload"]["object"]["topic"].clone())
        .collect();
    assert_eq!(topics, ["One", "Two", "Three"]);
}
