//! `GET /meetings/{meetingId}`, or one occurrence of it.

use crate::{
    call::{Call, Reply},
    rest::{
        meetings::{self, view},
        scene::{self, Answer},
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let id = meetings::number(call)?;
    if of.meeting(id).is_none()
        && let Some(session) = of.live_run(id, scene::now(call))
    {
        // Somebody's ad-hoc meeting: it exists as long as it goes on.
        meetings::reaches(&of, call, session.host)?;
        let meeting = of.as_meeting(&session);
        return Ok(Reply::ok(&view::whole(&of, &meeting, &web, call, None)));
    }
    let meeting = meetings::in_book(&of, call)?;
    let occurrence = match call.query("occurrence_id") {
        Some(wanted) => Some(
            meeting
                .occurrence(wanted)
                .ok_or_else(|| Reply::error(400, 300, "Invalid parameter: `occurrence_id`."))?,
        ),
        None => None,
    };
    Ok(Reply::ok(&view::whole(
        &of, meeting, &web, call, occurrence,
    )))
}
