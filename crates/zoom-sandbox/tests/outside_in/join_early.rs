//! Who comes before the host, as webhooks tell it.

use clock::Clock;
use serde_json::{Value, json};

use crate::{
    web_client,
    webhook_receiver::{Received, Receiver},
};

const EVENTS: [&str; 2] = [
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_joined",
];

#[tokio::test]
async fn who_waits_for_the_host_and_who_comes_in_before_is_told() {
    let web = web_client::start().await;
    let life = web.running.sandbox.spawn_life();
    let ready = web.running.sandbox.ready();
    let receiver = Receiver::start(ready.webhook.unwrap().secret_token.reveal()).await;
    let new = json!({
        "client_id": ready.server_to_server.unwrap().client_id,
        "name": "Test", "url": receiver.url, "events": EVENTS,
    });
    let (status, made) = web.running.admin_post("/subscriptions", new).await;
    assert_eq!(status, 201, "{made}");

    let closed = web.planned(json!({})).await;
    let waits = web.info(&web.form(&closed, "Wanda Waiting")).await;
    assert_eq!(waits["errorCode"], 3008, "{waits}");
    let open = web.planned(json!({ "join_before_host": true })).await;
    let inside = web.join(&open, "Eve Early").await;
    web.advance(30).await;
    let clock = Clock::system();
    for _ in 0..2_000 {
        if web.running.sandbox.webhooks_settled() {
            break;
        }
        clock.sleep(std::time::Duration::from_millis(10)).await;
    }
    inside.leave().await;
    life.abort();
    let told: Vec<Value> = receiver.take().iter().map(Received::json).collect();
    let rows: Vec<[&Value; 3]> = told
        .iter()
        .map(|one| {
            let object = &one["payload"]["object"];
            [
                &one["event"],
                &object["id"],
                &object["participant"]["user_name"],
            ]
        })
        .collect();
    let (first, second) = (json!(closed.id.to_string()), json!(open.id.to_string()));
    assert_eq!(
        rows[0],
        [&json!(EVENTS[0]), &first, &json!("Wanda Waiting")]
    );
    assert!(
        rows[1..].contains(&[&json!(EVENTS[1]), &second, &json!("Eve Early")]),
        "{rows:?}"
    );
}
