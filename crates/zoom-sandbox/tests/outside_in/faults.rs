//! Faults on purpose.

use insta::assert_json_snapshot;
use serde_json::json;

use crate::support::start;

#[tokio::test]
async fn a_status_befalls_the_next_replies_only() {
    let running = start().await;
    let token = running.server_to_server().await;
    let fault = json!({ "kind": "status", "status": 503, "times": 2, "path": "/v2/users" });
    assert_eq!(running.admin_post("/faults", fault).await.0, 204);
    assert_json_snapshot!(running.get("/v2/users/me", &token).await, @r#"
    [
      503,
      {
        "code": 503,
        "message": "A fault that was asked for."
      }
    ]
    "#);
    assert_eq!(running.get("/v2/users/me", &token).await.0, 503);
    assert_eq!(running.get("/v2/users/me", &token).await.0, 200);
}

#[tokio::test]
async fn half_an_answer_is_announced_whole() {
    let running = start().await;
    let token = running.server_to_server().await;
    running
        .admin_post("/faults", json!({ "kind": "cut" }))
        .await;
    let request = running.http.get(running.url("/v2/users/me"));
    // The connection breaks before or while the body is read: either way there is no answer.
    let read = match request.bearer_auth(token).send().await {
        Ok(response) => response.bytes().await,
        Err(error) => Err(error),
    };
    assert!(read.is_err());
}

#[tokio::test]
async fn html_and_a_huge_body_stand_in_place_of_json() {
    let running = start().await;
    let token = running.server_to_server().await;
    for kind in ["html", "huge"] {
        running.admin_post("/faults", json!({ "kind": kind })).await;
        let request = running.http.get(running.url("/v2/users/me"));
        let response = request.bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let html = response.headers()["content-type"] == "text/html";
        let length = response.bytes().await.unwrap().len();
        assert_eq!(
            (html, length > 10_000_000),
            (kind == "html", kind == "huge")
        );
    }
}

#[tokio::test]
async fn the_token_endpoint_fails_as_well_and_faults_can_be_called_off() {
    let running = start().await;
    let (id, secret) = running.every_scope();
    let fault = json!({ "kind": "status", "status": 500, "path": "/oauth/token", "times": 9 });
    running.admin_post("/faults", fault).await;
    assert_eq!(running.token((&id, &secret), &[]).await.0, 500);
    let url = running.url("/sandbox/v1/faults");
    assert_eq!(running.send(running.http.delete(url)).await.0, 204);
    assert_eq!(running.token((&id, &secret), &[]).await.0, 400);
}

#[tokio::test]
async fn the_status_page_can_be_down_as_well() {
    let running = start().await;
    let fault = json!({ "kind": "status", "status": 502, "path": "/status" });
    running.admin_post("/faults", fault).await;
    let status = || running.http.get(running.url("/status/api/v2/status.json"));
    assert_eq!(running.send(status()).await.0, 502);
    assert_eq!(running.send(status()).await.0, 200);
}
