//! `GET` and `PATCH /meetings/{meetingId}/recordings/settings`: who may see it, under which
//! passcode and name, and whether it deletes itself.

use serde_json::{Map, Value, json};

use super::view;
use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer, Sent},
    world::World,
};

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let recording = super::found(&of, call, scene::now(call))?;
    let mut all = json!({
        "share_recording": "publicly",
        "recording_authentication": false,
        "authentication_option": "",
        "authentication_domains": "",
        "viewer_download": true,
        "password": view::passcode(&recording),
        "on_demand": false,
        "approval_type": 2,
        "send_email_to_host": false,
        "show_social_share_buttons": false,
        "topic": view::topic(&of, &recording),
        "auto_delete": false,
    });
    for (name, value) in &recording.settings {
        all[name.as_str()] = value.clone();
    }
    if let Some(at) = recording.goes_at() {
        all["auto_delete_date"] = json!(crate::world::time::date(at).to_string());
    }
    Ok(Reply::ok(&all))
}

pub(super) fn update(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let mut sent = Map::new();
    for name in [
        "on_demand",
        "recording_authentication",
        "send_email_to_host",
        "show_social_share_buttons",
        "viewer_download",
        "auto_delete",
    ] {
        sent.extend(body.flag(name).map(|flag| (name.to_owned(), flag.into())));
    }
    for (name, most) in [
        ("authentication_domains", 512),
        ("authentication_option", 128),
        ("topic", 200),
    ] {
        let text = body.text(name, most).map(Value::from);
        sent.extend(text.map(|text| (name.to_owned(), text)));
    }
    if let Some(word) = body.text("password", 10) {
        // An empty one takes the protection off.
        if (1..8).contains(&word.chars().count()) {
            body.refuse("password");
        }
        sent.insert("password".into(), word.into());
    }
    if let Some(word) = body.text("share_recording", 16) {
        if !matches!(word.as_str(), "publicly" | "internally" | "none") {
            body.refuse("share_recording");
        }
        sent.insert("share_recording".into(), word.into());
    }
    let approval = body.number("approval_type", 0..=2).map(Value::from);
    sent.extend(approval.map(|kind| ("approval_type".to_owned(), kind)));
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let recording = super::found(&of, call, scene::now(call))?;
    of.archive.of_mut(&recording.run).settings.extend(sent);
    Ok(Reply::no_content())
}
