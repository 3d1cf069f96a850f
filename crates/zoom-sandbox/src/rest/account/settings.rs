//! `GET` and `PATCH /accounts/{accountId}/settings`.
//!
//! Two of them act on meetings (see `world::policy`): asking for passcodes, and a waiting room
//! for every meeting.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::{merge, scene, tell};
use crate::{
    call::{Call, Reply},
    rest::scene::Answer,
    world::{Organisation, World},
};

static START: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("settings.json")).unwrap_or_default());

/// Sections that are only given when asked for by `option`.
const OPTIONS: [&str; 2] = ["security", "meeting_security"];

fn of_account(of: &Organisation) -> Map<String, Value> {
    let mut all = START.clone();
    merge::over(&mut all, &of.settings);
    all.insert(
        "feature".into(),
        json!({ "meeting_capacity": if of.account.plan.has_dashboards() { 300 } else { 100 } }),
    );
    all
}

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let mut all = of_account(&of);
    Ok(match call.query("option") {
        Some(option) if OPTIONS.contains(&option) => Reply::ok(&json!({ option: all.get(option) })),
        Some(option @ ("meeting_authentication" | "recording_authentication")) => {
            Reply::ok(&json!({ option: false, "authentication_options": [] }))
        }
        _ => {
            for option in OPTIONS {
                all.shift_remove(option);
            }
            Reply::ok(&merge::only(all, call.query("custom_query_fields")))
        }
    })
}

pub(super) fn update(world: &World, call: &Call<'_>) -> Answer {
    let sent: Map<String, Value> = call.body()?;
    merge::check(&START, &sent)?;
    let mut of = scene::write(world, call)?;
    let before = of.outbox.listens().then(|| of_account(&of));
    of.change_settings(scene::now(call), |settings| merge::over(settings, &sent));
    if let Some(before) = before {
        tell::account_settings(&of, &before, &of_account(&of), call);
    }
    Ok(Reply::no_content())
}

/// Which settings users cannot change: in this world those the account forces.
pub(super) fn locks(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let policy = of.policy();
    Ok(Reply::ok(&json!({
        "schedule_meeting": { "require_password_for_scheduling_new_meetings": policy.passcode },
        "in_meeting": { "waiting_room": policy.waiting_room },
    })))
}
