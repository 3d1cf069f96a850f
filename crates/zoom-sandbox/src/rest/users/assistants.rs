//! `GET /users/{userId}/assistants`: who schedules for them. The owner has one, the first admin.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{Role, World},
};

#[derive(Serialize)]
struct Assistants<'a> {
    assistants: Vec<Assistant<'a>>,
}

#[derive(Serialize)]
struct Assistant<'a> {
    id: &'a str,
    email: &'a str,
    can_manage_host_private_event: bool,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, user) = scene::user(&of, call)?;
    let assistants = of
        .people
        .all()
        .filter(|(_, other)| user.role == Role::Owner && other.role == Role::Admin)
        .take(1)
        .map(|(_, other)| Assistant {
            id: &other.id,
            email: &other.email,
            can_manage_host_private_event: false,
        })
        .collect();
    Ok(Reply::ok(&Assistants { assistants }))
}
