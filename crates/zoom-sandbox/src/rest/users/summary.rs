//! `GET /users/summary`: how many users of which kind.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{BASIC, LICENSED, NONE, Status, UNASSIGNED, World},
};

#[derive(Serialize)]
struct Summary {
    licensed_users_count: u32,
    basic_users_count: u32,
    on_prem_users_count: u32,
    room_users_count: u32,
    pending_users_count: u32,
    join_only_users_count: u32,
    total_users_count: u32,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let settled = |kinds: &[u8]| {
        of.people
            .count(|user| user.status != Status::Pending && kinds.contains(&user.kind))
    };
    Ok(Reply::ok(&Summary {
        licensed_users_count: settled(&[LICENSED]),
        basic_users_count: settled(&[BASIC]),
        on_prem_users_count: 0,
        room_users_count: 0,
        pending_users_count: of.people.count(|user| user.status == Status::Pending),
        join_only_users_count: settled(&[UNASSIGNED, NONE]),
        total_users_count: of.people.count(|_| true),
    }))
}
