//! `PATCH /webinars/{webinarId}`, or of one occurrence.

use crate::{
    call::Call,
    rest::{
        meetings::{
            self,
            draft::{Draft, Family},
        },
        scene::{self, Answer, Sent},
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let body = Sent::of(call)?;
    let mut of = scene::write(world, call)?;
    let webinar = super::webinar(&of, call)?;
    let id = webinar.id;
    let draft = Draft::read(body, Family::Webinar, &webinar.timezone)?;
    meetings::apply(&mut of, id, draft, &world.web(), call)
}
