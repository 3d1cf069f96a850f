use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use secrecy::ExposeSecret as _;
use web::MetricsAccess;

use crate::site::{Page, Site};

async fn call(site: &Site, method: Method, path: &str, token: &str, body: &str) -> Page {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()));
    site.ask(request.expect("a request")).await
}

#[tokio::test]
async fn the_description_of_the_api_is_the_one_that_was_agreed() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let served = site.get("/api/v1/openapi.json").await.json();
    let paths = served["paths"].as_object().expect("paths");
    let mut lines = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("an item") {
            let summary = operation["summary"].as_str().unwrap_or_default();
            lines.push(format!("{} {path}: {summary}", method.to_uppercase()));
        }
    }
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_program_saves_credentials_checks_them_and_asks_the_doctor() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let token = site
        .accounts
        .create_api_token("test")
        .await
        .expect("made")
        .token;
    let token = token.expose_secret();
    let doctor = call(&site, Method::GET, "/api/v1/doctor", token, "").await;
    assert_eq!(doctor.json()["anything_works"], false);
    let pair = site.sandbox.ready().server_to_server.expect("an app");
    let form = serde_json::json!({
        "app_name": "Ours", "account_id": site.sandbox.account_id(),
        "client_id": pair.client_id, "client_secret": pair.client_secret.reveal(),
    });
    let path = "/api/v1/credentials/server_to_server";
    let saved = call(&site, Method::PUT, path, token, &form.to_string()).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    assert_eq!(saved.json()["state"]["state"], "works", "{}", saved.body);
    let sets = call(&site, Method::GET, "/api/v1/credentials", token, "").await;
    assert!(
        !sets.body.contains(pair.client_secret.reveal()),
        "a secret came out"
    );
    assert_eq!(sets.json()[0]["has_secret"], true);
    let spent = call(&site, Method::GET, "/api/v1/spending", token, "").await;
    assert_eq!(spent.json()["share"], 0.5, "{}", spent.body);
    let gone = call(&site, Method::DELETE, path, token, "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn nobody_is_answered_without_a_token_or_a_session() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let answer = site.get("/api/v1/credentials").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.json()["error"]["code"], "not_signed_in");
    let answer = call(&site, Method::GET, "/api/v1/credentials", "pf_guess", "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_reads_but_changes_only_with_its_form_token() {
    let site = Site::signed_in().await;
    assert_eq!(site.get("/api/v1/credentials").await.status, StatusCode::OK);
    let request = Request::delete("/api/v1/credentials/monitoring")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(site.ask(request).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_in_the_one_shape() {
    let site = Site::fresh(MetricsAccess::Closed).await;
    let made = site.accounts.create_api_token("test").await.expect("made");
    let token = made.token.expose_secret();
    let path = "/api/v1/probes/users";
    for (path, body, status, code, word) in [
        (path, "{", 400, "unreadable", "JSON"),
        (path, r#"{"on": "yes"}"#, 422, "refused", "on"),
        ("/api/v1/events/x", "[1]", 422, "refused", "map"),
    ] {
        let method = if path.contains("events") {
            Method::PATCH
        } else {
            Method::PUT
        };
        let answer = call(&site, method, path, token, body).await;
        assert_eq!(answer.status.as_u16(), status, "{path} {}", answer.body);
        let error = &answer.json()["error"];
        assert_eq!(error["code"], code, "{path}");
        let said = error["message"].as_str().expect("a sentence");
        assert!(said.contains(word) && said.ends_with('.'), "{said}");
    }
    let wrong = call(&site, Method::GET, "/api/v1/hosts?kind=party", token, "").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["error"]["code"], "unreadable");
}

#[tokio::test]
async fn what_is_left_out_of_credentials_stays_as_it_is_saved() {
    let site = Site::signed_in().await;
    let path = "/api/v1/credentials/monitoring";
    let redirect = "https://zoom.example.org/elsewhere";
    let whole = serde_json::json!({
        "app_name": "Ours", "client_id": "an-id", "client_secret": "a-secret",
        "redirect_url": redirect,
    });
    let saved = site.send("PUT", path, &whole).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let part = serde_json::json!({ "client_id": "an-id" });
    let saved = site.send("PUT", path, &part).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let sets = site.get("/api/v1/credentials").await.json();
    assert_eq!(sets[0]["app_name"], "Ours", "{sets}");
    assert_eq!(sets[0]["redirect_url"], redirect, "{sets}");
    let cleared = serde_json::json!({ "client_id": "an-id", "app_name": "" });
    site.send("PUT", path, &cleared).await;
    let sets = site.get("/api/v1/credentials").await.json();
    assert_eq!(sets[0]["app_name"], "", "said to be empty is empty");
    let misspelt = serde_json::json!({ "client_id": "another", "secret_tokn": "a-token" });
    let refused = site.send("PUT", path, &misspelt).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["error"]["fields"][0]["field"], "secret_tokn");
    let sets = site.get("/api/v1/credentials").await.json();
    assert_eq!(sets[0]["client_id"], "an-id", "nothing was saved");
}

#[tokio::test]
async fn every_page_that_is_named_for_a_capability_is_there() {
    let site = Site::signed_in().await;
    for capability in web::capabilities() {
        let place = web::place(capability.key).expect("a place");
        let path = place.page.replace(['{', '}'], "");
        let page = site.get(&path).await;
        assert!(
            page.status != StatusCode::METHOD_NOT_ALLOWED
                && !page.body.contains(&format!("page {path}")),
            "{}: there is no page {}",
            capability.key,
            place.page
        );
    }
}
