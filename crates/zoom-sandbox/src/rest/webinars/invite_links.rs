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
    let mut of = scene::write(world, call)?;
    let webinar = super::webinar(&of, call)?.clone();
    meetings::make_invite_links(&mut of, &webinar, body, &world.web(), scene::now(call))
}
