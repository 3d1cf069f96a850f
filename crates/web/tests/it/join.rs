//! Joining in the browser: each way to get in that should be closed is tried, and gets nothing.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use connect::{MeetingSdkForm, Principal, ServerToServerForm, SetKind};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Value, json};
use zoom_types::meeting_sdk::{Claims, verify};

use crate::site::{Page, Site};

const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A site with both apps, the SDK's files, and a secret to check signatures with.
pub(crate) async fn site() -> (Site, String) {
    let site = Site::signed_in().await;
    let ready = site.sandbox.ready();
    let id = site.connect.default_connection().await.expect("one").id;
    let pair = ready.server_to_server.expect("an app");
    let form = ServerToServerForm {
        account_id: ready.account_id,
        client_id: pair.client_id,
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
    let sdk = ready.meeting_sdk.expect("an SDK app");
    let secret = sdk.client_secret.reveal().to_owned();
    let form = MeetingSdkForm {
        client_id: sdk.client_id,
        client_secret: SecretString::from(secret.clone()),
        ..MeetingSdkForm::default()
    };
    site.connect
        .save_meeting_sdk(&id, &who, form)
        .await
        .expect("saved");
    crate::sdk::install(site.files.path());
    (site, secret)
}

/// Schedules one that starts in `minutes`: public id and Zoom's number.
async fn made(site: &Site, minutes: i64, kind: &str, changes: &[(&str, &str)]) -> (String, String) {
    let hosts = site.get("/api/v1/hosts?kind=webinar").await.json();
    let host = hosts[0]["email"].as_str().expect("a host").to_owned();
    let start: Timestamp = site.sandbox.now() + SignedDuration::from_mins(minutes);
    let (date, time) = (
        start.strftime("%Y-%m-%d").to_string(),
        start.strftime("%H:%M").to_string(),
    );
    let mut fields = vec![
        ("topic", "Open house"),
        ("host", host.as_str()),
        ("date", date.as_str()),
        ("time", time.as_str()),
        ("zone", "UTC"),
        ("duration", "60"),
        ("passcode", "s3cret!"),
    ];
    fields.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    fields.extend_from_slice(changes);
    let page = site.post(&format!("/{kind}/new"), &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let own = page.location().split('?').next().expect("a path");
    let id = own.rsplit('/').next().expect("an id").to_owned();
    let one = site.get(&format!("/api/v1/events/{id}")).await.json();
    (id, one["zoom_id"].to_string())
}

/// Asks as somebody who is not signed in, from these headers.
async fn ask_from(site: &Site, path: &str, body: &Value, headers: &[(&str, &str)]) -> Page {
    let mut request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        // Whoever sends a bearer token is not given the session's cookie by this test's site.
        .header(header::AUTHORIZATION, "Bearer nobody");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.ask(
        request
            .body(Body::from(body.to_string()))
            .expect("a request"),
    )
    .await
}

async fn sign(site: &Site, id: &str, body: Value) -> Page {
    ask_from(site, &format!("/m/{id}/join/signature"), &body, &[OURS]).await
}

fn code(page: &Page) -> String {
    page.json()["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn nothing_given(page: &Page) {
    for secret in ["signature\":", "s3cret!", "zak\":", "tk\":", "passWord"] {
        assert!(!page.body.contains(secret), "{secret} in {}", page.body);
    }
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_visitor_is_given_one_meeting_as_a_participant_and_nothing_more() {
    let (site, secret) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let page = sign(&site, &id, json!({"name": "Vera"})).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    let pass = page.json();
    let signature = pass["signature"].as_str().expect("a signature");
    let claims: Claims = verify(signature, &secret).expect("signed");
    assert_eq!((claims.role, &claims.mn), (0, &number));
    assert!(claims.life_is_valid());
    let now = site.sandbox.now().as_second();
    assert!(claims.iat <= now - 29, "back-dated");
    assert!(claims.exp >= now + 65 * 60, "it covers the meeting");
    assert_eq!((&pass["zak"], &pass["tk"]), (&json!(""), &json!("")));
    assert_eq!(pass["userName"], "Vera");
}

#[tokio::test]
async fn a_role_a_number_or_anything_else_cannot_be_asked_for() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    for (field, value) in [
        ("role", json!(1)),
        ("mn", json!("81234567890")),
        ("meetingNumber", json!("81234567890")),
        ("zak", json!("x")),
        ("tk", json!("x")),
        ("exp", json!(9_999_999_999_i64)),
    ] {
        let mut body = json!({"name": "Vera"});
        body[field] = value;
        let page = sign(&site, &id, body).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        nothing_given(&page);
    }
    let query = format!("/m/{id}/join/signature?role=1&mn=81234567890");
    let page = ask_from(&site, &query, &json!({"name": "Vera"}), &[OURS]).await;
    let signature = page.json()["signature"].as_str().expect("one").to_owned();
    let payload = signature.split('.').nth(1).expect("a payload");
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, payload);
    let claims: Value = serde_json::from_slice(&bytes.expect("base64")).expect("JSON");
    assert_eq!(claims["role"], 0, "an address changes nothing");
    assert_ne!(claims["mn"], "81234567890");
}

#[tokio::test]
async fn only_our_own_page_may_ask() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/m/{id}/join/signature");
    let body = json!({"name": "Vera"});
    for headers in [
        &[][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        // An embedder may show our page; it may not ask in its place.
        &[("origin", "https://www.example.org")],
    ] {
        let page = ask_from(&site, &path, &body, headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        nothing_given(&page);
        assert_eq!(page.header("access-control-allow-origin"), "");
    }
    let older = [("origin", "http://127.0.0.1:8470")];
    let page = ask_from(&site, &path, &body, &older).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    // A link to it leads to a page, and gives nothing.
    let read = site.get(&path).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER);
    assert!(!read.body.contains("signature\":"), "{}", read.body);
}

#[tokio::test]
async fn numbers_and_guessed_ids_find_nothing() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let mut near = id.clone();
    near.pop();
    for guess in [
        number.as_str(),
        near.as_str(),
        "1",
        "aaaaaaaaaaaaaaaaaaaaaa",
    ] {
        let page = sign(&site, guess, json!({"name": "Vera"})).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{guess}");
        nothing_given(&page);
    }
}

#[tokio::test]
async fn too_early_and_called_off_are_said_and_nothing_is_given() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 120, "meetings", &[]).await;
    let early = sign(&site, &id, json!({"name": "Vera"})).await;
    assert_eq!(early.status, StatusCode::TOO_EARLY, "{}", early.body);
    assert!(early.json()["error"]["until"].is_string());
    nothing_given(&early);
    let door = site.get(&format!("/m/{id}/join")).await;
    assert!(
        door.body.contains("Let me in when it opens"),
        "{}",
        door.body
    );
    site.post(&format!("/meetings/{id}/delete"), &[]).await;
    let gone = sign(&site, &id, json!({"name": "Vera"})).await;
    assert_eq!(
        (gone.status, code(&gone)),
        (StatusCode::GONE, "cancelled".into())
    );
    nothing_given(&gone);
}

#[tokio::test]
async fn who_is_not_meant_is_told_what_to_do_and_given_nothing() {
    let (site, _) = site().await;
    for (level, expected) in [
        ("signed_in", "sign_in"),
        ("registered", "register"),
        ("nobody", "invited"),
    ] {
        let (id, _) = made(&site, 5, "meetings", &[("join_link", level)]).await;
        let page = sign(&site, &id, json!({"name": "Vera"})).await;
        assert_eq!(
            (page.status, code(&page)),
            (StatusCode::FORBIDDEN, expected.into())
        );
        nothing_given(&page);
    }
}

#[tokio::test]
async fn a_webinar_wants_a_mail_address_and_everybody_a_name() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "webinars", &[]).await;
    for (body, expected) in [
        (json!({"email": "vera@example.org"}), "name"),
        (json!({"name": "Vera"}), "mail"),
        (json!({"name": "Vera", "email": "vera"}), "mail"),
    ] {
        let page = sign(&site, &id, body).await;
        assert_eq!(code(&page), expected);
        nothing_given(&page);
    }
    let body = json!({"name": "Vera", "email": "vera@example.org"});
    let page = sign(&site, &id, body).await;
    assert_eq!(
        page.json()["userEmail"],
        "vera@example.org",
        "{}",
        page.body
    );
}

#[tokio::test]
async fn whoever_asks_without_end_is_stopped() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let mut last = sign(&site, &id, json!({"name": "Vera"})).await;
    for _ in 0..14 {
        last = sign(&site, &id, json!({"name": "Vera"})).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "{}", last.body);
    nothing_given(&last);
}

#[tokio::test]
async fn only_the_administration_starts_and_only_from_its_own_page() {
    let (site, secret) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/meetings/{id}/start-in-browser");
    let stranger = ask_from(&site, &path, &json!({}), &[OURS]).await;
    assert_ne!(stranger.status, StatusCode::OK);
    assert!(!stranger.body.contains("zak\":"), "{}", stranger.body);
    let page = site.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(!page.body.contains("eyJ"), "the page holds no key");
    let csrf = csrf(&page.body);
    let send = async |csrf: &str, site_header: &str| {
        let request = Request::post(&path)
            .header("sec-fetch-site", site_header)
            .header("x-csrf-token", csrf)
            .body(Body::empty());
        site.ask(request.expect("a request")).await
    };
    for refused in [
        send("", "same-origin").await,
        send(&csrf, "cross-site").await,
    ] {
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        nothing_given(&refused);
    }
    let pass = send(&csrf, "same-origin").await;
    assert_eq!(pass.status, StatusCode::OK, "{}", pass.body);
    assert_eq!(pass.header("cache-control"), "no-store");
    let pass = pass.json();
    let claims = verify(pass["signature"].as_str().expect("one"), &secret).expect("signed");
    assert_eq!((claims.role, claims.mn), (1, number));
    let zak = pass["zak"].as_str().expect("a key");
    assert!(!zak.is_empty());
    let own = site.get(&format!("/meetings/{id}")).await;
    assert!(
        own.body.contains("Was given the key to start"),
        "{}",
        own.body
    );
    assert!(!own.body.contains(zak));
}

/// The token that the page's script is told.
fn csrf(body: &str) -> String {
    let (_, rest) = body.split_once("&#34;csrf&#34;:&#34;").expect("told");
    rest.split_once("&#34;").expect("ended").0.to_owned()
}

#[tokio::test]
async fn a_registration_is_bound_to_the_browser_that_made_it() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    let client = {
        let connection = site.connect.default_connection().await.expect("one").id;
        site.connect.client(&connection).await.expect("a client")
    };
    let change = serde_json::from_value(json!({"settings": {"approval_type": 0}}));
    client
        .meetings()
        .update(
            number.parse().expect("a number"),
            None,
            &change.expect("one"),
        )
        .await
        .expect("changed at Zoom");
    site.post(&format!("/meetings/{id}/read"), &[]).await;
    let vera = "parfocal_visitor=aaaaaaaaaaaaaaaaaaaaaa";
    let otto = "parfocal_visitor=bbbbbbbbbbbbbbbbbbbbbb";
    let path = format!("/m/{id}/join/signature");
    let before = ask_from(
        &site,
        &path,
        &json!({"name": "V"}),
        &[OURS, ("cookie", vera)],
    )
    .await;
    assert_eq!(code(&before), "register", "{}", before.body);
    nothing_given(&before);
    let page = site.get(&format!("/m/{id}")).await;
    assert!(
        page.body.contains("action=\"/m/"),
        "there is a form: {}",
        page.body
    );
    let form = ui::query([("name", "Vera Visitor"), ("email", "vera@example.org")]);
    let request = Request::post(format!("/m/{id}/register"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, vera)
        .body(Body::from(form));
    let done = site.ask(request.expect("a request")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.location().ends_with("registered=approved"));
    let mine = ask_from(
        &site,
        &path,
        &json!({"name": "V"}),
        &[OURS, ("cookie", vera)],
    )
    .await;
    assert_eq!(mine.status, StatusCode::OK, "{}", mine.body);
    assert_ne!(mine.json()["tk"], "");
    assert_eq!(mine.json()["userEmail"], "vera@example.org");
    for other in [&[OURS, ("cookie", otto)][..], &[OURS]] {
        let theirs = ask_from(&site, &path, &json!({"name": "O"}), other).await;
        assert_eq!(code(&theirs), "register", "{}", theirs.body);
        nothing_given(&theirs);
    }
}

#[tokio::test]
async fn the_join_page_has_the_measured_headers_and_no_secret() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let page = site.get(&format!("/m/{id}/join")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(page.header("cross-origin-embedder-policy"), "require-corp");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; \
         connect-src 'self' https://zoom.us https://*.zoom.us wss://*.zoom.us; \
         style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https://*.zoom.us; \
         media-src 'self' blob: https://*.zoom.us; font-src 'self' data:; object-src 'none'; \
         base-uri 'self'; frame-ancestors 'self' https://www.example.org"
    );
    assert!(page.header("permissions-policy").contains("camera=(self)"));
    for never in ["s3cret!", "eyJ", "zak"] {
        assert!(!page.body.contains(never), "{never} in {}", page.body);
    }
    // Nobody else's page is any more open for it.
    let other = site.get(&format!("/m/{id}")).await;
    assert_eq!(other.header("cross-origin-embedder-policy"), "");
    assert!(
        other
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    assert!(other.body.contains("Join in the browser"), "{}", other.body);
}

#[tokio::test]
async fn embedders_read_the_public_view_and_nobody_else_does() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    for (origin, expected) in [
        ("https://www.example.org", "https://www.example.org"),
        ("https://evil.example", ""),
    ] {
        let request = Request::get(format!("/api/v1/public/{id}"))
            .header(header::ORIGIN, origin)
            .body(Body::empty());
        let page = site.ask(request.expect("a request")).await;
        assert_eq!(page.header("access-control-allow-origin"), expected);
        assert_eq!(page.header("access-control-allow-credentials"), "");
    }
    let script = site.get("/embed.js").await;
    assert_eq!(
        script.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    let frame = site.get(&format!("/m/{id}/embed")).await;
    assert!(
        frame
            .header("content-security-policy")
            .contains("https://www.example.org")
    );
}

#[tokio::test]
async fn failures_are_counted_by_code_and_10000_stands_above_all() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let path = format!("/m/{id}/join/report");
    for code in ["4005", "10000", "10000", "<b>"] {
        let body = json!({"code": code, "sdk": "6.2.0"});
        let page = ask_from(&site, &path, &body, &[OURS]).await;
        assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    }
    let named = json!({"code": "4005", "sdk": "6.2.0", "name": "Vera"});
    let page = ask_from(&site, &path, &named, &[OURS]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reports = site.get("/api/v1/join/reports").await.json();
    let times = |code: &str| {
        let all = reports.as_array().expect("a list");
        let found = all.iter().find(|one| one["code"] == code);
        found.and_then(|one| one["times"].as_i64())
    };
    assert_eq!(
        (times("4005"), times("10000"), times("other")),
        (Some(1), Some(2), Some(1))
    );
    let page = site.get("/join-reports").await;
    assert!(
        page.body
            .contains("Zoom no longer accepts Meeting SDK 6.2.0"),
        "{}",
        page.body
    );
}
