//! Joining in the browser, as it is meant to go. Whoever means otherwise is in `abuse`.

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

pub(crate) const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

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
pub(crate) async fn made(
    site: &Site,
    minutes: i64,
    kind: &str,
    changes: &[(&str, &str)],
) -> (String, String) {
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
pub(crate) async fn ask_from(
    site: &Site,
    path: &str,
    body: &Value,
    headers: &[(&str, &str)],
) -> Page {
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

pub(crate) async fn sign(site: &Site, id: &str, body: Value) -> Page {
    ask_from(site, &format!("/m/{id}/join/signature"), &body, &[OURS]).await
}

pub(crate) fn code(page: &Page) -> String {
    page.json()["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

pub(crate) fn nothing_given(page: &Page) {
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
    assert_eq!(claims.exp - claims.iat, 1800, "no longer than it must");
    assert_eq!((&pass["zak"], &pass["tk"]), (&json!(""), &json!("")));
    assert_eq!(pass["userName"], "Vera");
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

/// Opens a page within a frame of another site, whose browser sends no cookie of ours there.
async fn framed(site: &Site, path: &str) -> Page {
    let request = Request::get(path)
        .header("sec-fetch-dest", "iframe")
        .body(Body::empty());
    site.visit(request.expect("a request")).await
}

#[tokio::test]
async fn who_registered_finds_a_way_in_from_a_frame_that_does_not_say_who_they_are() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    crate::abuse::registration(&site, &id, &number, 0).await;
    // The page itself is shown in no frame, so it opens beside.
    let beside = format!(
        "<a class=\"btn primary\" href=\"/m/{id}\" target=\"_blank\" rel=\"noopener\">Register, \
         or join as registered</a>"
    );
    for path in [format!("/m/{id}/embed"), format!("/m/{id}/join")] {
        let page = framed(&site, &path).await;
        assert!(page.body.contains(&beside), "{path}: {}", page.body);
        assert!(page.body.contains("Within another site this browser"));
        assert!(!page.body.contains("data-door"), "{path}");
        assert!(!page.body.contains("id=\"join-form\""), "{path}");
    }
    let left = framed(&site, &format!("/m/{id}/left")).await;
    let way = format!("href=\"/m/{id}\" target=\"_blank\"");
    assert!(left.body.contains(&way), "{}", left.body);
    let own = site.get(&format!("/m/{id}/left")).await;
    assert!(!own.body.contains("target=\"_blank\""), "{}", own.body);
}

/// Joins as the browser with this cookie, and says how it went.
async fn joins_and_says(site: &Site, id: &str, cookie: &str, code: &str) -> Page {
    let cookie = format!("parfocal_visitor={cookie:a<22}");
    let from = [OURS, ("cookie", cookie.as_str())];
    let path = format!("/m/{id}/join");
    let name = json!({"name": "Vera"});
    let pass = ask_from(site, &format!("{path}/signature"), &name, &from).await;
    let said = json!({"code": code, "sdk": "6.2.0", "ticket": pass.json()["ticket"]});
    ask_from(site, &format!("{path}/report"), &said, &from).await
}

#[tokio::test]
async fn failures_are_counted_by_code_and_by_how_many_said_so() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    for (cookie, code) in [("v", "4005"), ("v", "10000"), ("w", "10000"), ("w", "<b>")] {
        let page = joins_and_says(&site, &id, cookie, code).await;
        assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    }
    let path = format!("/m/{id}/join/report");
    // Found before anything is asked for, so there is nothing to show for it.
    let early = json!({"code": "no-wasm", "sdk": "6.2.0"});
    for _ in 0..2 {
        let page = ask_from(&site, &path, &early, &[OURS]).await;
        assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    }
    let named = json!({"code": "4005", "sdk": "6.2.0", "name": "Vera"});
    let page = ask_from(&site, &path, &named, &[OURS]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reports = site.get("/api/v1/join/reports").await.json();
    let counted = |code: &str| {
        let all = reports.as_array().expect("a list");
        let one = all.iter().find(|one| one["code"] == code).expect(code);
        (one["times"].as_i64(), one["visitors"].as_i64())
    };
    assert_eq!(counted("4005"), (Some(1), Some(1)));
    assert_eq!(counted("10000"), (Some(2), Some(2)));
    assert_eq!(counted("other"), (Some(1), Some(1)));
    assert_eq!(counted("no-wasm"), (Some(2), None));
    let page = site.get("/join-reports").await;
    let said = "2 visitors’ browsers say that Zoom no longer accepts Meeting SDK 6.2.0";
    assert!(page.body.contains(said), "{}", page.body);
}

#[tokio::test]
async fn what_one_browser_says_is_a_question_until_somebody_here_tries_it() {
    let (site, _) = site().await;
    let (id, _) = made(&site, 5, "meetings", &[]).await;
    let page = joins_and_says(&site, &id, "v", "10000").await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let found = async || {
        let doctor = site.get("/api/v1/doctor").await.json();
        let all = doctor["findings"].as_array().expect("findings").clone();
        let one = all.iter().find(|one| one["key"] == "sdk_too_old");
        one.map(|one| (one["severity"].clone(), one["says"].to_string()))
    };
    let (severity, says) = found().await.expect("a question");
    assert_eq!(severity, "unsure");
    assert!(says.contains("One visitor’s browser says"), "{says}");
    assert!(says.contains("no proof"), "{says}");

    // Somebody who is signed in meets it as well, then is let in.
    let as_staff = async |code: &str| {
        let ask = async |path: String, body: Value| {
            let request = Request::post(path)
                .header(header::CONTENT_TYPE, "application/json")
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(body.to_string()));
            site.ask(request.expect("a request")).await
        };
        let name = json!({"name": "Ada"});
        let pass = ask(format!("/m/{id}/join/signature"), name).await;
        let ticket = pass.json()["ticket"].clone();
        let said = json!({"code": code, "sdk": "6.2.0", "ticket": ticket});
        let page = ask(format!("/m/{id}/join/report"), said).await;
        assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    };
    as_staff("10000").await;
    let (severity, says) = found().await.expect("a fact");
    assert_eq!(severity, "problem");
    assert!(says.contains("Zoom no longer accepts"), "{says}");
    as_staff("in").await;
    assert_eq!(found().await, None);
    // That somebody was let in is no failure.
    let reports = site.get("/api/v1/join/reports").await;
    assert!(!reports.body.contains("\"in\""), "{}", reports.body);
}
