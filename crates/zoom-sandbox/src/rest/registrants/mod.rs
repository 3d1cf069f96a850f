//! Registrants of meetings and webinars: who asked to come, and whether they may.
//!
//! The two families differ in their paths and in their words; what they do is the same. Only a
//! host with a licence may ask for registration. Panelists and paid registration are not
//! modelled.

mod answers;
mod batch;
mod create;
mod delete;
mod get;
mod list;
mod questions;
mod status;
pub(super) mod view;

use super::{Modelled, meetings, row, webinars};
use crate::{
    call::{Call, Reply},
    world::{LICENSED, Meeting, Organisation},
};

/// The operations on registrants.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "POST /meetings/{meetingId}/registrants", "POST /accounts/{accountId}/meetings/{meetingId}/registrants",
        "POST /webinars/{webinarId}/registrants", "POST /accounts/{accountId}/webinars/{webinarId}/registrants" => create::run),
    row!(Stateful, "GET /meetings/{meetingId}/registrants", "GET /accounts/{accountId}/meetings/{meetingId}/registrants",
        "GET /webinars/{webinarId}/registrants", "GET /accounts/{accountId}/webinars/{webinarId}/registrants" => list::run),
    row!(Stateful, "GET /meetings/{meetingId}/registrants/{registrantId}", "GET /accounts/{accountId}/meetings/{meetingId}/registrants/{registrantId}",
        "GET /webinars/{webinarId}/registrants/{registrantId}", "GET /accounts/{accountId}/webinars/{webinarId}/registrants/{registrantId}" => get::run),
    row!(Stateful, "DELETE /meetings/{meetingId}/registrants/{registrantId}", "DELETE /accounts/{accountId}/meetings/{meetingId}/registrants/{registrantId}",
        "DELETE /webinars/{webinarId}/registrants/{registrantId}", "DELETE /accounts/{accountId}/webinars/{webinarId}/registrants/{registrantId}" => delete::run),
    row!(Stateful, "PUT /meetings/{meetingId}/registrants/status", "PUT /accounts/{accountId}/meetings/{meetingId}/registrants/status",
        "PUT /webinars/{webinarId}/registrants/status", "PUT /accounts/{accountId}/webinars/{webinarId}/registrants/status" => status::run),
    row!(Stateful, "POST /meetings/{meetingId}/batch_registrants", "POST /accounts/{accountId}/meetings/{meetingId}/batch_registrants",
        "POST /webinars/{webinarId}/batch_registrants", "POST /accounts/{accountId}/webinars/{webinarId}/batch_registrants" => batch::run),
    row!(Stateful, "GET /meetings/{meetingId}/registrants/questions",
        "GET /webinars/{webinarId}/registrants/questions", "GET /accounts/{accountId}/webinars/{webinarId}/registrants/questions" => questions::get),
    row!(Stateful, "PATCH /meetings/{meetingId}/registrants/questions", "PATCH /accounts/{accountId}/meetings/{meetingId}/registrants/questions",
        "PATCH /webinars/{webinarId}/registrants/questions", "PATCH /accounts/{accountId}/webinars/{webinarId}/registrants/questions" => questions::update),
];

/// The most that register for one meeting.
const MOST: usize = 4_999;

/// The meeting or webinar the path names, of a host who may ask for registration.
fn target<'o>(of: &'o Organisation, call: &Call<'_>) -> Result<&'o Meeting, Reply> {
    let found = if call.key.contains("/webinars/") {
        webinars::webinar(of, call)?
    } else {
        meetings::in_book(of, call)?
    };
    match of.people.get(found.host) {
        Some(host) if host.kind != LICENSED => {
            let words = format!("Only available for paid users: {}.", host.id);
            Err(Reply::error(400, 200, &words))
        }
        _ => Ok(found),
    }
}

/// Refuses where nobody has to register, in the words of most operations.
fn asked(of: &Meeting) -> Result<(), Reply> {
    if of.asks_registration() {
        return Ok(());
    }
    let (code, what) = if of.is_webinar() {
        (3_000, "webinar")
    } else {
        (300, "meeting")
    };
    let words = format!(
        "Registration has not been enabled for this {what}: {}.",
        of.id
    );
    Err(Reply::error(400, code, &words))
}

/// Refuses what is over.
fn still_to_come(of: &Meeting, now: i64) -> Result<(), Reply> {
    if !of.is_over(now) {
        return Ok(());
    }
    let words = if of.is_webinar() {
        "Webinar is over, you cannot register now. If you have any questions, contact the webinar host."
    } else {
        "Meeting is over, you can not register now. If you have any questions, please contact the Meeting host."
    };
    Err(Reply::error(400, 3038, words))
}

/// Refuses `more` registrants where they do not fit.
fn room_for(of: &Organisation, meeting: &Meeting, more: usize) -> Result<(), Reply> {
    let there = of
        .guests(meeting.id)
        .map_or(0, |list| list.standing().count());
    let bound = meeting
        .settings
        .get("registrants_restrict_number")
        .and_then(serde_json::Value::as_u64)
        .and_then(|most| usize::try_from(most).ok())
        .filter(|most| *most > 0);
    if bound.is_some_and(|most| there + more > most) {
        return Err(Reply::error(
            400,
            3000,
            "You have reached the limit for the number of attendees you can add. Contact Zoom Support for more information.",
        ));
    }
    if there + more > MOST {
        let what = if meeting.is_webinar() {
            "Webinar"
        } else {
            "Meeting"
        };
        let words = format!("{what} has reached maximum attendee capacity.");
        return Err(Reply::error(400, 3043, &words));
    }
    Ok(())
}

/// A registrant who is not there.
fn no_registrant(of: &Meeting, id: &str) -> Reply {
    if of.is_webinar() {
        return Reply::error(400, 3079, &format!("This registrant does not exist: {id}."));
    }
    Reply::error(
        400,
        300,
        "The value that you entered for the Registrant ID field is invalid. Enter a valid value and try again.",
    )
}
