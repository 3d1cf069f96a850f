//! A registration that waits for the host: the visitor's page learns of the decision by the event
//! and by looking, says it, and lets in or does not.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use inbox::{Accept, Delivery};
use jiff::SignedDuration;
use meetings::Meetings;
use serde_json::{Value, json};
use zoom_types::webhook;

use crate::{
    abuse::{decide, register, registration},
    join::{OURS, ask_from, code, made, site},
    site::{Page, Site},
};

const VERA: &str = "parfocal_visitor=vvvvvvvvvvvvvvvvvvvvvv";
const SECRET: &str = "a-secret-token";

async fn open(site: &Site, path: &str) -> Page {
    let request = Request::get(path)
        .header(header::COOKIE, VERA)
        .body(Body::empty());
    site.visit(request.expect("a request")).await
}

async fn standing(site: &Site, id: &str) -> Value {
    let page = open(site, &format!("/m/{id}/join/standing")).await;
    assert_eq!(page.header("cache-control"), "no-store");
    page.json()["standing"].clone()
}

async fn join(site: &Site, id: &str) -> Page {
    let path = format!("/m/{id}/join/signature");
    let hers = [OURS, ("cookie", VERA)];
    ask_from(site, &path, &json!({"name": "Vera"}), &hers).await
}

/// A meeting whose host confirms by hand, and Vera, who waits.
async fn waiting() -> (Site, String, String) {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[]).await;
    registration(&site, &id, &number, 1).await;
    let done = register(&site, &id, VERA, "vera@example.org").await;
    let told = "registered=pending";
    assert!(done.location().ends_with(told), "{}", done.body);
    assert_eq!(standing(&site, &id).await, "pending");
    assert_eq!(code(&join(&site, &id).await), "pending");
    (site, id, number)
}

/// As whom she is known, and by which token.
async fn kept(site: &Site) -> (String, Option<String>) {
    let sql = "SELECT registrant, token FROM meetings_registrants";
    let row = site.db.db.row(sql, Vec::new()).await;
    let row = row.expect("read").expect("there");
    let registrant = row.text("registrant").expect("text");
    (registrant, row.opt_text("token").expect("text"))
}

/// Zoom's word about a registrant of a meeting, said some minutes from now.
async fn event(site: &Site, what: &str, (number, registrant): (&str, &str), minutes: i64) {
    let now = site.sandbox.now();
    let mut who = json!({"id": registrant, "email": "vera@example.org", "first_name": "Vera"});
    if what == "approved" {
        who["join_url"] = format!("https://zoom.example/w/{number}?tk=Tok-en.x&pwd=1").into();
    }
    let at = now + SignedDuration::from_mins(minutes);
    let body = json!({
        "event": format!("meeting.registration_{what}"),
        "event_ts": at.as_millisecond(),
        "payload": {"account_id": "x", "object": {"id": number, "registrant": who}},
    });
    let body = body.to_string().into_bytes();
    let stamp = now.as_second().to_string();
    let signature = webhook::sign(SECRET, &stamp, &body);
    let delivery = Delivery {
        signature: Some(&signature),
        timestamp: Some(&stamp),
        request_id: None,
        body: &body,
    };
    let id = site.connect.default_connection().await.expect("one").id;
    let accepted = site
        .inbox
        .accept(id.as_str(), &[SECRET.into()], &delivery)
        .await;
    assert!(matches!(accepted, Ok(Accept::Accepted { .. })));
    let consumer = Meetings::consumer();
    site.inbox.catch_up(&consumer).await.expect("applied");
    let aside = inbox::AsideFilter::default();
    let aside = site.inbox.set_aside(&aside, 10).await.expect("listed");
    assert!(aside.is_empty(), "{aside:?}");
}

#[tokio::test]
async fn what_the_page_shows_her_its_calendar_file_and_its_json_show_too() {
    let (site, _) = site().await;
    let (id, number) = made(&site, 5, "meetings", &[("join_link", "registered")]).await;
    registration(&site, &id, &number, 0).await;
    register(&site, &id, VERA, "vera@example.org").await;
    assert_eq!(standing(&site, &id).await, "approved");
    let page = open(&site, &format!("/m/{id}")).await;
    let own = format!("/w/{number}?tk=");
    assert!(page.body.contains(&own), "her own link: {}", page.body);
    for path in [
        format!("/m/{id}/calendar.ics"),
        format!("/api/v1/public/{id}"),
    ] {
        let hers = open(&site, &path).await;
        // A calendar file breaks its lines.
        let hers = hers.body.replace("\r\n ", "");
        assert!(hers.contains(&format!("/j/{number}")), "{path}: {hers}");
        let strangers = site.visit(Request::get(&path).body(Body::empty()).expect("one"));
        let strangers = strangers.await.body.replace("\r\n ", "");
        assert!(!strangers.contains(&format!("/j/{number}")), "{path}");
    }
}

#[tokio::test]
async fn the_event_lets_her_in_at_once_and_the_page_says_so() {
    let (site, id, number) = waiting().await;
    let page = open(&site, &format!("/m/{id}?registered=pending")).await;
    assert!(page.body.contains("data-standing=\"/m/"), "{}", page.body);
    let door = open(&site, &format!("/m/{id}/join")).await;
    assert!(door.body.contains("Look again"), "{}", door.body);
    let (vera, _) = kept(&site).await;
    event(&site, "approved", (&number, &vera), 0).await;
    assert_eq!(standing(&site, &id).await, "approved");
    let pass = join(&site, &id).await;
    assert_eq!(pass.status, StatusCode::OK, "{}", pass.body);
    assert_eq!(pass.json()["tk"], "Tok-en.x");
    let page = open(&site, &format!("/m/{id}?registered=pending")).await;
    assert!(page.body.contains("You are registered"), "{}", page.body);
    assert!(!page.body.contains("waits for the host"), "{}", page.body);
    // Her own link is hers to open Zoom's app with, and nobody else's.
    for path in [format!("/m/{id}"), format!("/m/{id}/join")] {
        let page = open(&site, &path).await;
        assert!(page.body.contains("?tk=Tok-en.x"), "{path}: {}", page.body);
        let strangers = Request::get(&path).body(Body::empty()).expect("a request");
        let strangers = site.visit(strangers).await;
        assert!(!strangers.body.contains("Tok-en.x"), "{path}");
    }
    let journal = site.get("/events/1").await;
    assert!(journal.body.contains("registration_approved"));
    assert!(!journal.body.contains("Tok-en.x"), "{}", journal.body);
}

#[tokio::test]
async fn no_is_said_and_what_came_late_does_not_turn_it_round() {
    let (site, id, number) = waiting().await;
    let (vera, _) = kept(&site).await;
    let her = (number.as_str(), vera.as_str());
    event(&site, "denied", her, 0).await;
    assert_eq!(standing(&site, &id).await, "denied");
    event(&site, "approved", her, -60).await;
    assert_eq!(standing(&site, &id).await, "denied", "it was said before");
    let refused = join(&site, &id).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(code(&refused), "denied");
    let page = open(&site, &format!("/m/{id}")).await;
    let words = "did not confirm your registration";
    assert!(page.body.contains(words), "{}", page.body);
    // Confirmed after all, then taken back: the token is of no use any more and is forgotten.
    event(&site, "approved", her, 1).await;
    assert_eq!(standing(&site, &id).await, "approved");
    event(&site, "cancelled", her, 2).await;
    assert_eq!(standing(&site, &id).await, "denied");
    assert_eq!(kept(&site).await.1, None);
}

#[tokio::test]
async fn without_events_zoom_is_asked_while_she_waits_and_not_all_the_time() {
    let (site, id, number) = waiting().await;
    decide(&site, &number, "vera@example.org", "approve").await;
    assert_eq!(standing(&site, &id).await, "pending", "asked just before");
    let sql = "UPDATE meetings_registrants SET looked_at = 0";
    let changed = site.db.db.execute(sql, Vec::new()).await;
    assert_eq!(
        changed.expect("changed"),
        1,
        "as if half a minute had passed"
    );
    assert_eq!(standing(&site, &id).await, "approved");
    let pass = join(&site, &id).await;
    assert_eq!(pass.status, StatusCode::OK, "{}", pass.body);
    assert_ne!(pass.json()["tk"], "", "{}", pass.body);
}

#[tokio::test]
async fn what_concerns_nobody_here_changes_nothing() {
    let (site, id, number) = waiting().await;
    let (vera, _) = kept(&site).await;
    for about in [("81234567890", vera.as_str()), (&*number, "somebody-else")] {
        event(&site, "approved", about, 0).await;
    }
    assert_eq!(standing(&site, &id).await, "pending");
}
