//! What the guide's scopes open beyond users, meetings and webinars: the account, assistants,
//! summaries, Zoom Events, and what happens in a sub-account.

use reqwest::Method;
use serde_json::{Value, json};

use crate::webhook_receiver::{Received, Scene};

async fn get(scene: &Scene, path: &str) -> Value {
    let (status, body) = scene.call(Method::GET, path, None).await;
    assert_eq!(status, 200, "{path}: {body}");
    body
}

#[tokio::test]
async fn an_account_is_handed_to_an_admin_and_to_nobody_else() {
    let scene = Scene::with(&["user.updated"]).await;
    let users = get(&scene, "/users?page_size=300").await;
    let users = users["users"].as_array().unwrap();
    let email = |role: &str| {
        let found = users.iter().find(|one| one["role_id"] == role);
        found.unwrap()["email"].clone()
    };
    let hand = |email: Value| {
        scene.call(
            Method::PUT,
            "/accounts/me/owner",
            Some(json!({ "email": email })),
        )
    };
    for wrong in [email("2"), email("0"), json!("nobody@example.org")] {
        let (status, refused) = hand(wrong).await;
        assert_eq!((status, &refused["code"]), (400, &json!(200)), "{refused}");
    }
    let heir = email("1");
    assert_eq!(hand(heir.clone()).await.0, 204);
    let path = format!("/users/{}", heir.as_str().unwrap());
    assert_eq!(get(&scene, &path).await["role_name"], "Owner");
    assert_eq!(
        get(&scene, &format!("/users/{}", email("0").as_str().unwrap())).await["role_name"],
        "Admin"
    );
}

#[tokio::test]
async fn a_sub_accounts_options_settings_and_webinars_are_kept_and_told_as_its_own() {
    let scene = Scene::with(&[
        "webinar.created",
        "webinar.deleted",
        "account.settings_updated",
    ])
    .await;
    let sub = get(&scene, "/accounts").await["accounts"][0]["id"].clone();
    let sub = sub.as_str().unwrap();
    let options = format!("/accounts/{sub}/options");
    scene.patch(&options, json!({ "share_rc": true })).await;
    assert_eq!(
        get(&scene, &format!("/accounts/{sub}")).await["options"]["share_rc"],
        true
    );
    let (_, refused) = scene
        .call(Method::PATCH, &options, Some(json!({ "pay_mode": "sub" })))
        .await;
    assert_eq!(refused["code"], 2100, "{refused}");

    let settings = format!("/accounts/{sub}/settings");
    scene
        .patch(
            &settings,
            json!({ "recording": { "auto_recording": "cloud" } }),
        )
        .await;
    assert_eq!(
        get(&scene, &settings).await["recording"]["auto_recording"],
        "cloud"
    );
    let own = get(&scene, "/accounts/me/settings").await;
    assert_ne!(own["recording"]["auto_recording"], "cloud");

    let users = get(&scene, &format!("/accounts/{sub}/users")).await;
    let owner = users["users"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/accounts/{sub}/users/{owner}/webinars");
    let (status, made) = scene
        .call(
            Method::POST,
            &path,
            Some(json!({ "topic": "Sub", "type": 5 })),
        )
        .await;
    assert_eq!(status, 201, "{made}");
    let path = format!("/accounts/{sub}/webinars/{}", made["id"]);
    let links = json!({ "attendees": [{ "name": "Ada" }] });
    let (status, links) = scene
        .call(Method::POST, &format!("{path}/invite_links"), Some(links))
        .await;
    assert_eq!(
        (status, links["attendees"].as_array().unwrap().len()),
        (201, 1)
    );
    let before = get(&scene, &path).await;
    assert_eq!(before["topic"], "Sub");
    assert_eq!(scene.call(Method::DELETE, &path, None).await.0, 204);
    scene.settle().await;
    let told: Vec<Value> = scene.receiver.take().iter().map(Received::json).collect();
    let names: Vec<&Value> = told.iter().map(|one| &one["event"]).collect();
    assert_eq!(
        names,
        [
            "account.settings_updated",
            "webinar.created",
            "webinar.deleted"
        ]
    );
    for one in &told {
        assert_eq!(one["payload"]["account_id"], sub, "{one}");
    }
}

#[tokio::test]
async fn events_of_a_sub_account_need_the_master_scope() {
    let scene = Scene::with(&["webinar.created"]).await;
    let path = format!("/apps/{}/scopes", scene.client_id);
    let without = json!({ "remove": ["webinar:read:webinar:master", "webinar:master"] });
    let (status, answer) = scene.running.admin_patch(&path, without).await;
    assert_eq!(status, 200, "{answer}");
    let token = scene.running.server_to_server().await;
    let sub = get(&scene, "/accounts").await["accounts"][0]["id"].clone();
    let sub = sub.as_str().unwrap();
    let users = get(&scene, &format!("/accounts/{sub}/users")).await;
    let owner = users["users"][0]["id"].as_str().unwrap();
    for path in [
        format!("/accounts/{sub}/users/{owner}/webinars"),
        "/users/me/webinars".to_owned(),
    ] {
        let url = scene.running.url(&format!("/v2{path}"));
        let request = scene.running.http.post(url).bearer_auth(&token);
        let (status, made) = scene
            .running
            .send(request.json(&json!({ "type": 5 })))
            .await;
        assert_eq!(status, 201, "{made}");
    }
    scene.settle().await;
    let told = scene.receiver.take();
    assert_eq!(told.len(), 1, "only the own account's");
    assert_eq!(
        told[0].json()["payload"]["account_id"],
        scene.running.sandbox.account_id()
    );
}

#[tokio::test]
async fn assistants_are_named_and_dismissed() {
    let scene = Scene::with(&["user.updated"]).await;
    let users = get(&scene, "/users?page_size=300").await;
    let licensed: Vec<&Value> = users["users"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["type"] == 2 && one["role_id"] == "2")
        .take(2)
        .collect();
    let path = format!("/users/{}/assistants", licensed[0]["id"].as_str().unwrap());
    let body = |who: &Value| json!({ "assistants": [{ "email": who["email"] }] });
    let (status, made) = scene
        .call(Method::POST, &path, Some(body(licensed[1])))
        .await;
    assert_eq!((status, &made["ids"]), (201, &licensed[1]["id"]), "{made}");
    assert_eq!(
        get(&scene, &path).await["assistants"][0]["email"],
        licensed[1]["email"]
    );
    for wrong in [licensed[0], licensed[1]] {
        let (status, refused) = scene.call(Method::POST, &path, Some(body(wrong))).await;
        assert_eq!((status, &refused["code"]), (400, &json!(200)), "{refused}");
    }
    assert_eq!(scene.call(Method::DELETE, &path, None).await.0, 204);
    assert_eq!(get(&scene, &path).await["assistants"], json!([]));
}

#[tokio::test]
async fn a_meetings_summary_chat_and_early_guests_are_told_as_they_are_read() {
    let scene = Scene::with(&["meeting.summary_completed", "meeting.chat_message_sent"]).await;
    let body = json!({ "topic": "Minutes", "type": 2, "duration": 30, "settings": { "auto_start_meeting_summary": true } });
    let (_, made) = scene
        .call(Method::POST, "/users/me/meetings", Some(body))
        .await;
    let path = format!("/meetings/{}/meeting_summary", made["id"]);
    let (status, refused) = scene.call(Method::GET, &path, None).await;
    assert_eq!(
        (status, &refused["code"]),
        (404, &json!(3001)),
        "not over yet"
    );
    scene.pass(2 * 3_600).await;
    let read = get(&scene, &path).await;
    let past = get(&scene, &format!("/past_meetings/{}", made["id"])).await;
    assert_eq!(past["has_meeting_summary"], true);
    assert_eq!(past["uuid"], read["meeting_uuid"]);
    let told: Vec<Value> = scene.receiver.take().iter().map(Received::json).collect();
    let summary = told
        .iter()
        .find(|one| one["payload"]["object"]["meeting_id"] == made["id"]);
    assert_eq!(
        summary.unwrap()["payload"]["object"],
        read,
        "told and read alike"
    );
    let chat = told
        .iter()
        .find(|one| one["event"] == "meeting.chat_message_sent");
    let message = &chat.unwrap()["payload"]["object"]["chat_message"];
    assert!(!message["message_content"].as_str().unwrap().is_empty());
    assert!(!message["sender_name"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn join_tokens_are_new_each_time_and_only_for_meetings_there_are() {
    let scene = Scene::with(&["meeting.created"]).await;
    let id = scene.create_meeting("Stream").await;
    for kind in ["live_streaming", "local_archiving"] {
        let path = format!("/meetings/{id}/jointoken/{kind}");
        let (one, two) = (get(&scene, &path).await, get(&scene, &path).await);
        assert_eq!(one["expire_in"], 120);
        assert_ne!(one["token"], two["token"]);
        let (status, refused) = scene
            .call(
                Method::GET,
                &format!("/meetings/1234567890/jointoken/{kind}"),
                None,
            )
            .await;
        assert_eq!((status, &refused["code"]), (404, &json!(3001)));
    }
}

#[tokio::test]
async fn speakers_of_an_event_are_added_changed_and_removed() {
    let scene = Scene::with(&["meeting.created"]).await;
    let host = get(
        &scene,
        "/zoom_events/events?role_type=host&event_status_type=upcoming",
    )
    .await;
    let event = &host["events"][0];
    assert_eq!(event["status"], "PUBLISHED");
    let drafts = get(
        &scene,
        "/zoom_events/events?role_type=host&event_status_type=draft",
    )
    .await;
    assert_eq!(drafts["events"][0]["status"], "DRAFT");
    let path = format!(
        "/zoom_events/events/{}",
        event["event_id"].as_str().unwrap()
    );
    assert_eq!(get(&scene, &path).await["name"], event["name"]);

    let speakers = format!("{path}/speakers");
    let before = get(&scene, &speakers).await["total_records"]
        .as_u64()
        .unwrap();
    let new = json!({ "name": "Ada Byron", "email": "ada@example.org", "featured_in_lobby": true });
    let (status, made) = scene.call(Method::POST, &speakers, Some(new.clone())).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["visible_in_lobby"], true, "unless said otherwise");
    let (status, refused) = scene.call(Method::POST, &speakers, Some(new)).await;
    assert_eq!((status, &refused["code"]), (400, &json!(1003)), "{refused}");
    let one = format!("{speakers}/{}", made["speaker_id"].as_str().unwrap());
    scene.patch(&one, json!({ "job_title": "Analyst" })).await;
    let shown = get(&scene, &one).await;
    assert_eq!(
        (&shown["job_title"], &shown["name"]),
        (&json!("Analyst"), &json!("Ada Byron"))
    );
    assert_eq!(get(&scene, &speakers).await["total_records"], before + 1);
    assert_eq!(scene.call(Method::DELETE, &one, None).await.0, 204);
    let (status, refused) = scene.call(Method::DELETE, &one, None).await;
    assert_eq!((status, &refused["code"]), (403, &json!(2005)), "{refused}");

    let links = get(&scene, &format!("{path}/access_links")).await;
    assert_eq!(links["access_links"][0]["is_default"], true);
    let (status, refused) = scene
        .call(Method::GET, "/zoom_events/events/none", None)
        .await;
    assert_eq!((status, &refused["code"]), (404, &json!(2002)));
}

#[tokio::test]
async fn a_deleted_meeting_comes_back_within_thirty_days_only() {
    let scene = Scene::with(&["meeting.permanently_deleted"]).await;
    let id = scene.create_meeting("Gone").await;
    let path = format!("/meetings/{id}");
    scene.call(Method::DELETE, &path, None).await;
    scene.pass(29 * 86_400).await;
    let status = format!("{path}/status");
    let recover = json!({ "action": "recover" });
    assert_eq!(
        scene
            .call(Method::PUT, &status, Some(recover.clone()))
            .await
            .0,
        204
    );
    scene.call(Method::DELETE, &path, None).await;
    scene.pass(31 * 86_400).await;
    assert_eq!(scene.call(Method::PUT, &status, Some(recover)).await.0, 404);
    let told = scene.receiver.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].json()["payload"]["object"]["id"], id);
}
