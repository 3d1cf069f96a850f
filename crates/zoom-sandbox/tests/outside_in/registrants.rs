//! Registrants over HTTP: who asks to come, who may, and who gets through the door.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    web_client::{self, Made, Web},
    webhook_receiver::{Received, Scene},
};

/// `tk` of a join link.
fn pass(url: &Value) -> String {
    let url = url::Url::parse(url.as_str().unwrap()).unwrap();
    let mut pairs = url.query_pairs();
    pairs.find(|(name, _)| name == "tk").unwrap().1.into_owned()
}

async fn call(web: &Web, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = web.running.url(&format!("/v2{path}"));
    let request = web
        .running
        .http
        .request(method, url)
        .bearer_auth(&web.token);
    web.running.send(request.json(&body)).await
}

async fn register(web: &Web, made: &Made, email: &str) -> Value {
    let path = format!("/meetings/{}/registrants", made.id);
    let body = json!({ "first_name": "Ada", "last_name": "Byron", "email": email });
    let (status, answer) = call(web, Method::POST, &path, body).await;
    assert_eq!(status, 201, "{answer}");
    answer
}

async fn decide(web: &Web, made: &Made, action: &str, id: &Value) -> (u16, Value) {
    let path = format!("/meetings/{}/registrants/status", made.id);
    let body = json!({ "action": action, "registrants": [{ "id": id }] });
    call(web, Method::PUT, &path, body).await
}

async fn listed(web: &Web, made: &Made, status: &str) -> Vec<String> {
    let path = format!("/meetings/{}/registrants?status={status}", made.id);
    let rows = web.rest(&path).await["registrants"].clone();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["email"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn only_a_registrants_link_opens_the_door() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "approval_type": 0 })).await;
    let answer = web.info(&web.form(&made, "Stranger")).await;
    assert_eq!(answer["errorCode"], 3099, "{answer}");
    let registered = register(&web, &made, "ada@example.org").await;
    assert_eq!(registered["id"], made.id);
    let url = registered["join_url"].as_str().unwrap();
    assert!(url.contains(&format!("/w/{}?tk=", made.id)), "{url}");
    let again = register(&web, &made, "ADA@example.org").await;
    assert_eq!(
        again["registrant_id"], registered["registrant_id"],
        "twice is once"
    );

    let mut form = web.form(&made, "Ada");
    form.push(("tk", "made-up.DQ".to_owned()));
    assert_eq!(web.info(&form).await["errorCode"], 3099);
    form.pop();
    form.push(("tk", pass(&registered["join_url"])));
    let info = web.info(&form).await;
    assert_eq!(info["status"], true, "{info}");
    let mut client = web.socket(&info, "&dn2=x").await;
    assert_eq!(client.expect(4098).await["res"], 0);
    web.advance(5).await;
    let path = format!(
        "/metrics/meetings/{}/participants?type=live&page_size=300",
        made.id
    );
    let people = web.rest(&path).await;
    let ada = people["participants"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["user_name"] == "Ada")
        .unwrap();
    assert_eq!(ada["registrant_id"], registered["registrant_id"]);
}

#[tokio::test]
async fn a_host_approves_denies_and_cancels_and_the_door_follows() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "approval_type": 1 })).await;
    let ada = register(&web, &made, "ada@example.org").await;
    assert!(ada.get("join_url").is_none(), "no link before approval");
    assert_eq!(listed(&web, &made, "pending").await, ["ada@example.org"]);
    assert_eq!(listed(&web, &made, "approved").await, [""; 0]);

    let id = &ada["registrant_id"];
    assert_eq!(decide(&web, &made, "approve", id).await.0, 204);
    let path = format!("/meetings/{}/registrants/{}", made.id, id.as_str().unwrap());
    let shown = web.rest(&path).await;
    assert_eq!(shown["status"], "approved");
    let mut form = web.form(&made, "Ada");
    form.push(("tk", pass(&shown["join_url"])));
    assert_eq!(web.info(&form).await["status"], true);

    assert_eq!(decide(&web, &made, "deny", id).await.0, 204);
    assert_eq!(listed(&web, &made, "denied").await, ["ada@example.org"]);
    assert_eq!(web.info(&form).await["errorCode"], 3099);

    assert_eq!(decide(&web, &made, "cancel", id).await.0, 204);
    for status in ["pending", "approved", "denied"] {
        assert_eq!(listed(&web, &made, status).await, [""; 0]);
    }
    let back = register(&web, &made, "ada@example.org").await;
    assert_eq!(
        &back["registrant_id"], id,
        "who comes back is who they were"
    );
    assert_eq!(listed(&web, &made, "pending").await, ["ada@example.org"]);
    let (status, _) = call(&web, Method::DELETE, &path, json!({})).await;
    assert_eq!(status, 204);
    let (status, refused) = web.running.get(&format!("/v2{path}"), &web.token).await;
    assert_eq!((status, &refused["code"]), (400, &json!(300)), "{refused}");
}

#[tokio::test]
async fn what_cannot_be_registered_for_is_refused_in_zooms_words() {
    let web = web_client::start().await;
    let open = web.planned(json!({ "approval_type": 2 })).await;
    let meeting = web.rest(&format!("/meetings/{}", open.id)).await;
    assert!(meeting.get("registration_url").is_none());
    let body = json!({ "first_name": "Ada", "email": "ada@example.org" });
    let path = format!("/meetings/{}/registrants", open.id);
    let (status, refused) = call(&web, Method::POST, &path, body.clone()).await;
    assert_eq!((status, &refused["code"]), (400, &json!(404)), "{refused}");

    let webinar = web
        .make(
            "/users/me/webinars",
            5,
            json!({ "approval_type": 0, "registrants_restrict_number": 1 }),
        )
        .await;
    let path = format!("/webinars/{}/registrants", webinar.id);
    let owner = web.rest("/users/me").await["email"].clone();
    let host = json!({ "first_name": "Me", "email": owner });
    let (_, refused) = call(&web, Method::POST, &path, host).await;
    assert_eq!(refused["code"], 3027, "{refused}");
    let (status, made) = call(&web, Method::POST, &path, body.clone()).await;
    assert_eq!(status, 201, "{made}");
    let more = json!({ "first_name": "Bo", "email": "bo@example.org" });
    let (_, refused) = call(&web, Method::POST, &path, more).await;
    assert_eq!(refused["code"], 3000, "the hall holds one: {refused}");
    let (_, refused) = call(
        &web,
        Method::POST,
        &path,
        json!({ "first_name": "Bo", "email": "no" }),
    )
    .await;
    assert_eq!(refused["errors"][0]["field"], "email", "{refused}");

    let asked = web.planned(json!({ "approval_type": 0 })).await;
    let questions = format!("/meetings/{}/registrants/questions", asked.id);
    let wanted = json!({
        "questions": [{ "field_name": "org", "required": true }],
        "custom_questions": [{ "title": "Why?", "type": "short", "required": true }],
    });
    assert_eq!(
        call(&web, Method::PATCH, &questions, wanted.clone())
            .await
            .0,
        204
    );
    assert_eq!(web.rest(&questions).await, wanted);
    let path = format!("/meetings/{}/registrants", asked.id);
    let (_, refused) = call(&web, Method::POST, &path, body).await;
    let missing: Vec<_> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["org", "custom_questions"]);
    let whole = json!({
        "first_name": "Ada", "email": "ada@example.org", "org": "Engines",
        "custom_questions": [{ "title": "Why?", "value": "Curious" }],
    });
    assert_eq!(call(&web, Method::POST, &path, whole).await.0, 201);
    web.advance(3 * 86_400).await;
    let token = web.running.server_to_server().await;
    let late = web
        .running
        .http
        .post(web.running.url(&format!("/v2{path}")))
        .bearer_auth(token)
        .json(&json!({ "first_name": "Late", "email": "late@example.org", "org": "x", "custom_questions": [{"title": "Why?", "value": "x"}] }));
    assert_eq!(web.running.send(late).await.1["code"], 3038);
}

#[tokio::test]
async fn a_batch_registers_all_or_nobody_and_a_sub_account_has_its_own() {
    let web = web_client::start().await;
    let sub = web.rest("/accounts").await["accounts"][0]["id"].clone();
    let sub = sub.as_str().unwrap();
    let users = web.rest(&format!("/accounts/{sub}/users")).await;
    let owner = users["users"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/accounts/{sub}/users/{owner}/meetings");
    let made = web.make(&path, 2, json!({ "approval_type": 0 })).await;
    let path = format!("/accounts/{sub}/meetings/{}", made.id);
    let batch = |second: &str| {
        json!({ "registrants": [
            { "first_name": "Ada", "email": "ada@example.org" },
            { "first_name": "Bo", "email": second },
        ] })
    };
    let to = format!("{path}/batch_registrants");
    let (status, _) = call(&web, Method::POST, &to, batch("not an address")).await;
    assert_eq!(status, 400);
    let list = format!("{path}/registrants");
    assert_eq!(web.rest(&list).await["total_records"], 0);
    let (status, answer) = call(&web, Method::POST, &to, batch("bo@example.org")).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(web.rest(&list).await["total_records"], 2);
    let own = format!("/v2/meetings/{}/registrants", made.id);
    assert_eq!(web.running.get(&own, &web.token).await.0, 404);
}

#[tokio::test]
async fn an_invite_link_lets_in_under_its_name_until_it_runs_out() {
    let web = web_client::start().await;
    let made = web.begun(json!({ "approval_type": 0 })).await;
    let path = format!("/meetings/{}/invite_links", made.id);
    let body = json!({ "attendees": [{ "name": "Vera Invited" }], "ttl": 600 });
    let (status, links) = call(&web, Method::POST, &path, body).await;
    assert_eq!(status, 201, "{links}");
    let mut form = web.form(&made, "Somebody else");
    form.push(("tk", pass(&links["attendees"][0]["join_url"])));
    let info = web.info(&form).await;
    assert_eq!(info["result"]["userName"], "Vera Invited", "{info}");
    web.advance(601).await;
    assert_eq!(web.info(&form).await["errorCode"], 3099);
}

#[tokio::test]
async fn registrations_are_told_from_first_to_last() {
    let events = [
        "meeting.registration_created",
        "meeting.registration_approved",
        "meeting.registration_denied",
        "meeting.registration_cancelled",
        "webinar.registration_created",
    ];
    let scene = Scene::with(&events).await;
    let make = |kind: u8| json!({ "type": kind, "topic": "Open", "start_time": "2026-12-01T10:00:00Z", "settings": { "approval_type": 1 } });
    let (_, meeting) = scene
        .call(Method::POST, "/users/me/meetings", Some(make(2)))
        .await;
    let (_, webinar) = scene
        .call(Method::POST, "/users/me/webinars", Some(make(5)))
        .await;
    let who = json!({ "first_name": "Ada", "email": "ada@example.org", "org": "Engines" });
    let path = format!("/meetings/{}/registrants", meeting["id"]);
    let (_, ada) = scene.call(Method::POST, &path, Some(who.clone())).await;
    for action in ["approve", "approve", "deny", "cancel"] {
        let body = json!({ "action": action, "registrants": [{ "id": ada["registrant_id"] }] });
        let (status, refused) = scene
            .call(Method::PUT, &format!("{path}/status"), Some(body))
            .await;
        assert_eq!(status, 204, "{refused}");
    }
    let path = format!("/webinars/{}/registrants", webinar["id"]);
    scene.call(Method::POST, &path, Some(who)).await;
    scene.settle().await;
    let told: Vec<Value> = scene.receiver.take().iter().map(Received::json).collect();
    let names: Vec<&Value> = told.iter().map(|one| &one["event"]).collect();
    assert_eq!(names, events);
    let first = &told[0]["payload"]["object"];
    assert_eq!(first["id"], meeting["id"]);
    assert_eq!(first["registrant"]["status"], "pending");
    assert_eq!(first["registrant"]["org"], "Engines");
    assert_eq!(first["registrant"]["join_url"], "", "none while pending");
    assert!(told[0]["payload"].get("operator").is_none());
    let approved = &told[1]["payload"];
    assert!(approved["operator"].as_str().unwrap().contains('@'));
    assert!(!pass(&approved["object"]["registrant"]["join_url"]).is_empty());
}

#[tokio::test]
async fn a_registrant_has_three_registrations_and_ten_changes_a_day() {
    let web = web_client::start().await;
    let made = web.planned(json!({ "approval_type": 1 })).await;
    let path = format!("/meetings/{}/registrants", made.id);
    let ada = json!({ "first_name": "Ada", "email": "ada@example.org" });
    let mut last = Value::Null;
    for _ in 0..3 {
        let (status, answer) = call(&web, Method::POST, &path, ada.clone()).await;
        assert_eq!(status, 201, "{answer}");
        last = answer;
    }
    let (status, refused) = call(&web, Method::POST, &path, ada).await;
    assert_eq!((status, &refused["code"]), (429, &json!(429)), "{refused}");
    register(&web, &made, "bo@example.org").await;
    for change in 0..10 {
        let action = if change % 2 == 0 { "approve" } else { "deny" };
        assert_eq!(
            decide(&web, &made, action, &last["registrant_id"]).await.0,
            204
        );
    }
    let (status, _) = decide(&web, &made, "approve", &last["registrant_id"]).await;
    assert_eq!(status, 429);
    web.advance(86_400).await;
    let token = web.running.server_to_server().await;
    let url = web.running.url(&format!("/v2{path}/status"));
    let body = json!({ "action": "approve", "registrants": [{ "id": last["registrant_id"] }] });
    let request = web.running.http.put(url).bearer_auth(token).json(&body);
    assert_eq!(web.running.send(request).await.0, 204, "a new day");
}
