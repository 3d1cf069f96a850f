//! An app manages its own event subscriptions over the API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::webhook_receiver::Scene;

const PATH: &str = "/marketplace/app/event_subscription";

async fn list(scene: &Scene, query: &str) -> Vec<Value> {
    let (status, list) = scene
        .call(Method::GET, &format!("{PATH}?{query}"), None)
        .await;
    assert_eq!(status, 200, "{list}");
    list["event_subscriptions"].as_array().unwrap().clone()
}

async fn create(scene: &Scene, change: Value) -> (u16, Value) {
    let mut new = json!({
        "events": ["user.updated"], "event_subscription_name": "Over the API",
        "event_webhook_url": scene.receiver.url, "subscription_scope": "account",
        "account_id": scene.running.sandbox.account_id(),
    });
    for (name, value) in change.as_object().unwrap() {
        new[name] = value.clone();
    }
    scene.call(Method::POST, PATH, Some(new)).await
}

async fn somebody(scene: &Scene, at: usize) -> String {
    let (_, users) = scene.call(Method::GET, "/users", None).await;
    users["users"][at]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_made_over_the_api_is_sent_its_events_and_stands_beside_the_others() {
    let scene = Scene::with(&["meeting.created"]).await;
    let (status, made) = create(&scene, json!({})).await;
    assert_eq!(status, 201, "{made}");
    let id = made["event_subscription_id"].as_str().unwrap();
    let all = list(&scene, "").await;
    let sources: Vec<&Value> = all.iter().map(|one| &one["created_source"]).collect();
    assert_eq!(sources, ["default", "openapi"]);
    assert_eq!(all[1]["event_subscription_id"], id);
    let (_, admin) = scene.running.admin_get("/subscriptions").await;
    assert_eq!(admin["subscriptions"][1]["name"], "Over the API");

    scene.receiver.take();
    let user = somebody(&scene, 3).await;
    scene
        .patch(&format!("/users/{user}"), json!({"dept": "Elsewhere"}))
        .await;
    scene.settle().await;
    let told: Vec<String> = scene
        .receiver
        .take()
        .iter()
        .map(super::webhook_receiver::Received::event)
        .collect();
    assert_eq!(told, ["user.updated"]);

    let (status, _) = scene
        .call(Method::DELETE, &format!("{PATH}/{id}"), None)
        .await;
    assert_eq!(status, 204);
    assert_eq!(list(&scene, "").await.len(), 1);
    let (status, gone) = scene
        .call(Method::DELETE, &format!("{PATH}/{id}"), None)
        .await;
    assert_eq!((status, &gone["code"]), (404, &json!(1601)));
}

#[tokio::test]
async fn a_subscription_of_users_is_sent_theirs_alone_as_they_come_and_go() {
    let scene = Scene::with(&["meeting.created"]).await;
    let (one, other) = (somebody(&scene, 3).await, somebody(&scene, 4).await);
    let of_one = json!({"subscription_scope": "user", "user_ids": [one]});
    let (_, made) = create(&scene, of_one).await;
    let id = made["event_subscription_id"].as_str().unwrap().to_owned();
    let told = async |dept: &str| {
        scene.receiver.take();
        for user in [&one, &other] {
            scene
                .patch(&format!("/users/{user}"), json!({ "dept": dept }))
                .await;
        }
        scene.settle().await;
        let told = scene.receiver.take();
        told.iter()
            .map(|one| {
                one.json()["payload"]["object"]["id"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(told("A").await, std::slice::from_ref(&one));
    let both = json!({"account_id": "me", "user_ids": [other]});
    let path = format!("{PATH}/{id}");
    let (status, said) = scene.call(Method::PATCH, &path, Some(both)).await;
    assert_eq!(status, 204, "{said}");
    assert_eq!(told("B").await, [one.clone(), other.clone()]);
    assert_eq!(
        list(&scene, &format!("user_id={other}&subscription_scope=user"))
            .await
            .len(),
        1
    );
    let path = format!("{PATH}?event_subscription_id={id}&user_ids={one}&account_id=me");
    let (status, said) = scene.call(Method::DELETE, &path, None).await;
    assert_eq!(status, 204, "{said}");
    assert_eq!(told("C").await, std::slice::from_ref(&other));
}

#[tokio::test]
async fn what_zoom_would_refuse_is_refused_in_its_words_and_nothing_is_kept() {
    let scene = Scene::with(&["meeting.created"]).await;
    for (change, status, code, words) in [
        (
            json!({"events": []}),
            400,
            1500,
            "The events list is empty.",
        ),
        (
            json!({"event_webhook_url": ""}),
            400,
            1500,
            "The event webhook url is empty.",
        ),
        (
            json!({"subscription_scope": "all"}),
            400,
            1500,
            "The subscription scope is invalid.",
        ),
        (
            json!({"events": ["user.danced"]}),
            404,
            1601,
            "App event not exists: user.danced.",
        ),
        (
            json!({"user_ids": ["nobody"], "subscription_scope": "user"}),
            404,
            1001,
            "User does not exist or does not belong to this account: nobody.",
        ),
        (
            json!({"event_webhook_url": "http://127.0.0.1:1/x"}),
            404,
            1701,
            "The event webhook url validate failed: http://127.0.0.1:1/x.",
        ),
        (
            json!({"custom_header": {"custom_header_type": 1}}),
            404,
            1801,
            "The custom header type validate failed: 1.",
        ),
    ] {
        let (answered, refused) = create(&scene, change).await;
        assert_eq!(
            (answered, &refused["code"]),
            (status, &json!(code)),
            "{refused}"
        );
        assert_eq!(refused["message"], words);
    }
    assert_eq!(list(&scene, "").await.len(), 1);
}
