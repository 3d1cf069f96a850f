//! `GET /accounts/{accountId}/plans`: what was subscribed to, and since when.

use serde::Serialize;

use super::{
    scene,
    usage::{ROOMS, base_plan},
};
use crate::{
    call::{Call, Reply},
    rest::scene::Answer,
    world::{WEBINAR_SEATS, World, time},
};

#[derive(Serialize)]
struct Plans {
    plan_base: Plan,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plan_webinar: Vec<Plan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_zoom_rooms: Option<Plan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_phone: Option<Phone>,
}

#[derive(Serialize)]
struct Phone {
    plan_base: Plan,
}

#[derive(Serialize)]
struct Plan {
    #[serde(rename = "type")]
    kind: &'static str,
    hosts: u32,
    service_effective_date: String,
    next_invoice_date: String,
    status: &'static str,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let since = time::date(of.account.created_at);
    let today = time::date(scene::now(call));
    let next = today.last_of_month().tomorrow().unwrap_or(today);
    let plan = |kind, hosts| Plan {
        kind,
        hosts,
        service_effective_date: since.to_string(),
        next_invoice_date: next.to_string(),
        status: "active",
    };
    let add_ons = of.account.plan.has_add_ons();
    Ok(Reply::ok(&Plans {
        plan_base: plan(base_plan(of.account.plan), of.account.seats),
        plan_webinar: add_ons
            .then(|| plan("webinar500_yearly", WEBINAR_SEATS))
            .into_iter()
            .collect(),
        plan_zoom_rooms: add_ons.then(|| plan("zroom_yearly", ROOMS.0)),
        plan_phone: add_ons.then(|| Phone {
            plan_base: plan("phone_payongo", of.account.seats),
        }),
    }))
}
