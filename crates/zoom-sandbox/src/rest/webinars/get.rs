//! `GET /webinars/{webinarId}`, or one occurrence of it.

use crate::{
    call::{Call, Reply},
    rest::{
        meetings::view,
        scene::{self, Answer},
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let webinar = super::webinar(&of, call)?;
    let occurrence = match call.query("occurrence_id") {
        Some(wanted) => Some(
            webinar
                .occurrence(wanted)
                .ok_or_else(|| Reply::error(400, 3000, "Webinar occurrence does not exist."))?,
        ),
        None => None,
    };
    Ok(Reply::ok(&view::whole(
        &of, webinar, &web, call, occurrence,
    )))
}
