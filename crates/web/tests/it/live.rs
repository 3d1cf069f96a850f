//! What is under way, as JSON.

use axum::http::StatusCode;
use clock::{Clock, Random};
use inbox::{Consumer as _, Entry};
use jobs::Jobs;
use monitor::Monitor;
use serde_json::json;

use crate::{scheduling, site::Site};

/// Lets the site's connection have heard these.
async fn hear(site: &Site, events: &[(&str, serde_json::Value)]) {
    let connection = site.connect.default_connection().await.unwrap().id;
    let (db, clock) = (site.db.db.clone(), Clock::system());
    let http = zoom_client::http_client(None).unwrap();
    let jobs = Jobs::new(db.clone(), clock.clone(), "events");
    let connect = site.connect.clone();
    let monitor = Monitor::new(
        db.clone(),
        connect,
        jobs,
        http,
        clock.clone(),
        Random::system(),
    );
    let consumer = monitor.consumer();
    for (seq, (event, object)) in (1..).zip(events) {
        let at = clock.now();
        let body = json!({"event": event, "event_ts": at.as_millisecond(),
            "payload": {"account_id": "acc", "object": object}});
        let entry = Entry {
            seq,
            connection: connection.to_string(),
            event: (*event).to_owned(),
            event_at: at,
            received_at: at,
            body: body.to_string().into_bytes(),
            other_account: None,
            replayed: false,
            missed: false,
        };
        let mut tx = db.begin().await.unwrap();
        consumer.apply(&mut tx, &entry).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_meeting_that_its_host_started_early_is_under_way_on_every_page() {
    let site = scheduling::site().await;
    let host = scheduling::host(&site, "meeting").await;
    let made = site
        .post("/meetings/new", &scheduling::fields(&host, &[]))
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let own = made.location().split('?').next().unwrap().to_owned();
    let planned = site.get("/api/v1/meetings").await.json();
    assert_eq!(planned["rows"][0]["phase"], "upcoming");
    let number = planned["rows"][0]["zoom_id"].clone();
    let run = json!({"id": number, "uuid": "4444AAAiAAAAAiAiAi==", "topic": "Early"});
    hear(&site, &[("meeting.started", run)]).await;
    let live = site.get("/api/v1/meetings?phase=live").await.json();
    assert_eq!(live["rows"][0]["zoom_id"], number);
    for (path, words) in [
        (own.as_str(), " is under way</h1>"),
        ("/meetings", "one of them under way"),
        ("/schedule", "Under way: "),
    ] {
        let page = site.get(path).await;
        assert!(page.body.contains(words), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn live_is_told_as_json_and_an_instance_by_its_uuid() {
    let site = Site::signed_in().await;
    let before = site.get("/api/v1/live").await.json();
    assert_eq!(before["source"], "polled");
    let uuid = "/4444AAA+iAi==";
    let instance = json!({"id": 98_765_432_101_i64, "uuid": uuid, "topic": "Stand-up"});
    let mut joined = instance.clone();
    joined["participant"] =
        json!({"user_id": 16_778_240, "user_name": "Ada", "participant_uuid": "P1"});
    hear(
        &site,
        &[
            ("meeting.started", instance),
            ("meeting.participant_joined", joined),
        ],
    )
    .await;
    let live = site.get("/api/v1/live").await.json();
    assert_eq!(live["source"], "pushed");
    assert_eq!(
        live["totals"],
        json!({"meetings": 1, "webinars": 0, "participants": 1, "in_webinars": 0, "waiting": 0})
    );
    assert_eq!(live["meetings"][0]["uuid"], uuid);
    assert_eq!(live["recent"][0]["what"], "Ada joined “Stand-up”.");

    let path = "/api/v1/live/%2F4444AAA%2BiAi%3D%3D";
    let one = site.get(path).await.json();
    assert_eq!(
        (&one["topic"], &one["live"]),
        (&"Stand-up".into(), &true.into())
    );
    assert_eq!(one["people"][0]["name"], "Ada");
    let file = site.get("/live/_4444AAA-iAi%3D%3D/people.csv").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert!(file.body.contains("\r\nAda,,,in it,"), "{}", file.body);
    let unknown = site.get("/api/v1/live/nothing").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let stranger = Site::fresh(web::MetricsAccess::Open).await;
    assert_eq!(stranger.get(path).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_was_known_is_not_shown_as_what_is() {
    let site = scheduling::site().await;
    let uuid = "4444AAAiAAAAAiAiAi==";
    let run = json!({"id": 98_765_432_101_i64, "uuid": uuid, "topic": "Board"});
    hear(&site, &[("meeting.started", run)]).await;
    let path = "/live/4444AAAiAAAAAiAiAi%3D%3D";
    for page in ["/", "/live", path] {
        let fresh = site.get(page).await;
        assert_eq!(fresh.status, StatusCode::OK, "{}", fresh.body);
        assert!(!fresh.body.contains("Nothing has been heard"), "{page}");
    }
    let two_hours_ago = Clock::system().now_micros() - 2 * 3_600_000_000;
    let sql = "UPDATE monitor_feeds SET last_at = $1, live_last_at = $1, live_since = $1";
    let aged = site.db.db.execute(sql, store::args![two_hours_ago]).await;
    aged.expect("aged");
    for (page, words) in [
        ("/", "Zoom has not been heard since"),
        ("/live", "When Zoom was last heard: 1 meeting under way"),
        (path, "when Zoom was last heard"),
    ] {
        let old = site.get(page).await.body;
        assert!(
            old.contains("Nothing has been heard from Zoom since"),
            "{page}: {old}"
        );
        assert!(old.contains("UTC</time>"), "a time has its zone: {old}");
        assert!(old.contains(words), "{page}: {old}");
    }
    let json = site.get("/api/v1/live").await.json();
    assert_eq!(json["stale"]["since"], json["as_of"]);
    assert_eq!(json["totals"]["meetings"], 1, "what was known stays");
    let one = site.get("/api/v1/live/4444AAAiAAAAAiAiAi%3D%3D").await;
    assert_eq!(one.json()["stale"]["since"], json["as_of"]);
}
