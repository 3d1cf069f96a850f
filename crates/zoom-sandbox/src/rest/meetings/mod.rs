//! Meetings; what they share with webinars is here too.

mod create;
mod delete;
pub(super) mod draft;
mod get;
mod invitation;
mod invite_links;
mod join_token;
mod list;
mod past;
mod settings;
mod status;
pub(super) mod summary;
mod upcoming;
mod update;
pub(super) mod view;

use super::{Modelled, row};
use crate::{
    call::{Call, Reply},
    world::{Meeting, Organisation},
};

pub(super) use {
    create::lay_down,
    invite_links::make as make_invite_links,
    list::{Row, entries},
    past::minutes,
    update::apply,
};

/// The operations on meetings.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "POST /users/{userId}/meetings", "POST /accounts/{accountId}/users/{userId}/meetings" => create::run),
    row!(Stateful, "GET /users/{userId}/meetings", "GET /accounts/{accountId}/users/{userId}/meetings" => list::run),
    row!(Stateful, "GET /users/{userId}/upcoming_meetings" => upcoming::run),
    row!(Stateful, "GET /meetings/{meetingId}", "GET /accounts/{accountId}/meetings/{meetingId}" => get::run),
    row!(Stateful, "PATCH /meetings/{meetingId}", "PATCH /accounts/{accountId}/meetings/{meetingId}" => update::run),
    row!(Stateful, "DELETE /meetings/{meetingId}", "DELETE /accounts/{accountId}/meetings/{meetingId}" => delete::run),
    row!(Stateful, "PUT /meetings/{meetingId}/status", "PUT /accounts/{accountId}/meetings/{meetingId}/status" => status::run),
    row!(Stateful, "GET /meetings/{meetingId}/invitation", "GET /accounts/{accountId}/meetings/{meetingId}/invitation" => invitation::run),
    row!(Stateful, "POST /meetings/{meetingId}/invite_links", "POST /accounts/{accountId}/meetings/{meetingId}/invite_links" => invite_links::run),
    row!(Stateful, "GET /meetings/{meetingId}/meeting_summary", "GET /accounts/{accountId}/meetings/{meetingId}/meeting_summary" => summary::run),
    row!(Stateful, "GET /meetings/{meetingId}/jointoken/live_streaming" => join_token::run),
    row!(Stateful, "GET /meetings/{meetingId}/jointoken/local_archiving" => join_token::run),
    row!(Stateful, "GET /meetings/{meetingId}/jointoken/local_recording" => join_token::run),
    row!(Stateful, "GET /past_meetings/{meetingId}" => past::details),
    row!(Stateful, "GET /past_meetings/{meetingId}/instances", "GET /accounts/{accountId}/past_meetings/{meetingId}/instances" => past::instances),
    row!(Stateful, "GET /past_meetings/{meetingId}/participants" => past::participants),
];

/// How long a deleted meeting can be brought back, in seconds.
pub(super) const RECOVERABLE: i64 = 30 * crate::world::time::DAY;

/// 404, code 3001.
pub(super) fn no_meeting(id: &str) -> Reply {
    Reply::error(404, 3001, &format!("Meeting does not exist: {id}."))
}

/// The number in the path.
fn number(call: &Call<'_>) -> Result<u64, Reply> {
    let text = call.param("meetingId");
    // People paste it the way Zoom prints it.
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    digits
        .parse()
        .map_err(|_| Reply::error(400, 300, "Invalid meeting ID."))
}

/// Whether the caller reaches this host's meetings: an app of one user only reaches their own.
pub(super) fn reaches(of: &Organisation, call: &Call<'_>, host: u32) -> Result<(), Reply> {
    let own = of
        .people
        .get(host)
        .is_some_and(|user| *user.id == *call.caller.user_id);
    if call.caller.acts_on_account || own {
        return Ok(());
    }
    Err(Reply::error(401, 124, "Invalid access token."))
}

/// A meeting of the book by the path's number.
pub(super) fn in_book<'o>(of: &'o Organisation, call: &Call<'_>) -> Result<&'o Meeting, Reply> {
    let id = number(call)?;
    let meeting = of
        .meeting(id)
        .ok_or_else(|| no_meeting(call.param("meetingId")))?;
    if meeting.is_webinar() {
        return Err(Reply::error(
            400,
            3000,
            "Cannot access webinar information.",
        ));
    }
    reaches(of, call, meeting.host)?;
    Ok(meeting)
}
