//! The few requests that a measurement needs before it can begin.

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use ureq::Agent;

/// Signs in through the page's own form and gives the `cookie` header's value.
pub(super) fn sign_in(site: &str, name: &str, password: &str) -> Result<String> {
    let agent = Agent::new_with_defaults();
    let address = format!("{}/sign-in", site.trim_end_matches('/'));
    let page = agent.get(&address).call()?.body_mut().read_to_string()?;
    let csrf = page
        .split_once("name=\"csrf\" value=\"")
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()))
        .context("the sign-in page has no csrf field")?;
    agent.post(&address).send_form([
        ("csrf", csrf.as_str()),
        ("name", name),
        ("password", password),
    ])?;
    let jar = agent.cookie_jar_lock();
    let cookies: Vec<String> = jar
        .iter()
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
        .collect();
    anyhow::ensure!(!cookies.is_empty(), "signing in set no cookie");
    Ok(cookies.join("; "))
}

/// A token of the ready line's Server-to-Server app.
pub(super) fn server_to_server_token(ready: &Value) -> Result<String> {
    let word = |pointer: &str| {
        ready
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let pair = format!(
        "{}:{}",
        word("/server_to_server/client_id"),
        word("/server_to_server/client_secret")
    );
    let answer: Value = ureq::post(format!("{}/token", word("/oauth_url")))
        .header("authorization", format!("Basic {}", STANDARD.encode(pair)))
        .send_form([
            ("grant_type", "account_credentials"),
            ("account_id", word("/account_id")),
        ])?
        .body_mut()
        .read_json()?;
    Ok(answer["access_token"]
        .as_str()
        .context("no token came")?
        .to_owned())
}

/// The id of some user of the account.
pub(super) fn first_user(api: &str, token: &str) -> Result<String> {
    let answer: Value = ureq::get(format!("{api}/users?page_size=1"))
        .header("authorization", format!("Bearer {token}"))
        .call()?
        .body_mut()
        .read_json()?;
    Ok(answer["users"][0]["id"]
        .as_str()
        .context("the account has no user")?
        .to_owned())
}

/// A meeting that starts in a minute, scheduled as an administrator: its public id.
#[expect(
    clippy::disallowed_methods,
    reason = "the demo's clock is the machine's"
)]
pub(super) fn meeting_for_now(site: &str, name: &str, password: &str) -> Result<String> {
    let site = site.trim_end_matches('/');
    let cookie = sign_in(site, name, password)?;
    let page = ureq::get(format!("{site}/meetings"))
        .header("cookie", &cookie)
        .call()?
        .body_mut()
        .read_to_string()?;
    let csrf = page
        .split_once("name=\"csrf\" value=\"")
        .and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()))
        .context("the page has no csrf field")?;
    let hosts: Value = ureq::get(format!("{site}/api/v1/hosts?kind=meeting"))
        .header("cookie", &cookie)
        .call()?
        .body_mut()
        .read_json()?;
    let start = Timestamp::now() + SignedDuration::from_mins(1);
    let made: Value = ureq::post(format!("{site}/api/v1/meetings"))
        .header("cookie", &cookie)
        .header("x-csrf-token", &csrf)
        .send_json(json!({
            "topic": "Open house", "host": hosts[0]["email"], "date": start.strftime("%Y-%m-%d").to_string(),
            "time": start.strftime("%H:%M").to_string(), "zone": "UTC", "duration": 60,
        }))?
        .body_mut()
        .read_json()?;
    let id = made.pointer("/event/public_id").and_then(Value::as_str);
    Ok(id.context("nothing was scheduled")?.to_owned())
}
