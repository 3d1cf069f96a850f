//! `DELETE /meetings/{meetingId}`, or of one occurrence.

use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer},
        tell,
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let id = meetings::number(call)?;
    if of.live_run(id, now).is_some() {
        return Err(Reply::error(
            400,
            3002,
            "Sorry, you cannot delete this meeting since it's in progress.",
        ));
    }
    let meeting = meetings::in_book(&of, call)?;
    let before = tell::plan(&of, id, &world.web(), call);
    let Some(wanted) = call.query("occurrence_id") else {
        of.change_meeting(id, now, |meeting| meeting.deleted_at = Some(now));
        tell::deleted(&of, before, None, call);
        return Ok(Reply::no_content());
    };
    let one = meeting
        .occurrence(wanted)
        .copied()
        .ok_or_else(|| Reply::error(400, 300, "Invalid parameter: `occurrence_id`."))?;
    of.change_meeting(id, now, |meeting| meeting.delete_occurrence(one.id));
    tell::deleted(&of, before, Some(&one), call);
    Ok(Reply::no_content())
}
