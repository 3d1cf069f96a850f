//! Cloud recordings of meetings and webinars.
//!
//! A recording is listed once its files are ready; deleting moves to the trash unless told
//! otherwise, and the trash is emptied after thirty days. Registration for recordings, analytics
//! and archive files are not modelled; links to files lead nowhere, for there is no media.

mod delete;
mod get;
mod list;
mod recover;
mod settings;
pub(super) mod view;

use super::{Modelled, meetings, row};
use crate::{
    call::{Call, Reply},
    world::{Fate, Organisation, Recording},
};

/// The operations on recordings.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /users/{userId}/recordings", "GET /accounts/{accountId}/users/{userId}/recordings" => list::of_user),
    row!(Stateful, "GET /accounts/{accountId}/recordings" => list::of_account),
    row!(Stateful, "GET /meetings/{meetingId}/recordings", "GET /accounts/{accountId}/meetings/{meetingId}/recordings" => get::run),
    row!(Stateful, "DELETE /meetings/{meetingId}/recordings", "DELETE /accounts/{accountId}/meetings/{meetingId}/recordings" => delete::whole),
    row!(Stateful, "DELETE /meetings/{meetingId}/recordings/{recordingId}", "DELETE /accounts/{accountId}/meetings/{meetingId}/recordings/{recordingId}" => delete::one),
    row!(Stateful, "PUT /meetings/{meetingUUID}/recordings/status", "PUT /accounts/{accountId}/meetings/{meetingUUID}/recordings/status" => recover::whole),
    row!(Stateful, "PUT /meetings/{meetingId}/recordings/{recordingId}/status", "PUT /accounts/{accountId}/meetings/{meetingId}/recordings/{recordingId}/status" => recover::one),
    row!(Stateful, "GET /meetings/{meetingId}/recordings/settings", "GET /accounts/{accountId}/meetings/{meetingId}/recordings/settings" => settings::get),
    row!(Stateful, "PATCH /meetings/{meetingId}/recordings/settings", "PATCH /accounts/{accountId}/meetings/{meetingId}/recordings/settings" => settings::update),
];

/// 404, code 3301.
fn none() -> Reply {
    Reply::error(404, 3301, "There is no recording for this meeting.")
}

/// The recording the path names: by UUID that run's, by number the latest one's that has files
/// which are not deleted.
fn found(of: &Organisation, call: &Call<'_>, now: i64) -> Result<Recording, Reply> {
    let named = [call.param("meetingId"), call.param("meetingUUID")];
    let named = named.into_iter().find(|name| !name.is_empty());
    let named = named.unwrap_or_default();
    let stands = |recording: &Recording| {
        let files = recording.files.iter();
        recording.ready_at <= now && files.filter(|one| one.fate != Some(Fate::Deleted)).count() > 0
    };
    let recording = if let Ok(id) = named.parse::<u64>() {
        let runs = of.runs_of(id, now - 365 * crate::world::time::DAY, now + 1, now);
        let mut latest = runs.iter().rev().filter_map(|run| of.recording(run, now));
        latest.find(stands)
    } else {
        let run = of.run(named, now);
        run.and_then(|run| of.recording(&run, now)).filter(stands)
    };
    let recording = recording.ok_or_else(none)?;
    meetings::reaches(of, call, recording.owner)?;
    Ok(recording)
}
