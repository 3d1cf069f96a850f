//! `DELETE /meetings/{meetingId}/registrants/{registrantId}` and the webinars' own: what
//! cancelling does, and nothing of them is kept.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer},
        tell,
    },
    world::{Standing, World},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let mut of = scene::write(world, call)?;
    let meeting = super::target(&of, call)?.clone();
    super::asked(&meeting)?;
    let id = call.param("registrantId");
    let list = &mut of.guests_mut(meeting.id).registrants;
    let Some(at) = list.iter().position(|one| one.id == id) else {
        if meeting.is_webinar() {
            let words = format!("Registrant {id} was not found.");
            return Err(Reply::error(400, 3000, &words));
        }
        return Err(super::no_registrant(&meeting, id));
    };
    let mut gone = list.remove(at);
    if gone.standing != Standing::Cancelled {
        gone.standing = Standing::Cancelled;
        tell::registrant_changed(&of, &meeting, &gone, &web, call);
    }
    Ok(Reply::no_content())
}
