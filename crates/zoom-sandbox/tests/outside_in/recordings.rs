//! Cloud recordings over HTTP: made by themselves, thrown away and brought back by people.

use reqwest::Method;
use serde_json::{Value, json};

use crate::webhook_receiver::{Received, Scene};

const EVENTS: [&str; 8] = [
    "recording.started",
    "recording.stopped",
    "recording.completed",
    "recording.transcript_completed",
    "recording.trashed",
    "recording.recovered",
    "recording.deleted",
    "meeting.ended",
];

/// A meeting of the owner's that records itself, held and over.
async fn recorded(scene: &Scene) -> u64 {
    let body = json!({
        "topic": "For the record", "type": 2, "duration": 30,
        "settings": { "auto_recording": "cloud" },
    });
    let (status, made) = scene
        .call(Method::POST, "/users/me/meetings", Some(body))
        .await;
    assert_eq!(status, 201, "{made}");
    // Over, and the files are ready.
    scene.pass(3 * 3_600).await;
    made["id"].as_u64().unwrap()
}

async fn get(scene: &Scene, path: &str) -> (u16, Value) {
    scene.call(Method::GET, path, None).await
}

fn of_meeting(told: &[Value], id: u64) -> Vec<Value> {
    let own = |one: &&Value| one["payload"]["object"]["id"] == json!(id);
    told.iter().filter(own).cloned().collect()
}

#[tokio::test]
async fn a_meeting_that_records_itself_leaves_files_that_are_trashed_recovered_and_deleted() {
    let scene = Scene::with(&EVENTS).await;
    let id = recorded(&scene).await;
    let told: Vec<Value> = scene.receiver.take().iter().map(Received::json).collect();
    let told = of_meeting(&told, id);
    let names: Vec<&str> = told
        .iter()
        .map(|one| one["event"].as_str().unwrap())
        .collect();
    assert_eq!(names[0], "recording.started");
    assert!(names.contains(&"recording.stopped") && names.contains(&"recording.completed"));
    let completed = told
        .iter()
        .find(|one| one["event"] == "recording.completed")
        .unwrap();
    assert!(completed["download_token"].is_string());

    let path = format!("/meetings/{id}/recordings");
    let (status, whole) = get(&scene, &path).await;
    assert_eq!(status, 200, "{whole}");
    let files = whole["recording_files"].as_array().unwrap();
    assert_eq!(whole["recording_count"], files.len());
    assert_eq!(
        whole["total_size"].as_u64().unwrap(),
        files
            .iter()
            .map(|one| one["file_size"].as_u64().unwrap())
            .sum::<u64>()
    );
    let made: Vec<&Value> = completed["payload"]["object"]["recording_files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    for id in made {
        assert!(files.iter().any(|one| &one["id"] == id), "told and shown");
    }
    let mine = || get(&scene, "/users/me/recordings?from=2026-11-21&to=2026-11-22");
    let listed = |body: &Value| {
        body["meetings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == id)
    };
    assert!(listed(&mine().await.1));

    // One file, then the rest.
    let one = format!("{path}/{}", files[0]["id"].as_str().unwrap());
    assert_eq!(scene.call(Method::DELETE, &one, None).await.0, 204);
    let (_, left) = get(&scene, &path).await;
    assert_eq!(left["recording_count"], files.len() - 1);
    assert_eq!(scene.call(Method::DELETE, &path, None).await.0, 204);
    let (status, refused) = get(&scene, &path).await;
    assert_eq!((status, &refused["code"]), (404, &json!(3301)));
    assert!(!listed(&mine().await.1));
    let (_, trash) = get(
        &scene,
        "/users/me/recordings?from=2026-11-21&to=2026-11-22&trash=true",
    )
    .await;
    assert!(listed(&trash), "{trash}");

    let uuid = url::form_urlencoded::byte_serialize(whole["uuid"].as_str().unwrap().as_bytes())
        .collect::<String>();
    let uuid = uuid.replace('%', "%25");
    let recover = format!("/meetings/{uuid}/recordings/status");
    let (status, answer) = scene
        .call(Method::PUT, &recover, Some(json!({ "action": "recover" })))
        .await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(get(&scene, &path).await.1["recording_count"], files.len());

    assert_eq!(
        scene
            .call(Method::DELETE, &format!("{path}?action=delete"), None)
            .await
            .0,
        204
    );
    let (status, _) = scene
        .call(Method::PUT, &recover, Some(json!({ "action": "recover" })))
        .await;
    assert_eq!(status, 404, "what is deleted does not come back");
    scene.settle().await;
    let told: Vec<Value> = scene.receiver.take().iter().map(Received::json).collect();
    let names: Vec<Value> = of_meeting(&told, id)
        .iter()
        .map(|one| one["event"].clone())
        .collect();
    assert_eq!(
        names,
        [
            "recording.trashed",
            "recording.trashed",
            "recording.recovered",
            "recording.deleted"
        ]
    );
}

#[tokio::test]
async fn the_trash_is_emptied_and_settings_are_read_back() {
    let scene = Scene::with(&["recording.trashed"]).await;
    let id = recorded(&scene).await;
    let path = format!("/meetings/{id}/recordings");
    let settings = format!("{path}/settings");
    let change =
        json!({ "password": "kestrel-9", "topic": "Minutes", "share_recording": "internally" });
    scene.patch(&settings, change.clone()).await;
    let (_, kept) = get(&scene, &settings).await;
    for (name, value) in change.as_object().unwrap() {
        assert_eq!(&kept[name], value);
    }
    assert_eq!(get(&scene, &path).await.1["topic"], "Minutes");
    let (_, refused) = scene
        .call(
            Method::PATCH,
            &settings,
            Some(json!({ "password": "short" })),
        )
        .await;
    assert_eq!(refused["errors"][0]["field"], "password", "{refused}");

    // What it did then is not rewritten by what it does now.
    let never = json!({ "settings": { "auto_recording": "none" } });
    scene.patch(&format!("/meetings/{id}"), never).await;
    assert_eq!(get(&scene, &path).await.0, 200);

    assert_eq!(scene.call(Method::DELETE, &path, None).await.0, 204);
    scene
        .running
        .sandbox
        .time()
        .advance(std::time::Duration::from_hours(31 * 24));
    let recover = json!({ "action": "recover" });
    let (status, _) = scene
        .call(Method::PUT, &format!("{path}/status"), Some(recover))
        .await;
    assert_eq!(status, 404, "thirty days are over");
}

#[tokio::test]
async fn recordings_go_to_whoever_inherits_from_a_user() {
    let scene = Scene::with(&["user.deleted"]).await;
    let body = json!({ "action": "custCreate", "user_info": { "email": "leaver@kestrel.example", "type": 2, "first_name": "Leah", "last_name": "Ver" } });
    let (status, user) = scene.call(Method::POST, "/users", Some(body)).await;
    assert_eq!(status, 201, "{user}");
    let body = json!({ "topic": "Legacy", "type": 2, "duration": 20, "settings": { "auto_recording": "cloud" } });
    let theirs = format!("/users/{}/meetings", user["id"].as_str().unwrap());
    let (_, made) = scene.call(Method::POST, &theirs, Some(body)).await;
    scene
        .running
        .sandbox
        .time()
        .advance(std::time::Duration::from_hours(2));
    let path = format!("/meetings/{}/recordings", made["id"]);
    assert_eq!(get(&scene, &path).await.0, 200);
    let owner = get(&scene, "/users/me").await.1;
    let gone = format!(
        "/users/leaver@kestrel.example?action=delete&transfer_email={}&transfer_recording=true&transfer_meeting=true",
        owner["email"].as_str().unwrap()
    );
    assert_eq!(scene.call(Method::DELETE, &gone, None).await.0, 204);
    let (status, whole) = get(&scene, &path).await;
    assert_eq!((status, &whole["host_id"]), (200, &owner["id"]), "{whole}");
}
