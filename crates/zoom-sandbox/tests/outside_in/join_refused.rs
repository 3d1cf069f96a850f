//! Everybody the stand-in for the web client's back end does not let in, by the codes of its table.

use serde_json::{Value, json};
use zoom_sandbox::web_client::{Door, REFUSALS, Refusal, Source};

use crate::web_client::{self, Made, Web, replace};

#[test]
fn the_documentation_has_the_table() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sandbox/join.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    for row in &REFUSALS {
        let code = row.sdk.to_string();
        let line = rows.iter().find(|line| line.get(1) == Some(&code.as_str()));
        let line = line.unwrap_or_else(|| panic!("no line for {code}"));
        let callback = if row.calls_back { "yes" } else { "no" };
        let known = match row.source {
            Source::Measured => "measured",
            Source::Guess => "assumed",
        };
        assert_eq!(line[3..5], [callback, known], "{code}");
    }
}

/// The form's answer is the table's.
#[track_caller]
fn is(answer: &Value, refusal: Refusal) {
    let Door::Info { code, message } = refusal.row().door else {
        panic!("{refusal:?} is said at the socket");
    };
    assert_eq!(answer["status"], false, "{answer}");
    assert_eq!(answer["errorCode"], code, "{answer}");
    assert_eq!(answer["errorMessage"], message, "{answer}");
}

/// The form of somebody who does everything right, but for one field.
async fn with(web: &Web, made: &Made, name: &'static str, value: &str) -> Value {
    let mut form = web.form(made, "Vera Visitor");
    replace(&mut form, name, value.to_owned());
    web.info(&form).await
}

#[tokio::test]
async fn a_signature_must_hold() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let number = made.id.to_string();
    let good = web.signature(&number, 0, |_| {});
    for forged in [
        "",
        "a.b.c",
        &format!("{good}x"),
        good.rsplit_once('.').unwrap().0,
    ] {
        is(
            &with(&web, &made, "signature", forged).await,
            Refusal::Signature,
        );
    }
    let now = web.now();
    let life = |iat: i64, exp: i64| {
        web.signature(&number, 0, |claims| {
            (claims.iat, claims.exp, claims.token_exp) = (iat, exp, exp);
        })
    };
    for (iat, exp, refusal) in [
        (now - 30, now + 1_769, Refusal::Signature),
        (now - 30, now + 172_771, Refusal::Signature),
        (now + 5, now + 7_200, Refusal::Signature),
        (now - 7_200, now, Refusal::Expired),
    ] {
        is(
            &with(&web, &made, "signature", &life(iat, exp)).await,
            refusal,
        );
    }
    for (iat, exp) in [(now - 30, now + 1_770), (now, now + 172_800)] {
        let answer = with(&web, &made, "signature", &life(iat, exp)).await;
        assert_eq!(answer["status"], true, "{answer}");
    }
}

#[tokio::test]
async fn the_app_must_be_one_with_the_meeting_sdk_on() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let number = made.id.to_string();
    let unknown = web.signature(&number, 0, |claims| claims.app_key = "nobody".to_owned());
    is(
        &with(&web, &made, "signature", &unknown).await,
        Refusal::Key,
    );
    is(&with(&web, &made, "apiKey", "another").await, Refusal::Key);
    let app = web.running.sandbox.ready().meeting_sdk.unwrap().client_id;
    let path = format!("/apps/{app}");
    web.running
        .admin_patch(&path, json!({ "meeting_sdk": false }))
        .await;
    is(&web.info(&web.form(&made, "Vera")).await, Refusal::Key);
}

#[tokio::test]
async fn the_number_must_be_the_signed_one_and_a_meeting() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    for number in ["", "12x", "81234567890"] {
        is(
            &with(&web, &made, "meetingNumber", number).await,
            Refusal::MeetingNumber,
        );
    }
    let nowhere = Made {
        id: 71_234_567_890,
        ..made.clone()
    };
    is(
        &web.info(&web.form(&nowhere, "Vera")).await,
        Refusal::NoMeeting,
    );
    let gone = web.planned(json!({})).await;
    let url = web.running.url(&format!("/v2/meetings/{}", gone.id));
    let (status, _) = web
        .running
        .send(web.running.http.delete(url).bearer_auth(&web.token))
        .await;
    assert_eq!(status, 204);
    is(&web.info(&web.form(&gone, "Vera")).await, Refusal::Gone);
}

#[tokio::test]
async fn only_the_host_starts_and_only_with_a_zak() {
    let web = web_client::start().await;
    let made = web.planned(json!({})).await;
    let role = |role| web.signature(&made.id.to_string(), role, |_| {});
    is(
        &with(&web, &made, "signature", &role(2)).await,
        Refusal::Role,
    );
    is(
        &with(&web, &made, "signature", &role(1)).await,
        Refusal::Role,
    );
    let mut form = web.host_form(&made).await;
    replace(&mut form, "ztk", "a.b.c".to_owned());
    is(&web.info(&form).await, Refusal::Zak);

    let users = web.rest("/users?page_size=300").await;
    let others = users["users"].as_array().unwrap();
    let other = others.iter().rev().find(|user| user["type"] == 2).unwrap()["id"]
        .as_str()
        .unwrap();
    let zak = web.rest(&format!("/users/{other}/token?type=zak")).await["token"].clone();
    replace(&mut form, "ztk", zak.as_str().unwrap().to_owned());
    is(&web.info(&form).await, Refusal::NotHost);

    let form = web.host_form(&made).await;
    web.running
        .sandbox
        .time()
        .advance(std::time::Duration::from_secs(7_300));
    let mut late = form;
    replace(
        &mut late,
        "signature",
        web.signature(&made.id.to_string(), 1, |_| {}),
    );
    is(&web.info(&late).await, Refusal::Zak);
}

#[tokio::test]
async fn a_passcode_a_mail_address_or_a_registration_is_asked_for() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    is(&with(&web, &made, "passWord", "").await, Refusal::Passcode);
    is(
        &with(&web, &made, "passWord", "not it").await,
        Refusal::Passcode,
    );

    let webinar = web
        .make("/users/me/webinars", 5, json!({ "approval_type": 2 }))
        .await;
    is(&web.info(&web.form(&webinar, "Vera")).await, Refusal::Mail);
    let answer = with(&web, &webinar, "userEmail", "vera@example.org").await;
    assert_eq!(
        answer["errorCode"], 3008,
        "only its host is missing: {answer}"
    );

    let registered = web.begun(json!({ "approval_type": 0 })).await;
    let answer = web.info(&web.form(&registered, "Vera")).await;
    assert_eq!(answer["errorCode"], 3099, "{answer}");
    let address = answer["errorMessage"].as_str().unwrap();
    assert!(
        address.ends_with(&format!("/meeting/register/{}", registered.id)),
        "{address}"
    );
}

#[tokio::test]
async fn an_sdk_that_is_too_old_stays_out() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    is(&with(&web, &made, "cv", "4.0.0").await, Refusal::TooOld);
    let (status, _) = web
        .running
        .admin_patch("/web-client", json!({ "oldest_sdk": "6.3.0" }))
        .await;
    assert_eq!(status, 200);
    is(&web.info(&web.form(&made, "Vera")).await, Refusal::TooOld);
    let (status, _) = web
        .running
        .admin_patch("/web-client", json!({ "oldest_sdk": "new" }))
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn the_socket_refuses_what_only_the_running_meeting_knows() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let nobody = web.socket(&Value::Null, "&dn2=x").await.expect(4098).await;
    assert_eq!(nobody["res"], -1);
    web.set(&made, json!({ "capacity": 0 })).await;
    assert_eq!(web.refused(&made).await, 9);
    web.set(&made, json!({ "capacity": 500, "locked": true }))
        .await;
    assert_eq!(web.refused(&made).await, 12);
    web.set(&made, json!({ "locked": false })).await;
    web.join(&made, "Vera").await.leave().await;

    let info = web.info(&web.form(&made, "Late")).await;
    web.admin(&made, "end", json!({})).await;
    let refused = web.socket(&info, "&dn2=x").await.expect(4098).await;
    assert_eq!(refused["res"], 3008, "it ended between the two doors");
}

#[tokio::test]
async fn a_meeting_of_another_account_needs_a_reviewed_app() {
    let web = web_client::start().await;
    let sub = web.running.sandbox.world().sub_account_ids().remove(0);
    let users = web.rest(&format!("/accounts/{sub}/users")).await;
    let user = users["users"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/accounts/{sub}/users/{user}/meetings");
    let (status, meetings) = web.running.get(&format!("/v2{path}"), &web.token).await;
    let first = meetings["meetings"][0]["id"].as_u64();
    let id = first.unwrap_or_else(|| panic!("a meeting of the sub account: {status} {meetings}"));
    let theirs = Made {
        id,
        password: "whatever".to_owned(),
    };
    assert_eq!(web.refused(&theirs).await, 6601);
}

#[tokio::test]
async fn who_was_removed_does_not_come_back() {
    let web = web_client::start().await;
    let made = web.begun(json!({})).await;
    let mut form = web.form(&made, "Vera");
    form.push(("userEmail", "vera@example.org".to_owned()));
    let info = web.info(&form).await;
    let mut client = web.socket(&info, "&dn2=x").await;
    client.expect(4098).await;
    web.admin(&made, "remove", json!({})).await;
    assert_eq!(client.expect(7939).await["reason"], 7);
    is(&web.info(&form).await, Refusal::Removed);
    assert_eq!(
        web.socket(&info, "&dn2=x").await.expect(4098).await["res"],
        3009
    );
    web.join(&made, "Somebody else").await;
}
