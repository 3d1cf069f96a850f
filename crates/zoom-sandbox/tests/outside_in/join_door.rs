//! The waiting room, the host, and who comes before one.

use serde_json::json;
use zoom_sandbox::world::Happened;

use crate::web_client::{self, added, happened};

#[tokio::test]
async fn the_waiting_room_holds_until_somebody_admits() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "waiting_room": true })).await;
    web.set(&made, json!({ "admit_by_hand": true })).await;
    let info = web.info(&web.form(&made, "Vera Visitor")).await;
    let mut waits = web.socket(&info, "&dn2=x").await;
    waits.expect(4098).await;
    assert_eq!(waits.expect(7942).await["bHold"], true);
    assert_eq!(
        added(&waits.expect(7937).await),
        ["Vera Visitor"],
        "and sees nobody else"
    );
    web.advance(300).await;
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
    let state = web
        .running
        .admin_get(&format!("/meetings/{}", made.id))
        .await
        .1;
    assert_eq!(state["run"]["visitors"].as_array().unwrap().len(), 1);
    assert_eq!(
        happened(&web, &made, "Vera Visitor"),
        [
            Happened::Started,
            Happened::JoinedWaitingRoom,
            Happened::Admitted,
            Happened::Joined
        ]
    );
}

#[tokio::test]
async fn the_emulated_host_admits_before_long_where_nobody_took_that_over() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "waiting_room": true })).await;
    let mut waits = web.join(&made, "Vera Visitor").await;
    web.advance(7).await;
    assert!(
        !web.in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
    );
    web.advance(20).await;
    assert_eq!(waits.expect(7939).await["subReason"], 1);
    assert!(
        web.in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
    );
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
    let live = web
        .rest("/metrics/meetings?type=live&page_size=300&from=2026-11-20&to=2026-11-23")
        .await;
    let rows = live["meetings"].as_array().unwrap();
    assert!(
        rows.iter().any(|row| row["id"] == made.id),
        "it is going on"
    );

    let mut vera = web.join(&made, "Vera Visitor").await;
    let news = host.expect(7937).await;
    assert_eq!(news["add"][0]["bHold"], true, "the host sees who waits");
    host.say(4113, json!({ "id": news["add"][0]["id"], "bHold": false }))
        .await;
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
    let own = otto.expect(7937).await["add"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()["id"]
        .clone();
    for (evt, body) in [
        (4101, json!({})),
        (4099, json!({ "bLock": true })),
        (4107, json!({ "id": own })),
    ] {
        vera.say(evt, body).await;
    }
    vera.say(0, json!({})).await;
    vera.expect(0).await;
    let state = web
        .running
        .admin_get(&format!("/meetings/{}", made.id))
        .await
        .1;
    assert_eq!(state["run"]["locked"], false);
    assert_eq!(
        web.in_meeting(&made)
            .await
            .iter()
            .filter(|name| *name == "Otto")
            .count(),
        1
    );
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
    assert_eq!(
        web.post(&format!("{question}&lp=1"), &[]).await["status"],
        true
    );
    client.say(4301, json!({ "dn2": "VmVyYQ" })).await;
    assert_eq!(client.expect(4098).await["res"], 0);
    assert!(
        web.in_meeting(&made)
            .await
            .contains(&"Vera Visitor".to_owned())
    );
}
