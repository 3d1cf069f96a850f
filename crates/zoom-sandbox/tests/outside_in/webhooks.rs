//! Subscriptions, their validation, and what reaches the receiver.

use std::time::Duration;

use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};
use zoom_types::webhook::verify;

use crate::{
    support::start,
    webhook_receiver::{Receiver, Scene},
};

const MINUTE: u64 = 60;

#[tokio::test]
async fn an_address_proves_itself_before_it_is_saved() {
    let scene = Scene::with(&["meeting.created"]).await;
    let (_, mut list) = scene.running.admin_get("/subscriptions").await;
    let shown = &mut list["subscriptions"][0];
    for own in ["id", "client_id", "url"] {
        shown[own].take();
    }
    assert_json_snapshot!(list, @r#"
    {
      "subscriptions": [
        {
          "id": null,
          "client_id": null,
          "name": "Test",
          "url": null,
          "events": [
            "meeting.created"
          ],
          "enabled": true,
          "app_hears": true,
          "validated_at": "2026-11-21T12:00:00Z",
          "checked_at": "2026-11-21T12:00:00Z",
          "failures": 0,
          "notices": []
        }
      ],
      "settled": true
    }
    "#);
}

#[tokio::test]
async fn an_address_that_cannot_prove_itself_is_not_saved() {
    let running = start().await;
    let (id, _) = running.every_scope();
    let receiver = Receiver::start("not the secret").await;
    let new = |url: &str| json!({ "client_id": id, "name": "x", "url": url, "events": ["meeting.started"] });
    let (status, refused) = running
        .admin_post("/subscriptions", new(&receiver.url))
        .await;
    let said = refused["error"].as_str().unwrap();
    assert_eq!(status, 400);
    assert!(
        said.contains("its encryptedToken is not made with this app's Secret Token"),
        "{said}"
    );
    receiver.script([500]);
    let (_, refused) = running
        .admin_post("/subscriptions", new(&receiver.url))
        .await;
    assert!(
        refused.to_string().contains("it answered 500, not 200"),
        "{refused}"
    );
    for url in ["http://example.com/hook", "http://127.0.0.1:1/hook"] {
        let (status, refused) = running.admin_post("/subscriptions", new(url)).await;
        assert_eq!(status, 400, "{refused}");
    }
    assert_eq!(
        running.admin_get("/subscriptions").await.1["subscriptions"],
        json!([])
    );
}

#[tokio::test]
async fn an_address_that_stays_silent_for_three_seconds_has_failed() {
    let running = start().await;
    let (id, _) = running.every_scope();
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let ask = json!({ "client_id": id, "url": url });
    let wait = async {
        let held = silent.accept().await.unwrap();
        running.hand.advance(Duration::from_secs(3));
        held
    };
    let ((status, refused), _held) =
        tokio::join!(running.admin_post("/subscriptions/validate", ask), wait);
    assert_eq!(status, 400);
    assert!(
        refused.to_string().contains("no answer within 3 seconds"),
        "{refused}"
    );
}

#[tokio::test]
async fn an_event_whose_scope_the_app_lacks_is_refused_in_zooms_words() {
    let running = start().await;
    let limited = running.sandbox.ready().limited.unwrap().client_id;
    let receiver = Receiver::start("x").await;
    let new = json!({ "client_id": limited, "name": "x", "url": receiver.url, "events": ["meeting.started"] });
    assert_json_snapshot!(running.admin_post("/subscriptions", new).await, @r#"
    [
      400,
      {
        "error": "The event is not allowed for the app. meeting.started needs the scope meeting:read:meeting:admin."
      }
    ]
    "#);
}

#[tokio::test]
async fn at_most_twenty_subscriptions_are_saved() {
    let scene = Scene::with(&["meeting.created"]).await;
    for _ in 1..20 {
        assert_eq!(scene.subscribe(&["meeting.created"]).await.0, 201);
    }
    let (status, refused) = scene.subscribe(&["meeting.created"]).await;
    assert_eq!(
        (status, refused["error"].as_str()),
        (400, Some("An app can have at most 20 event subscriptions."))
    );
}

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
    scene
        .call(
            reqwest::Method::PATCH,
            &path,
            Some(json!({ "topic": "After", "settings": { "waiting_room": true } })),
        )
        .await;
    scene
        .call(
            reqwest::Method::PATCH,
            &path,
            Some(json!({ "topic": "After" })),
        )
        .await;
    scene.call(reqwest::Method::DELETE, &path, None).await;
    scene
        .call(
            reqwest::Method::PATCH,
            "/users/me",
            Some(json!({ "dept": "Choir" })),
        )
        .await;
    let settings = json!({ "recording": { "auto_recording": "cloud" } });
    scene
        .call(
            reqwest::Method::PATCH,
            "/accounts/me/settings",
            Some(settings),
        )
        .await;
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

#[tokio::test]
async fn six_failed_validations_disable_a_subscription_until_it_is_validated() {
    let scene = Scene::with(&["meeting.created"]).await;
    scene.receiver.forget_the_secret();
    for times in 1..=6_u64 {
        scene.pass(72 * 60 * MINUTE).await;
        for _ in 0..200 {
            if scene.subscription().await["failures"] == times {
                break;
            }
            clock::Clock::system()
                .sleep(Duration::from_millis(10))
                .await;
        }
        assert_eq!(scene.subscription().await["failures"], times);
    }
    let shown = scene.subscription().await;
    assert_eq!(shown["enabled"], false);
    let beginnings: Vec<&str> = shown["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["text"].as_str().unwrap().split(':').next().unwrap())
        .collect();
    assert_eq!(
        beginnings,
        ["Mail to the developer", "Mail to the developer", "Disabled"]
    );
    scene.create_meeting("Nobody hears").await;
    assert!(scene.receiver.take().is_empty());
    let path = format!("/subscriptions/{}", scene.subscription);
    let enable = json!({ "enabled": true });
    assert_eq!(
        scene.running.admin_patch(&path, enable.clone()).await.0,
        400
    );
}

#[tokio::test]
async fn an_app_that_was_never_added_hears_nothing() {
    let scene = Scene::with(&["meeting.created"]).await;
    scene
        .running
        .admin_patch(
            &format!("/apps/{}", scene.client_id),
            json!({ "activated": false }),
        )
        .await;
    assert_eq!(scene.subscription().await["app_hears"], false);
    scene.pass(60 * MINUTE).await;
    assert!(scene.receiver.take().is_empty());
}

#[tokio::test]
async fn a_removed_subscription_hears_nothing() {
    let scene = Scene::with(&["meeting.created"]).await;
    let url = scene
        .running
        .url(&format!("/sandbox/v1/subscriptions/{}", scene.subscription));
    assert_eq!(
        scene.running.send(scene.running.http.delete(url)).await.0,
        204
    );
    scene.create_meeting("Nobody").await;
    assert!(scene.receiver.take().is_empty());
}
