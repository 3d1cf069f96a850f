//! `PUT /webinars/{webinarId}/status`: ends a webinar that is going on.

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer, Sent},
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let action = body.text("action", 32);
    match action.as_deref() {
        None => body.miss("action"),
        Some("end") => {}
        Some(_) => body.refuse("action"),
    }
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let id = super::webinar(&of, call)?.id;
    if let Some(session) = of.live_run(id, now) {
        of.end(&session, now);
    }
    Ok(Reply::no_content())
}
