//! `GET` and `PATCH /users/{userId}/settings`: what a user's own settings are.
//!
//! Starting values in Zoom's sections; what was set is laid over them; what the plan and the
//! user's licence decide (`feature`) is always worked out.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::{
    call::{Call, Reply},
    rest::{
        merge,
        scene::{self, Answer},
        tell,
    },
    world::{LICENSED, Organisation, User, World},
};

static START: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("settings.json")).unwrap_or_default());

fn of_user(of: &Organisation, user: &User) -> Map<String, Value> {
    let mut all = START.clone();
    merge::over(&mut all, &user.details().settings);
    let licensed = user.kind == LICENSED;
    all.insert(
        "feature".into(),
        json!({
            "meeting_capacity": if licensed { 300 } else { 100 },
            "large_meeting": false,
            "large_meeting_capacity": 0,
            "webinar": user.webinar,
            "webinar_capacity": if user.webinar { 500 } else { 0 },
            "zoom_events": false,
            "zoom_events_capacity": 0,
            "cn_meeting": false,
            "in_meeting": false,
            "concurrent_meeting": if licensed { "Basic" } else { "None" },
            "zoom_phone": of.account.plan.has_add_ons() && licensed,
            "zoom_whiteboard": true,
        }),
    );
    all
}

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, user) = scene::user(&of, call)?;
    let all = of_user(&of, user);
    Ok(match call.query("option") {
        Some(option @ ("meeting_authentication" | "recording_authentication")) => {
            Reply::ok(&json!({ option: false, "authentication_options": [] }))
        }
        Some("meeting_security") => {
            Reply::ok(&json!({ "meeting_security": all.get("meeting_security") }))
        }
        _ => {
            let mut all = all;
            all.shift_remove("meeting_security");
            Reply::ok(&merge::only(all, call.query("custom_query_fields")))
        }
    })
}

pub(super) fn update(world: &World, call: &Call<'_>) -> Answer {
    let sent: Map<String, Value> = call.body()?;
    let mut of = scene::write(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    merge::check(&START, &sent)?;
    let before = of.outbox.listens().then(|| of_user(&of, user));
    of.change_user(index, |user| {
        merge::over(&mut user.details_mut().settings, &sent);
    });
    if let (Some(before), Some(user)) = (before, of.people.get(index)) {
        tell::user_settings(&of, &user.id, &before, &of_user(&of, user), call);
    }
    Ok(Reply::no_content())
}
