//! `GET /accounts/{accountId}/plans/usage`: bought and used, from the users there are.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::scene::Answer,
    world::{LICENSED, Plan, Status, WEBINAR_SEATS, World, time},
};

#[derive(Serialize)]
struct Usage {
    plan_base: Base,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plan_large_meeting: Vec<Seats>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plan_webinar: Vec<Seats>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_zoom_rooms: Option<Seats>,
    plan_recording: Recording,
}

#[derive(Serialize)]
struct Base {
    #[serde(rename = "type")]
    kind: &'static str,
    hosts: u32,
    usage: u32,
    active_hosts: usize,
    pending: u32,
}

#[derive(Serialize)]
struct Seats {
    #[serde(rename = "type")]
    kind: &'static str,
    hosts: u32,
    usage: u32,
    pending: u32,
}

#[derive(Serialize)]
struct Recording {
    free_storage: String,
    free_storage_usage: String,
    plan_storage: String,
    plan_storage_usage: String,
    plan_storage_exceed: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// Zoom's name of the base plan.
pub(super) fn base_plan(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => "free",
        Plan::Pro => "yearly",
        Plan::Business => "business_yearly",
    }
}

/// Rooms bought and in use.
pub(super) const ROOMS: (u32, u32) = (8, 6);

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    if of.account.plan == Plan::Free {
        return Err(Reply::error(400, 200, "Only available for paid account."));
    }
    let now = scene::now(call);
    let add_ons = of.account.plan.has_add_ons();
    let pending = of
        .people
        .count(|user| user.status == Status::Pending && user.kind == LICENSED);
    // Every recording leaves about half a gigabyte, kept for a month, counted by whole days.
    let month_ago = now - now.rem_euclid(time::DAY) - 30 * time::DAY;
    let (active_hosts, recorded) = of.hosted(month_ago, now);
    let free = u64::from(of.account.seats) * 5;
    let used = (recorded / 2) as u64;
    Ok(Reply::ok(&Usage {
        plan_base: Base {
            kind: base_plan(of.account.plan),
            hosts: of.account.seats,
            usage: of.people.licensed(),
            active_hosts,
            pending,
        },
        plan_large_meeting: seats(add_ons, "large500_yearly", 5, 2),
        plan_webinar: seats(
            add_ons,
            "webinar500_yearly",
            WEBINAR_SEATS,
            of.people
                .count(|user| user.webinar && user.status != Status::Inactive),
        ),
        plan_zoom_rooms: seats(add_ons, "zroom_yearly", ROOMS.0, ROOMS.1).pop(),
        plan_recording: Recording {
            free_storage: format!("{free} GB"),
            free_storage_usage: format!("{} GB", used.min(free)),
            plan_storage: "100 GB".into(),
            plan_storage_usage: format!("{} GB", used.saturating_sub(free).min(100)),
            plan_storage_exceed: "0",
            kind: "cmr_monthly_commitment_40",
        },
    }))
}

fn seats(bought: bool, kind: &'static str, hosts: u32, usage: u32) -> Vec<Seats> {
    if !bought {
        return Vec::new();
    }
    vec![Seats {
        kind,
        hosts,
        usage,
        pending: 0,
    }]
}
