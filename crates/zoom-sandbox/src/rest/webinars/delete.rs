//! `DELETE /webinars/{webinarId}`, or of one occurrence.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer},
        tell,
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let webinar = super::webinar(&of, call)?;
    let id = webinar.id;
    let before = tell::plan(&of, id, &world.web(), call);
    let Some(wanted) = call.query("occurrence_id") else {
        of.change_meeting(id, now, |webinar| webinar.deleted_at = Some(now));
        tell::deleted(&of, before, None, call);
        return Ok(Reply::no_content());
    };
    let one = webinar
        .occurrence(wanted)
        .copied()
        .ok_or_else(|| Reply::error(400, 3000, "Webinar occurrence does not exist."))?;
    of.change_meeting(id, now, |webinar| webinar.delete_occurrence(one.id));
    tell::deleted(&of, before, Some(&one), call);
    Ok(Reply::no_content())
}
