//! `GET /meetings/{meetingId}/registrants/{registrantId}` and the webinars' own.

use super::view;
use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{GuestList, World},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let meeting = super::target(&of, call)?;
    let id = call.param("registrantId");
    let found = of
        .guests(meeting.id)
        .into_iter()
        .flat_map(GuestList::standing)
        .find(|one| one.id == id)
        .ok_or_else(|| super::no_registrant(meeting, id))?;
    Ok(Reply::ok(&view::whole(&of, meeting, found, &web)))
}
