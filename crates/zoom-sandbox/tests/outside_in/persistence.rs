//! State that outlives the process.

use std::path::Path;

use serde_json::json;

use crate::support::{Running, start_with};

async fn start_in(folder: &Path) -> Running {
    let folder = folder.to_owned();
    start_with(move |config| config.data = Some(folder)).await
}

#[tokio::test]
async fn apps_tokens_and_meetings_are_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = start_in(folder.path()).await;
    let token = first.server_to_server().await;
    let create = first
        .http
        .post(first.url("/v2/users/me/meetings"))
        .bearer_auth(&token)
        .json(&json!({ "topic": "Kept" }));
    let (_, meeting) = first.send(create).await;
    let before = first.sandbox.ready().server_to_server;
    first.sandbox.save().unwrap();
    drop(first);

    let second = start_in(folder.path()).await;
    assert_eq!(second.sandbox.ready().server_to_server, before);
    let path = format!("/v2/meetings/{}", meeting["id"]);
    let (status, kept) = second.get(&path, &token).await;
    assert_eq!((status, &kept["topic"]), (200, &json!("Kept")), "{kept}");
}

#[tokio::test]
async fn a_state_that_cannot_be_read_is_a_sentence_and_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.json");
    std::fs::write(&file, "{ half").unwrap();
    let base = "http://127.0.0.1:1".parse().unwrap();
    let random = clock::Random::seeded(1);
    let mut config = zoom_sandbox::Config::new(base, clock::Clock::system(), random);
    config.data = Some(folder.path().to_owned());
    let error = zoom_sandbox::Sandbox::start(config)
        .unwrap_err()
        .to_string();
    assert!(error.contains("cannot be read"), "{error}");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "{ half");
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "").unwrap();
    let base = "http://127.0.0.1:1".parse().unwrap();
    let random = clock::Random::seeded(1);
    let mut config = zoom_sandbox::Config::new(base, clock::Clock::system(), random);
    config.data = Some(file.clone());
    let error = zoom_sandbox::Sandbox::start(config)
        .unwrap_err()
        .to_string();
    let beginning = format!(
        "The sandbox cannot use its data folder: {}: ",
        file.display()
    );
    assert!(error.starts_with(&beginning), "{error}");
}
