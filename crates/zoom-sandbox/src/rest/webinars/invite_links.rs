//! `POST /webinars/{webinarId}/invite_links`.

use crate::{
    call::Call,
    rest::{
        meetings,
        scene::{self, Answer, Sent},
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let body = Sent::of(call)?;
    let of = scene::read(world, call)?;
    let webinar = super::webinar(&of, call)?;
    meetings::make_invite_links(&of, webinar, body, &world.web(), scene::now(call))
}
