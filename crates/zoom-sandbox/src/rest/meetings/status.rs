//! `PUT /meetings/{meetingId}/status`: ends a meeting that is going on, or brings back a deleted
//! one. Ending what is not going on changes nothing and is not refused (assumption: Zoom's
//! schema names no error for it).

use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer, Sent},
        tell,
    },
    world::World,
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let action = body.text("action", 32);
    match action.as_deref() {
        None => body.miss("action"),
        Some("end" | "recover") => {}
        Some(_) => body.refuse("action"),
    }
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let id = meetings::number(call)?;
    if action.as_deref() == Some("recover") {
        let deleted = of
            .book
            .get(&id)
            .filter(|meeting| !meeting.is_webinar())
            .filter(|meeting| {
                let at = meeting.deleted_at;
                at.is_some_and(|at| now < at + meetings::RECOVERABLE)
            });
        let meeting = deleted.ok_or_else(|| meetings::no_meeting(call.param("meetingId")))?;
        meetings::reaches(&of, call, meeting.host)?;
        of.change_meeting(id, now, |meeting| meeting.deleted_at = None);
        tell::recovered(&of, id, &world.web(), call);
        return Ok(Reply::no_content());
    }
    match of.live_run(id, now) {
        Some(session) if !session.is_webinar() => {
            meetings::reaches(&of, call, session.host)?;
            of.end(&session, now);
        }
        _ => {
            meetings::in_book(&of, call)?;
        }
    }
    Ok(Reply::no_content())
}
