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

/// An operation of the document: how it is called, and the least right that may.
struct Operation {
    key: String,
    method: Method,
    path: String,
    body: String,
    right: Rights,
}

fn operations() -> Vec<Operation> {
    let document = web::openapi();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let Some(right) = operation["security"][0]["bearer"][0].as_str() else {
                continue;
            };
            let method: Method = method.to_uppercase().parse().expect("a method");
            let filled = path
                .replace("{set}", "server_to_server")
                // Zoom's number of a webinar, where an address takes nothing else.
                .replace("{account}/webinars/{id}", "users/webinars/94412340000")
                .replace("{id}", "users")
                .replace("{seq}", "1");
            let body = &operation["requestBody"]["content"]["application/json"]["example"];
            all.push(Operation {
                key: format!("{method} {path}"),
                method,
                path: filled.replace(['{', '}'], ""),
                body: body.to_string(),
                right: Rights::from_key(right).expect("a right"),
            });
        }
    }
    all
}

async fn token_with(site: &Site, rights: Rights) -> String {
    let made = site.accounts.create_token_with("t", rights).await;
    made.expect("made").token.expose_secret().to_owned()
}

#[tokio::test]
async fn a_right_that_does_not_reach_is_said_before_anybody_looks_at_what_was_sent() {
    let site = Site::signed_in().await;
    connected(&site).await;
    let mut asked = 0;
    for rights in [Rights::Read, Rights::Operate] {
        let token = token_with(&site, rights).await;
        for one in operations().into_iter().filter(|one| one.right > rights) {
            for body in [&one.body, "{"] {
                let answer = call(&site, one.method.clone(), &one.path, &token, body).await;
                let key = &one.key;
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{key}: {}",
                    answer.body
                );
                assert_eq!(answer.json()["error"]["code"], "forbidden", "{key}");
            }
            asked += 1;
        }
    }
    assert!(asked > 100, "only {asked} were asked");
    let token = token_with(&site, Rights::Read).await;
    let sets = call(&site, Method::GET, "/api/v1/credentials", &token, "").await;
    assert_eq!(sets.status, StatusCode::OK);
    assert_eq!(
        sets.json()[0]["state"]["state"],
        "works",
        "it is still there"
    );
    let tokens = call(&site, Method::GET, "/api/v1/tokens", &token, "").await;
    assert!(tokens.body.contains("right: read"), "{}", tokens.body);
}

#[tokio::test]
async fn the_right_that_the_document_names_is_enough() {
    let site = Site::signed_in().await;
    connected(&site).await;
    for rights in Rights::ALL {
        let token = token_with(&site, rights).await;
        let those = operations().into_iter();
        // It would fetch from outside.
        let those = those.filter(|one| one.right == rights && !one.path.ends_with("/sdk/fetch"));
        let mut asked = 0;
        for one in those {
            let answer = call(&site, one.method, &one.path, &token, &one.body).await;
            assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{}", one.key);
            let refused = answer.body.contains("\"code\":\"forbidden\"");
            assert!(!refused, "{} as {rights:?}: {}", one.key, answer.body);
            asked += 1;
        }
        assert!(asked > 20, "only {asked} as {rights:?}");
    }
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
