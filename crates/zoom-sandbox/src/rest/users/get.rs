//! `GET /users/{userId}`: one user, by id, mail address or `me`.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer},
        users::view,
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let (_, user) = scene::user(&of, call)?;
    Ok(Reply::ok(&view::alone(&of, user, &web, scene::now(call))))
}
