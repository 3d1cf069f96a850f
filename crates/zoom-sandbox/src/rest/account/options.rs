//! `PATCH /accounts/{accountId}/options`: what a primary account lets its sub-account have.

use serde_json::{Map, Value, json};

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::scene::{Answer, Sent},
    world::{Organisation, World},
};

/// The options as they stand.
pub(super) fn of_account(of: &Organisation) -> Value {
    let mut all = json!({
        "billing_auto_renew": true,
        "pay_mode": "master",
        "share_mc": false,
        "share_rc": false,
        "resource_share_mc": false,
        "resource_share_mh": false,
        "meeting_connector_list": [],
        "room_connector_list": [],
        "resource_meeting_connector_list": [],
        "resource_meeting_hybrid_list": [],
    });
    for (name, value) in &of.options {
        all[name.as_str()] = value.clone();
    }
    all
}

pub(super) fn update(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let mut sent = Map::new();
    for name in [
        "billing_auto_renew",
        "share_mc",
        "share_rc",
        "resource_share_mc",
        "resource_share_mh",
    ] {
        let flag = body.flag(name).map(Value::from);
        sent.extend(flag.map(|flag| (name.to_owned(), flag)));
    }
    for name in [
        "meeting_connector_list",
        "room_connector_list",
        "resource_meeting_connector_list",
        "resource_meeting_hybrid_list",
    ] {
        let list = body.list(name);
        if list.iter().flatten().any(|one| !one.is_string()) {
            body.refuse(name);
        }
        sent.extend(list.map(|list| (name.to_owned(), list.into())));
    }
    let mode = body.text("pay_mode", 16);
    if mode
        .as_deref()
        .is_some_and(|mode| !matches!(mode, "master" | "sub"))
    {
        body.refuse("pay_mode");
    }
    body.settle()?;
    let named = call.param("accountId");
    if world.find_sub(named).is_none() {
        let words = format!("Account does not exist: {named}.");
        return Err(Reply::error(404, 2001, &words));
    }
    // Its plan was bought when it was made.
    if mode.is_some_and(|mode| mode != "master") {
        let words = "The collection method cannot be changed after the purchase is complete.";
        return Err(Reply::error(400, 2100, words));
    }
    scene::write(world, call)?.options.extend(sent);
    Ok(Reply::no_content())
}
