//! `GET /metrics/meetings/{meetingId}` and `/metrics/webinars/{webinarId}`.

use serde::Serialize;

use super::list;
use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::World,
};

#[derive(Serialize)]
struct Detail<'a> {
    #[serde(flatten)]
    row: list::Row<'a>,
    in_room_participants: u32,
    has_meeting_summary: bool,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let session = super::run_of(&of, call)?;
    let mut row = list::row(&of, &session, scene::now(call));
    // The detail has no scores; they are in the list and with the participants.
    (
        row.audio_quality,
        row.video_quality,
        row.screen_share_quality,
    ) = (None, None, None);
    Ok(Reply::ok(&Detail {
        row,
        in_room_participants: 0,
        has_meeting_summary: session.has_summary() && session.end <= scene::now(call),
    }))
}
