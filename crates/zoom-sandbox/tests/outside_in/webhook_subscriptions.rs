//! Who may subscribe, to what, and how an address proves itself.

use std::time::Duration;

use insta::assert_json_snapshot;
use serde_json::json;

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
async fn six_failed_validations_disable_a_subscription_until_it_is_validated() {
    let scene = Scene::with(&["meeting.created"]).await;
    scene.receiver.forget_the_secret();
    for times in 1..=6_u64 {
        scene.pass(72 * 60 * MINUTE).await;
        for _ in 0..3_000 {
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
