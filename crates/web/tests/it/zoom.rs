//! Any operation of Zoom's, asked through our own API and console.

use axum::http::{Method, StatusCode};
use connect::access::Rights;
use secrecy::ExposeSecret as _;

use crate::{
    site::Site,
    tokens::{call, connected},
};

#[tokio::test]
async fn any_operation_is_asked_through_the_same_client_and_pages_are_put_together() {
    let site = Site::signed_in().await;
    connected(&site).await;
    let made = site
        .accounts
        .create_token_with("t", Rights::Administer)
        .await
        .expect("made");
    let token = made.token.expose_secret();
    let ask = async |body: &str| call(&site, Method::POST, "/api/v1/zoom", token, body).await;

    let me = ask(r#"{"method": "get", "path": "/users/me"}"#).await;
    assert_eq!(me.status, StatusCode::OK, "{}", me.body);
    assert_eq!(me.json()["plan"]["operation"], "GET /users/{userId}");
    assert_eq!(me.json()["plan"]["label"], "light");

    let one = ask(r#"{"method": "GET", "path": "/users?page_size=7"}"#)
        .await
        .json();
    let total = one["body"]["total_records"].as_u64().expect("a number");
    assert_eq!(one["body"]["users"].as_array().map(Vec::len), Some(7));
    let all = ask(r#"{"method": "GET", "path": "/users?page_size=7", "all_pages": true}"#)
        .await
        .json();
    let users = all["body"]["users"].as_array().expect("a list");
    assert_eq!(users.len() as u64, total);
    assert_eq!(all["pages"].as_u64(), Some(total.div_ceil(7)));
    assert!(all["body"]["next_page_token"].is_null());
    let ids: std::collections::HashSet<_> =
        users.iter().map(|user| user["id"].to_string()).collect();
    assert_eq!(ids.len(), users.len(), "a row came twice");

    let zak = ask(r#"{"method": "GET", "path": "/users/me/token?type=zak"}"#).await;
    assert!(
        zak.json()["body"]["token"]
            .as_str()
            .is_some_and(|it| it.starts_with("[hidden")),
        "{}",
        zak.body
    );

    let unknown = ask(r#"{"method": "GET", "path": "/no/such/thing"}"#).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.body);
    let nonsense = ask(r#"{"method": "FETCH", "path": "/users"}"#).await;
    assert_eq!(
        nonsense.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        nonsense.body
    );

    let plan = r#"{"method": "GET", "path": "/report/daily"}"#;
    let plan = call(&site, Method::POST, "/api/v1/zoom/plan", token, plan)
        .await
        .json();
    assert_eq!(plan["label"], "heavy", "{plan}");
}

#[tokio::test]
async fn the_console_explains_sends_and_keeps_what_was_typed() {
    let site = Site::signed_in().await;
    connected(&site).await;
    assert_eq!(site.get("/console").await.status, StatusCode::OK);
    let explained = site
        .post(
            "/console",
            &[("method", "GET"), ("path", "/users"), ("act", "explain")],
        )
        .await;
    assert!(
        explained.body.contains("counts as one Medium call"),
        "{}",
        explained.body
    );
    assert!(explained.body.contains("user:read:list_users:admin"));
    let sent = site
        .post(
            "/console",
            &[("method", "GET"), ("path", "/users/me"), ("act", "send")],
        )
        .await;
    assert!(
        sent.body.contains("Zoom answered: HTTP 200"),
        "{}",
        sent.body
    );
    assert!(sent.body.contains("value=\"/users/me\""));
    let broken = [
        ("method", "POST"),
        ("path", "/users"),
        ("body", "{"),
        ("act", "send"),
    ];
    let broken = site.post("/console", &broken).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.body.contains("This is no JSON"), "{}", broken.body);
}

#[tokio::test]
async fn the_api_has_a_page_of_its_own_without_javascript() {
    let site = Site::signed_in().await;
    let page = site.get("/api").await;
    assert_eq!(page.status, StatusCode::OK);
    for word in [
        "POST /api/v1/meetings",
        "curl -X POST",
        "GET /api/v1/doctor",
        "Authorization: Bearer",
    ] {
        assert!(page.body.contains(word), "{word}");
    }
}
