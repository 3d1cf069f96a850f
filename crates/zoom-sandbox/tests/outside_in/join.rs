//! Who joins by the web client is a participant of the world, for everybody who asks.

use serde_json::{Value, json};
use zoom_sandbox::world::{Happened, Happening};

use crate::web_client::{self, Made, Web, added, replace};

/// What happened in a meeting to people of this name, or to the meeting itself.
fn happened(web: &Web, made: &Made, name: &str) -> Vec<Happened> {
    let end = web.running.sandbox.now() + jiff::SignedDuration::from_secs(1);
    let begin = end - jiff::SignedDuration::from_hours(2);
    let all = web.running.sandbox.world().happenings(begin, end);
    let of = |each: &Happening| {
        let who = each.participant.as_ref().map(|who| who.name.as_str());
        each.meeting_id == made.id && who.is_none_or(|who| who == name)
    };
    all.iter().filter(|each| of(each)).map(|each| each.what).collect()
}

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
    assert!(news["update"].is_array() && news["remove"].is_array(), "the client needs all three");

    web.advance(60).await;
    let id = news["add"][0]["id"].clone();
    otto.leave().await;
    web.advance(1).await;
    let news = loop {
        let news = vera.expect(7937).await;
        if news["remove"].as_array().is_some_and(|gone| gone.iter().any(|each| each["id"] == id)) {
            break news;
        }
    };
    assert!(news["add"].is_array());
    assert!(!web.in_meeting(&made).await.contains(&"Otto".to_owned()));
    assert!(web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
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
        let rows = web.rest(&format!("/{path}/{}/participants?page_size=300", made.id)).await;
        let rows = rows["participants"].as_array().unwrap();
        let vera: Vec<&Value> = rows.iter().filter(|row| row["name"] == "Vera Visitor").collect();
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
        if !web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()) {
            break;
        }
        web.advance(1).await;
    }
    let end = web.running.sandbox.now() + jiff::SignedDuration::from_secs(2);
    let all = web.running.sandbox.world().happenings(end - jiff::SignedDuration::from_hours(1), end);
    let left = all.iter().find(|each| {
        let who = each.participant.as_ref().map(|who| who.name.as_str());
        each.what == Happened::Left && who == Some("Vera Visitor")
    });
    let reason = left.and_then(|each| each.leave_reason.clone()).expect("a reason");
    assert_eq!(reason, "Vera Visitor got disconnected from the meeting.");
}

#[tokio::test]
async fn the_waiting_room_holds_until_somebody_admits() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "waiting_room": true })).await;
    web.set(&made, json!({ "admit_by_hand": true })).await;
    let info = web.info(&web.form(&made, "Vera Visitor")).await;
    let mut waits = web.socket(&info, "&dn2=x").await;
    waits.expect(4098).await;
    assert_eq!(waits.expect(7942).await["bHold"], true);
    assert_eq!(added(&waits.expect(7937).await), ["Vera Visitor"], "and sees nobody else");
    web.advance(300).await;
    assert!(!web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
    let state = web.running.admin_get(&format!("/meetings/{}", made.id)).await.1;
    assert_eq!(state["run"]["visitors"][0]["state"], "waiting");

    web.admin(&made, "admit", json!({})).await;
    let out = waits.expect(7939).await;
    assert_eq!((&out["reason"], &out["subReason"]), (&json!(5), &json!(1)));
    drop(waits);
    // As the client does: new tickets, a new connection, the same stay.
    let auth = info["result"]["auth"].as_str().unwrap().to_owned();
    let tickets = web.post("/wc/refresh_tokens", &[("auth", auth)]).await;
    assert_eq!(tickets["status"], true);
    web.advance(1).await;
    let mut inside = web.socket(&info, "&dn2=x").await;
    inside.expect(4098).await;
    assert!(added(&inside.expect(7937).await).len() > 1);
    let state = web.running.admin_get(&format!("/meetings/{}", made.id)).await.1;
    assert_eq!(state["run"]["visitors"].as_array().unwrap().len(), 1);
    assert_eq!(
        happened(&web, &made, "Vera Visitor"),
        [Happened::Started, Happened::JoinedWaitingRoom, Happened::Admitted, Happened::Joined]
    );
}

#[tokio::test]
async fn the_emulated_host_admits_before_long_where_nobody_took_that_over() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "waiting_room": true })).await;
    let mut waits = web.join(&made, "Vera Visitor").await;
    web.advance(7).await;
    assert!(!web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
    web.advance(20).await;
    assert_eq!(waits.expect(7939).await["subReason"], 1);
    assert!(web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
}

#[tokio::test]
async fn a_host_with_a_zak_starts_admits_removes_locks_and_ends() {
    let web = web_client::start().await;
    let made = web.planned(json!({ "waiting_room": true })).await;
    let info = web.info(&web.host_form(&made).await).await;
    assert_eq!(info["result"]["isOriginHost"], "true", "{info}");
    let mut host = web.socket(&info, "&dn2=x").await;
    assert_eq!(host.expect(4098).await["role"], 1);
    host.expect(7937).await;
    let live = web.rest("/metrics/meetings?type=live&page_size=300&from=2026-11-20&to=2026-11-23").await;
    let rows = live["meetings"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["id"] == made.id), "it is going on");

    let mut vera = web.join(&made, "Vera Visitor").await;
    let news = host.expect(7937).await;
    assert_eq!(news["add"][0]["bHold"], true, "the host sees who waits");
    host.say(4113, json!({ "id": news["add"][0]["id"], "bHold": false })).await;
    assert_eq!(vera.expect(7939).await["subReason"], 1);

    host.say(4099, json!({ "bLock": true })).await;
    host.expect(4100).await;
    assert_eq!(web.refused(&made).await, 12);
    host.say(4107, json!({ "id": news["add"][0]["id"] })).await;
    web.advance(60).await;
    host.say(4101, json!({})).await;
    host.expect(4102).await;
    assert_eq!(host.expect(7939).await["reason"], 8);
    web.advance(1).await;
    let kinds = happened(&web, &made, "Vera Visitor");
    assert_eq!(kinds.first(), Some(&Happened::Started));
    assert_eq!(kinds.last(), Some(&Happened::Ended));
    assert!(kinds.contains(&Happened::Left));
}

#[tokio::test]
async fn who_is_no_host_commands_nothing() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let mut vera = web.join(&made, "Vera Visitor").await;
    let mut otto = web.join(&made, "Otto").await;
    let own = otto.expect(7937).await["add"].as_array().unwrap().last().unwrap()["id"].clone();
    for (evt, body) in [(4101, json!({})), (4099, json!({ "bLock": true })), (4107, json!({ "id": own }))] {
        vera.say(evt, body).await;
    }
    vera.say(0, json!({})).await;
    vera.expect(0).await;
    let state = web.running.admin_get(&format!("/meetings/{}", made.id)).await.1;
    assert_eq!(state["run"]["locked"], false);
    assert_eq!(web.in_meeting(&made).await.iter().filter(|name| *name == "Otto").count(), 1);
}

#[tokio::test]
async fn who_comes_early_is_let_in_when_the_host_has_started() {
    let web = web_client::start().await;
    let made = web.planned(json!({})).await;
    let info = web.info(&web.form(&made, "Vera Visitor")).await;
    assert_eq!(info["errorCode"], 3008);
    assert_eq!(info["result"]["rsRes"]["status"], false);
    let question = format!("/wc/rs?mn={}", made.id);
    assert_eq!(web.post(&question, &[]).await["errorCode"], 3008);
    // The client prepares a connection without a name while it waits.
    let mut client = web.socket(&info, "").await;
    client.expect(4130).await;
    web.admin(&made, "start", json!({})).await;
    assert_eq!(web.post(&format!("{question}&lp=1"), &[]).await["status"], true);
    client.say(4301, json!({ "dn2": "VmVyYQ" })).await;
    assert_eq!(client.expect(4098).await["res"], 0);
    assert!(web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
}

#[tokio::test]
async fn join_before_host_begins_the_meeting() {
    let web = web_client::start().await;
    let made = web.planned(json!({ "join_before_host": true, "jbh_time": 0 })).await;
    web.join(&made, "Vera Visitor").await;
    assert!(web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
    let later = web.planned(json!({ "join_before_host": true, "jbh_time": 10 })).await;
    assert_eq!(web.info(&web.form(&later, "Vera")).await["errorCode"], 3008, "a day too early");
}

#[tokio::test]
async fn a_meeting_begun_early_is_not_held_a_second_time() {
    let web = web_client::start().await;
    let made = web.planned(json!({})).await;
    web.advance(24 * 3600 - 300).await;
    web.admin(&made, "start", json!({})).await;
    web.advance(900).await;
    let live = web.rest("/metrics/meetings?type=live&page_size=300&from=2026-11-20&to=2026-11-23").await;
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
    web.running.sandbox.time().advance(std::time::Duration::from_secs(120));
    assert!(!web.in_meeting(&made).await.contains(&"Vera Visitor".to_owned()));
    let state = web.running.admin_get(&format!("/meetings/{}", made.id)).await.1;
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
    let pin = base64::engine::general_purpose::STANDARD.decode(&ready.spki_sha256).unwrap();
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
    let answer: Value = http.post(url).form(&form).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errorCode"], 3004);
    web.running.sandbox.reset().unwrap();
    assert_eq!(web.running.sandbox.ready().web_client, Some(ready), "it goes on listening");
    serving.abort();
}
