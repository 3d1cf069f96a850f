//! Receiving webhooks through the site, and what its pages and its API say of them.

use async_trait::async_trait;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use clock::Clock;
use connect::{ConnectionId, MonitoringForm, Principal};
use futures::StreamExt as _;
use inbox::{Consumer, Entry, Failed};
use store::Tx;
use zoom_types::webhook;

use crate::site::{Page, Site};

pub(crate) const SECRET: &str = "a-secret-token";
pub(crate) const BODY: &str = r#"{"event":"meeting.started","event_ts":1700000000000,"payload":{"object":{"topic":"Board","join_url":"https://zoom.us/j/1?pwd=hunter2"}}}"#;

/// A connection whose monitoring app has this Secret Token.
pub(crate) async fn with_token(site: &Site, token: &str) -> ConnectionId {
    let id = site.connect.default_connection().await.expect("one").id;
    let form = MonitoringForm {
        client_id: "an-app".into(),
        client_secret: "its-secret".into(),
        secret_token: token.into(),
        verification_token: "an-old-token".into(),
        ..MonitoringForm::default()
    };
    site.connect
        .save_monitoring(&id, &Principal::CommandLine, form)
        .await
        .expect("saved");
    id
}

fn delivery(id: &str, body: &str) -> axum::http::request::Builder {
    Request::post(format!("/zoom/webhook/{id}"))
        .header("content-type", "application/json")
        .header("content-length", body.len())
}

/// Delivers `body`, signed with `secret`.
pub(crate) async fn signed(site: &Site, id: &str, secret: &str, body: &str) -> Page {
    let at = Clock::system().now().as_second().to_string();
    let request = delivery(id, body)
        .header("x-zm-request-timestamp", &at)
        .header(
            "x-zm-signature",
            webhook::sign(secret, &at, body.as_bytes()),
        );
    site.ask(request.body(Body::from(body.to_owned())).expect("whole"))
        .await
}

async fn kept(site: &Site) -> usize {
    let all = site.inbox.list(&inbox::Filter::default(), 500).await;
    all.expect("listed").len()
}

#[tokio::test]
async fn an_event_is_kept_before_it_is_acknowledged() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    let answer = signed(&site, id.as_str(), SECRET, BODY).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(kept(&site).await, 1);
    let page = site.get("/events").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("meeting.started"), "{}", page.body);
    let one = site.get("/events/1").await;
    assert!(one.body.contains("Board") && !one.body.contains("hunter2"));
    let json = site.get("/api/v1/inbox/1").await.json();
    assert_eq!(json["event"], "meeting.started");
    assert_eq!(json["body"]["payload"]["object"]["topic"], "Board");
    assert_eq!(json["body"]["payload"]["object"]["join_url"], "(hidden)");
    let listed = site.get("/api/v1/inbox?event=meeting.").await.json();
    assert_eq!(listed[0]["seq"], 1);
    let none = site.get("/api/v1/inbox?reading=set_aside").await.json();
    assert_eq!(none, serde_json::json!([]));
    let refused = site.get("/events?since=yesterday").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.get("/events/2").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_stranger_learns_nothing_from_the_answer() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    let strangers = [
        signed(&site, id.as_str(), "guessed", BODY).await,
        signed(&site, "no-such-connection", SECRET, BODY).await,
        site.ask(
            delivery(id.as_str(), BODY)
                .body(Body::from(BODY))
                .expect("whole"),
        )
        .await,
        site.ask(
            delivery(id.as_str(), BODY)
                .header("authorization", "an-old-token")
                .body(Body::from(BODY))
                .expect("whole"),
        )
        .await,
    ];
    for answer in strangers {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.body, "");
    }
    let long = " ".repeat(inbox::LONGEST_BODY + 1);
    // Not even by its length: what is known and what is not answer alike.
    for address in [id.as_str(), "no-such-connection"] {
        for declares in [true, false] {
            let mut request = Request::post(format!("/zoom/webhook/{address}"));
            if declares {
                request = request.header("content-length", long.len());
            }
            let request = request.body(Body::from(long.clone())).expect("whole");
            let answer = site.ask(request).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
        }
    }
    let answer = signed(&site, id.as_str(), SECRET, &long).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let answer = signed(&site, id.as_str(), SECRET, "[]").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(kept(&site).await, 0);
    // The administrator is told.
    let health = site.get("/api/v1/inbox/health").await.json();
    let reasons: Vec<_> = health["refused"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["reason"].as_str().expect("text").to_owned())
        .collect();
    for reason in [
        "wrong_signature",
        "unsigned",
        "legacy_not_chosen",
        "too_large",
        "no_event",
    ] {
        assert!(reasons.iter().any(|one| one == reason), "{reasons:?}");
    }
    let page = site.get("/events").await;
    assert!(page.body.contains("signature does not match"));
}

/// Each row of each table as text, without the sums of what was refused: those are written down
/// every ten seconds, however much was refused.
async fn content(db: &store::Db) -> Vec<String> {
    let columns = db
        .rows(
            "SELECT one.name AS name, group_concat('quote(\"' || field.name || '\")', '||'',''||') AS fields
             FROM sqlite_master one JOIN pragma_table_info(one.name) field
             WHERE one.type = 'table' AND one.name <> 'inbox_refused' GROUP BY one.name ORDER BY one.name",
            store::args![],
        )
        .await
        .expect("the tables");
    let mut all = Vec::new();
    for table in columns {
        let name = table.text("name").expect("a name");
        let fields = table.text("fields").expect("its columns");
        let sql = format!("SELECT {fields} AS line FROM \"{name}\" ORDER BY line");
        let rows = db.rows(store::AssertSqlSafe(sql), store::args![]).await;
        for row in rows.expect("its rows") {
            all.push(format!("{name}: {}", row.text("line").expect("text")));
        }
    }
    all
}

/// Delivers events with a forged signature, and events to nowhere.
async fn forge(site: &Site, id: &ConnectionId, numbers: std::ops::Range<usize>) {
    for n in numbers {
        let body = format!(r#"{{"event":"meeting.started","payload":{{"n":{n}}}}}"#);
        let answer = signed(site, id.as_str(), "forged", &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{n}");
        let nowhere = format!("connection-{n}");
        let answer = signed(site, &nowhere, SECRET, &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{n}");
    }
}

#[tokio::test]
async fn a_flood_of_forged_events_reads_nothing_and_writes_nothing() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    // The first delivery makes the site read the keys.
    assert_eq!(
        signed(&site, id.as_str(), SECRET, BODY).await.status,
        StatusCode::OK
    );
    let before = content(&site.db.db).await;
    assert!(before.iter().any(|row| row.contains("meeting.started")));
    forge(&site, &id, 0..1000).await;
    assert_eq!(content(&site.db.db).await, before, "written");
    // Without a database nothing can be read any more.
    site.db.db.close().await;
    forge(&site, &id, 1000..2000).await;
    // A real event would now be sent again by Zoom.
    let real = signed(&site, id.as_str(), SECRET, r#"{"event":"a.b"}"#).await;
    assert_eq!(real.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_new_secret_token_counts_from_the_next_event_on() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    assert_eq!(
        signed(&site, id.as_str(), SECRET, BODY).await.status,
        StatusCode::OK
    );
    with_token(&site, "another-token").await;
    let old = signed(&site, id.as_str(), SECRET, BODY).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let new = signed(&site, id.as_str(), "another-token", BODY).await;
    assert_eq!(new.status, StatusCode::OK);
}

#[tokio::test]
async fn a_verification_token_is_accepted_once_an_administrator_chose_it() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    let carrying = |token: &'static str| {
        let request = delivery(id.as_str(), BODY).header("authorization", token);
        site.ask(request.body(Body::from(BODY)).expect("whole"))
    };
    assert_eq!(
        carrying("an-old-token").await.status,
        StatusCode::UNAUTHORIZED
    );
    let page = site.get("/zoom").await;
    assert!(page.body.contains("Only signed webhooks are accepted"));
    let chosen = site
        .post("/zoom/webhooks/legacy", &[("accept", "on")])
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(carrying("an-old-token").await.status, StatusCode::OK);
    assert_eq!(
        carrying("an-old-tokem").await.status,
        StatusCode::UNAUTHORIZED
    );
    let json = site.get("/api/v1/webhook").await.json();
    assert_eq!(json["accept_verification_token"], true);
    assert_eq!(json["verdict"], "no_address");
}

#[tokio::test]
async fn the_wizard_turns_green_with_zooms_check_and_with_the_first_event() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    let page = site.get("/zoom").await;
    assert!(page.body.contains("Zoom has not checked the address yet"));
    let check = r#"{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event_ts":1654503849680,"event":"endpoint.url_validation"}"#;
    let answer = signed(&site, id.as_str(), SECRET, check).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json()["encryptedToken"],
        webhook::url_validation(SECRET, "qgg8vlvZRS6UYooatFL8Aw")
            .expect("a token")
            .encrypted_token
    );
    let page = site.get("/zoom").await;
    assert!(page.body.contains("Zoom has checked the address"));
    assert!(page.body.contains("no event has come yet"));
    signed(&site, id.as_str(), SECRET, BODY).await;
    let page = site.get("/zoom").await;
    assert!(page.body.contains("the first event came"));
    let doctor = site.get("/api/v1/doctor").await.json();
    let said = doctor["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|one| one["key"] == "webhook_events")
        .expect("said");
    assert_eq!(said["severity"], "good");
}

/// Cannot apply anything.
struct Refuses;

#[async_trait]
impl Consumer for Refuses {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, _: &mut Tx, _: &Entry) -> Result<(), Failed> {
        Err(Failed::Poison("It has no meeting in it.".into()))
    }
}

/// Applies everything.
struct Takes;

#[async_trait]
impl Consumer for Takes {
    fn name(&self) -> &'static str {
        "monitor"
    }

    async fn apply(&self, _: &mut Tx, _: &Entry) -> Result<(), Failed> {
        Ok(())
    }
}

#[tokio::test]
async fn what_was_set_aside_is_seen_and_retried() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    signed(&site, id.as_str(), SECRET, BODY).await;
    site.inbox.catch_up(&Refuses).await.expect("followed");
    let page = site.get("/events").await;
    assert!(page.body.contains("1 event could not be applied"));
    assert!(page.body.contains("It has no meeting in it."));
    let answer = site
        .post("/events/retry", &[("consumer", "monitor"), ("seq", "1")])
        .await;
    assert_eq!(answer.location(), "/events");
    let page = site.get("/events").await;
    assert!(page.body.contains("is tried again in a moment"));
    site.inbox.catch_up(&Takes).await.expect("followed");
    let page = site.get("/events").await;
    assert!(!page.body.contains("could not be applied"));
    assert!(page.body.contains("event 1 is tried again"), "the log");
}

#[tokio::test]
async fn applying_again_says_first_how_much_that_is() {
    let site = Site::signed_in().await;
    let id = with_token(&site, SECRET).await;
    for n in 0..3 {
        let body = format!(r#"{{"event":"user.created","payload":{{"n":{n}}}}}"#);
        signed(&site, id.as_str(), SECRET, &body).await;
    }
    site.inbox.catch_up(&Takes).await.expect("followed");
    let page = site.get("/events/replay?consumer=monitor&from=2").await;
    assert!(
        page.body.contains("will apply up to 2 events again"),
        "{}",
        page.body
    );
    let answer = site
        .post("/events/replay", &[("consumer", "monitor"), ("from", "2")])
        .await;
    assert_eq!(answer.location(), "/events");
    let health = site.get("/api/v1/inbox/health").await.json();
    assert_eq!(health["cursors"][0]["replaying_until"], 3);
    let early = site
        .post("/events/1/replay", &[("consumer", "monitor")])
        .await;
    assert_eq!(early.location(), "/events/1");
    let later = site
        .post("/events/3/replay", &[("consumer", "monitor")])
        .await;
    assert_eq!(later.status, StatusCode::CONFLICT, "it is not read yet");
    let nobody = site.get("/events/replay?consumer=nobody&from=1").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_body_that_does_not_end_is_not_waited_for() {
    let (pace, hand) = crate::stream::paced();
    let site = Site::signed_in_paced(pace).await;
    let id = with_token(&site, SECRET).await;
    let at = Clock::system().now().as_second().to_string();
    let held = || {
        let first = futures::stream::iter([Ok::<_, std::convert::Infallible>("{")]);
        Body::from_stream(first.chain(futures::stream::pending()))
    };
    let event = delivery(id.as_str(), BODY)
        .header("x-zm-request-timestamp", &at)
        .header("x-zm-signature", format!("v0={}", "0".repeat(64)))
        .body(held())
        .expect("whole");
    let form = Request::post("/sign-in").body(held()).expect("whole");
    let time = async {
        loop {
            tokio::task::yield_now().await;
            hand.advance(std::time::Duration::from_millis(100));
        }
    };
    let answers = async { tokio::join!(site.ask(event), site.ask(form)) };
    let (event, form) = tokio::select! {
        answers = answers => answers,
        () = time => unreachable!("time does not end"),
    };
    assert_eq!(event.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(event.body, "");
    assert_eq!(form.status, StatusCode::REQUEST_TIMEOUT);
    assert!(
        form.body.contains("did not arrive in time"),
        "{}",
        form.body
    );
}
