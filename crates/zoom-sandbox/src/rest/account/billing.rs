//! `GET /accounts/{accountId}/billing`: who is billed and where.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::scene::Answer,
    world::World,
};

#[derive(Serialize)]
struct Billing<'a> {
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    phone_number: &'static str,
    address: &'static str,
    apt: &'static str,
    city: &'static str,
    state: &'static str,
    zip: &'static str,
    country: &'static str,
    employee_count: &'static str,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, owner) = of.people.owner();
    Ok(Reply::ok(&Billing {
        first_name: &owner.first_name,
        last_name: &owner.last_name,
        email: &owner.email,
        phone_number: "+31205550100",
        address: "Lenskade 7",
        apt: "",
        city: "Amsterdam",
        state: "NH",
        zip: "1012 AB",
        country: "NL",
        employee_count: match of.people.count(|_| true) {
            1 => "Just Me",
            2..=10 => "2-10",
            11..=50 => "11-50",
            51..=250 => "51-250",
            251..=500 => "251-500",
            501..=1000 => "501-1000",
            1001..=5000 => "1001-5000",
            5001..=10000 => "5001-10000",
            _ => "10000+",
        },
    }))
}
