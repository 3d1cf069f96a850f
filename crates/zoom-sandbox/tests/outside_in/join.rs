//! Who joins by the web client is a participant of the world, for everybody who asks.

use serde_json::{Value, json};
use zoom_sandbox::world::Happened;

use crate::{
    web_client::{self, added, happened, replace},
    webhook_receiver::Receiver,
};

#[tokio::test]
async fn the_list_has_the_organisation_and_everybody_who_comes() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    web.advance(600).await;
    let there = web.in_meeting(&made).await;
    assert!(!there.is_empty());
    let mut vera = web.join(&made, "Vera Visitor").await;
    let mut seen = added(&vera.expect(7937).await);
    seen.sort();
    let mut expected = there.clone();
    expected.push("Vera Visitor".to_owned());
    expected.sort();
    assert_eq!(seen, expected);

    web.advance(1).await;
    let mut otto = web.join(&made, "Otto").await;
    otto.expect(7937).await;
    let news = vera.expect(7937).await;
    assert_eq!(added(&news), ["Otto"]);
    assert!(
        news["update"].is_array() && news["remove"].is_array(),
        "the client needs all three"
    );

    web.advance(60).await;
    let id = news["add"][0]["id"].clone();
    otto.leave().await;
    web.advance(1).await;
    let news = loop {
        let news = vera.expect(7937).await;
        if news["remove"]
            .as_array()
            .is_some_and(|gone| gone.iter().any(|each| each["id"] == id))
        {
            break news;
        }
    };
    assert!(news["add"].is_array());
    assert!(!web.in_meeting(&made).await.contains(&"Otto".to_owned()));
    assert!(
        web.in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
    );
}

#[tokio::test]
async fn dashboards_reports_and_events_agree_about_a_visit() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let client = web.join(&made, "Vera Visitor").await;
    web.advance(120).await;
    client.leave().await;
    web.advance(10).await;
    assert_eq!(
        happened(&web, &made, "Vera Visitor"),
        [Happened::Started, Happened::Joined, Happened::Left]
    );
    web.admin(&made, "end", json!({})).await;
    web.advance(10).await;
    for path in ["past_meetings", "report/meetings"] {
        let rows = web
            .rest(&format!("/{path}/{}/participants?page_size=300", made.id))
            .await;
        let rows = rows["participants"].as_array().unwrap();
        let vera: Vec<&Value> = rows
            .iter()
            .filter(|row| row["name"] == "Vera Visitor")
            .collect();
        assert_eq!(vera.len(), 1, "{path}");
        assert_eq!(vera[0]["duration"], 120, "{path}");
        assert_eq!(vera[0]["user_email"], "", "a guest's mail address is blank");
    }
}

#[tokio::test]
async fn a_lost_connection_is_told_from_leaving() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let client = web.join(&made, "Vera Visitor").await;
    web.advance(60).await;
    client.lose();
    for _ in 0..100 {
        if !web
            .in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
        {
            break;
        }
        web.advance(1).await;
    }
    let end = web.running.sandbox.now() + jiff::SignedDuration::from_secs(2);
    let all = web
        .running
        .sandbox
        .world()
        .happenings(end - jiff::SignedDuration::from_hours(1), end);
    let left = all.iter().find(|each| {
        let who = each.participant.as_ref().map(|who| who.name.as_str());
        each.what == Happened::Left && who == Some("Vera Visitor")
    });
    let reason = left
        .and_then(|each| each.leave_reason.clone())
        .expect("a reason");
    assert_eq!(reason, "Vera Visitor got disconnected from the meeting.");
}

#[tokio::test]
async fn join_before_host_begins_the_meeting() {
    let web = web_client::start().await;
    let made = web
        .planned(json!({ "join_before_host": true, "jbh_time": 0 }))
        .await;
    web.join(&made, "Vera Visitor").await;
    assert!(
        web.in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
    );
    let later = web
        .planned(json!({ "join_before_host": true, "jbh_time": 10 }))
        .await;
    assert_eq!(
        web.info(&web.form(&later, "Vera")).await["errorCode"],
        3008,
        "a day too early"
    );
}

#[tokio::test]
async fn a_meeting_begun_early_is_not_held_a_second_time() {
    let web = web_client::start().await;
    let made = web.planned(json!({})).await;
    web.advance(24 * 3600 - 300).await;
    web.admin(&made, "start", json!({})).await;
    web.advance(900).await;
    let live = web
        .rest("/metrics/meetings?type=live&page_size=300&from=2026-11-20&to=2026-11-23")
        .await;
    let rows = live["meetings"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["id"] == made.id).count(), 1);
}

#[tokio::test]
async fn visits_survive_a_restart_as_ended() {
    let folder = tempfile::tempdir().unwrap();
    let data = Some(folder.path().to_owned());
    let made = {
        let web = web_client::start_with(|config| config.data = data.clone()).await;
        let made = web.begun(json!({})).await;
        web.join(&made, "Vera Visitor").await;
        web.advance(60).await;
        web.running.sandbox.save().unwrap();
        made
    };
    let web = web_client::start_with(|config| config.data = data).await;
    web.running
        .sandbox
        .time()
        .advance(std::time::Duration::from_mins(2));
    assert!(
        !web.in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
    );
    let state = web
        .running
        .admin_get(&format!("/meetings/{}", made.id))
        .await
        .1;
    assert_eq!(state["run"]["visitors"][0]["state"], "left");
}

#[tokio::test]
async fn the_listener_speaks_tls_with_the_key_of_the_ready_line() {
    use base64::Engine;
    let web = web_client::start().await;
    assert!(web.running.sandbox.ready().web_client.is_none());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = web.running.sandbox.serve_web_client(listener).unwrap();
    let ready = web.running.sandbox.ready().web_client.unwrap();
    let pin = base64::engine::general_purpose::STANDARD
        .decode(&ready.spki_sha256)
        .unwrap();
    assert_eq!(pin.len(), 32);
    let authority = reqwest::Certificate::from_pem(ready.certificate_pem.as_bytes()).unwrap();
    let http = reqwest::Client::builder()
        .tls_certs_only([authority])
        .resolve("zoom.us", ready.tls_address.parse().unwrap())
        .build()
        .unwrap();
    let made = web.begun(json!({})).await;
    let mut form = web.form(&made, "Vera");
    replace(&mut form, "passWord", "wrong".to_owned());
    let port = ready.tls_address.rsplit(':').next().unwrap();
    let url = format!("https://zoom.us:{port}/api/v1/wc/info");
    let answer: Value = http
        .post(url)
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["errorCode"], 3004);
    web.running.sandbox.reset().unwrap();
    assert_eq!(
        web.running.sandbox.ready().web_client,
        Some(ready),
        "it goes on listening"
    );
    serving.abort();
}

#[tokio::test]
async fn subscribers_are_told_of_a_visitor_in_order() {
    const EVENTS: [&str; 7] = [
        "meeting.started",
        "meeting.participant_joined_waiting_room",
        "meeting.participant_admitted",
        "meeting.participant_left_waiting_room",
        "meeting.participant_joined",
        "meeting.participant_left",
        "meeting.ended",
    ];
    let web = web_client::start().await;
    let ready = web.running.sandbox.ready();
    let receiver = Receiver::start(ready.webhook.unwrap().secret_token.reveal()).await;
    let life = web.running.sandbox.spawn_life();
    let new = json!({
        "client_id": ready.server_to_server.unwrap().client_id,
        "name": "Test", "url": receiver.url, "events": EVENTS,
    });
    let (status, answer) = web.running.admin_post("/subscriptions", new).await;
    assert_eq!(status, 201, "{answer}");
    let made = web.begun(json!({ "waiting_room": true })).await;
    web.set(&made, json!({ "admit_by_hand": true })).await;
    web.advance(30).await;
    let mut form = web.form(&made, "Vera Visitor");
    form.push(("customerKey", "seat-7".to_owned()));
    let info = web.info(&form).await;
    let mut client = web.socket(&info, "&dn2=x").await;
    client.expect(4098).await;
    web.advance(30).await;
    web.admin(&made, "admit", json!({})).await;
    client.expect(7939).await;
    let mut client = web.socket(&info, "&dn2=x").await;
    client.expect(4098).await;
    web.advance(60).await;
    client.leave().await;
    web.advance(30).await;
    web.admin(&made, "end", json!({})).await;
    web.advance(30).await;
    let clock = clock::Clock::system();
    for _ in 0..1_000 {
        if web.running.sandbox.webhooks_settled() {
            break;
        }
        clock.sleep(std::time::Duration::from_millis(10)).await;
    }
    let id = made.id.to_string();
    let told: Vec<(String, String)> = receiver
        .take()
        .iter()
        .filter(|one| one.json()["payload"]["object"]["id"] == id.as_str())
        .map(|one| {
            let who = one.json()["payload"]["object"]["participant"]["user_name"].clone();
            (one.event(), who.as_str().unwrap_or_default().to_owned())
        })
        .filter(|(_, who)| who.is_empty() || who == "Vera Visitor")
        .collect();
    let told: Vec<&str> = told.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(
        told,
        [
            "meeting.started",
            "meeting.participant_joined_waiting_room",
            "meeting.participant_admitted",
            "meeting.participant_joined",
            "meeting.participant_left",
            "meeting.ended",
        ]
    );
    let rows = web
        .rest(&format!(
            "/report/meetings/{}/participants?page_size=300",
            made.id
        ))
        .await;
    let vera = rows["participants"].as_array().unwrap().iter();
    let keys: Vec<&Value> = vera
        .filter(|row| row["name"] == "Vera Visitor")
        .map(|row| &row["customer_key"])
        .collect();
    assert_eq!(keys, ["seat-7"]);
    life.abort();
}
