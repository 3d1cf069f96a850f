//! What a token may, asked of every operation of the document.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use connect::{Principal, ServerToServerForm, SetKind, access::Rights};
use secrecy::{ExposeSecret as _, SecretString};

use crate::site::{Page, Site};

pub(crate) async fn call(site: &Site, method: Method, path: &str, token: &str, body: &str) -> Page {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()));
    site.ask(request.expect("a request")).await
}

/// With the Server-to-Server app of the second guide, checked.
pub(crate) async fn connected(site: &Site) -> connect::ConnectionId {
    let pair = site.sandbox.ready().server_to_server.expect("an app");
    let id = site
        .connect
        .default_connection()
        .await
        .expect("a connection")
        .id;
    let form = ServerToServerForm {
        app_name: "Ours".into(),
        account_id: site.sandbox.account_id(),
        client_id: pair.client_id.clone(),
        client_secret: SecretString::from(pair.client_secret.reveal().to_owned()),
        ..ServerToServerForm::default()
    };
    let who = Principal::CommandLine;
    site.connect
        .save_server_to_server(&id, &who, form)
        .await
        .expect("saved");
    site.connect
        .check(&id, &who, SetKind::ServerToServer)
        .await
        .expect("checked");
    id
}

/// Operations that change nothing although they are no GET: they explain.
const EXPLAIN: &[&str] = &["POST /api/v1/zoom/plan"];

#[tokio::test]
async fn a_read_token_changes_and_starts_nothing_whatever_the_operation() {
    let site = Site::signed_in().await;
    connected(&site).await;
    let made = site
        .accounts
        .create_token_with("reader", Rights::Read)
        .await
        .expect("made");
    let token = made.token.expose_secret();
    let document = web::openapi();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let key = format!("{method} {path}");
            if method == Method::GET || EXPLAIN.contains(&&*key) {
                continue;
            }
            let filled = path
                .replace("{set}", "server_to_server")
                // Zoom's number of a webinar, where an address takes nothing else.
                .replace("{account}/webinars/{id}", "users/webinars/94412340000")
                .replace("{id}", "users")
                .replace("{seq}", "1");
            let filled = filled.replace(['{', '}'], "");
            let body = &operation["requestBody"]["content"]["application/json"]["example"];
            let answer = call(&site, method, &filled, token, &body.to_string()).await;
            // What names nothing that is there may say so; nothing may be done.
            let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&answer.status);
            assert!(refused, "{key}: {} {}", answer.status, answer.body);
            asked += usize::from(answer.status == StatusCode::FORBIDDEN);
        }
    }
    assert!(
        asked > 15,
        "only {asked} operations were refused for the right"
    );
    let sets = call(&site, Method::GET, "/api/v1/credentials", token, "").await;
    assert_eq!(sets.status, StatusCode::OK);
    assert_eq!(
        sets.json()[0]["state"]["state"],
        "works",
        "it is still there"
    );
    let tokens = call(&site, Method::GET, "/api/v1/tokens", token, "").await;
    assert_eq!(tokens.status, StatusCode::FORBIDDEN);
    assert!(tokens.body.contains("right: read"), "{}", tokens.body);
}

#[tokio::test]
async fn a_token_is_made_with_a_right_listed_and_ended_by_the_api() {
    let site = Site::signed_in().await;
    let made = site.accounts.create_api_token("root").await.expect("made");
    let root = made.token.expose_secret();
    let wanted = r#"{"name": "runner", "rights": "operate"}"#;
    let runner = call(&site, Method::POST, "/api/v1/tokens", root, wanted).await;
    assert_eq!(runner.status, StatusCode::CREATED, "{}", runner.body);
    let runner = runner.json();
    let token = runner["token"].as_str().expect("a token");
    assert_eq!(runner["listed"]["rights"], "operate");
    let doctor = call(&site, Method::GET, "/api/v1/doctor", token, "").await;
    assert_eq!(doctor.status, StatusCode::OK);
    let more = call(&site, Method::POST, "/api/v1/tokens", token, wanted).await;
    assert_eq!(more.status, StatusCode::FORBIDDEN);
    let zoom = r#"{"method": "GET", "path": "/users/me"}"#;
    let zoom = call(&site, Method::POST, "/api/v1/zoom", token, zoom).await;
    assert_eq!(zoom.status, StatusCode::FORBIDDEN);
    let path = format!(
        "/api/v1/tokens/{}",
        runner["listed"]["id"].as_str().expect("an id")
    );
    assert_eq!(
        call(&site, Method::DELETE, &path, root, "").await.status,
        StatusCode::NO_CONTENT
    );
    let doctor = call(&site, Method::GET, "/api/v1/doctor", token, "").await;
    assert_eq!(doctor.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_page_makes_a_token_that_reads_unless_more_is_chosen() {
    let site = Site::signed_in().await;
    site.post("/tokens", &[("name", "prometheus")]).await;
    site.post("/tokens", &[("name", "robot"), ("rights", "operate")])
        .await;
    let tokens = site.accounts.api_tokens().await.expect("listed");
    let rights: Vec<Rights> = tokens.iter().map(|token| token.rights).collect();
    assert_eq!(rights, [Rights::Read, Rights::Operate]);
}

#[tokio::test]
async fn what_cannot_be_taken_back_or_blinds_everybody_asks_for_more_than_the_daily_right() {
    let site = Site::signed_in().await;
    let id = connected(&site).await;
    let token = |rights| {
        let accounts = site.accounts.clone();
        async move {
            let made = accounts
                .create_token_with("robot", rights)
                .await
                .expect("made");
            made.token.expose_secret().to_owned()
        }
    };
    let (operate, all) = (
        token(Rights::Operate).await,
        token(Rights::Administer).await,
    );
    // A stranger's event waits.
    let keys = inbox::Keys {
        secrets: vec!["a secret".into()],
        account: Some("ours".into()),
        ..inbox::Keys::default()
    };
    let at = site.state.clock.now().as_second().to_string();
    let body = r#"{"event":"meeting.started","event_ts":1,"payload":{"account_id":"theirs","object":{"uuid":"u=="}}}"#;
    let signature = zoom_types::webhook::sign("a secret", &at, body.as_bytes());
    let headers = inbox::Headers {
        signature: Some(&signature),
        timestamp: Some(&at),
        ..inbox::Headers::default()
    };
    let accepted = site
        .inbox
        .receive(id.as_str(), &keys, &headers, body.into());
    accepted.await.expect("kept");
    let consumer = site.monitor.consumer();
    site.inbox.catch_up(&consumer).await.expect("read");
    let silence = |about: &str| {
        let until = site.state.clock.now() + jiff::SignedDuration::from_hours(1);
        serde_json::json!({ "scope": about, "until": until.to_string(), "reason": "Quiet" })
    };
    let order = |act: &str| {
        serde_json::json!({ "act": act, "recordings": [{ "run": "aDYlohsHRtCd4ii1uC2+hA==" }],
            "confirm": "delete 1" })
    };
    let post = async |path: &str, token: &str, body: serde_json::Value| {
        call(&site, Method::POST, path, token, &body.to_string())
            .await
            .status
    };
    let (orders, silences) = ("/api/v1/recordings/orders", "/api/v1/alarms/silences");
    let retry = "/api/v1/inbox/set-aside/retry";
    let no = StatusCode::FORBIDDEN;
    assert_eq!(post(orders, &operate, order("delete")).await, no);
    assert_eq!(post(silences, &operate, silence("all")).await, no);
    assert_eq!(post(retry, &operate, serde_json::json!({})).await, no);
    let one = serde_json::json!({ "consumer": "monitor" });
    assert_eq!(post("/api/v1/inbox/1/replay", &operate, one).await, no);
    // What lies beside it stays the daily work.
    assert_ne!(post(orders, &operate, order("trash")).await, no);
    let layer = silence("layer:phone");
    assert_eq!(post(silences, &operate, layer).await, StatusCode::CREATED);
    assert_ne!(post(orders, &all, order("delete")).await, no);
    assert_eq!(
        post(silences, &all, silence("all")).await,
        StatusCode::CREATED
    );
    assert_eq!(
        post(retry, &all, serde_json::json!({})).await,
        StatusCode::OK
    );
}
