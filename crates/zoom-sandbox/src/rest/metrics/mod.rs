//! The dashboards: live and past meetings and webinars, who was in them, how well it went.
//!
//! All of them need a Business plan.

mod client_versions;
mod detail;
mod list;
mod participants;
mod qos;
mod qos_summary;
mod quality;
mod rooms;
mod stays;

use super::{Modelled, row, scene};
use crate::{
    call::{Call, Reply},
    world::{Organisation, Session},
};

/// The operations on dashboards.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /metrics/meetings", "GET /accounts/{accountId}/metrics/meetings" => list::meetings),
    row!(Stateful, "GET /metrics/webinars", "GET /accounts/{accountId}/metrics/webinars" => list::webinars),
    row!(Stateful, "GET /metrics/meetings/{meetingId}", "GET /accounts/{accountId}/metrics/meetings/{meetingId}" => detail::run),
    row!(Stateful, "GET /metrics/webinars/{webinarId}", "GET /accounts/{accountId}/metrics/webinars/{webinarId}" => detail::run),
    row!(Stateful, "GET /metrics/meetings/{meetingId}/participants", "GET /accounts/{accountId}/metrics/meetings/{meetingId}/participants" => participants::run),
    row!(Stateful, "GET /metrics/webinars/{webinarId}/participants", "GET /accounts/{accountId}/metrics/webinars/{webinarId}/participants" => participants::run),
    row!(Stateful, "GET /metrics/meetings/{meetingId}/participants/qos", "GET /accounts/{accountId}/metrics/meetings/{meetingId}/participants/qos" => qos::all),
    row!(Stateful, "GET /metrics/webinars/{webinarId}/participants/qos", "GET /accounts/{accountId}/metrics/webinars/{webinarId}/participants/qos" => qos::all),
    row!(Stateful, "GET /metrics/meetings/{meetingId}/participants/{participantId}/qos", "GET /accounts/{accountId}/metrics/meetings/{meetingId}/participants/{participantId}/qos" => qos::one),
    row!(Stateful, "GET /metrics/webinars/{webinarId}/participants/{participantId}/qos", "GET /accounts/{accountId}/metrics/webinars/{webinarId}/participants/{participantId}/qos" => qos::one),
    row!(Stateful, "GET /metrics/meetings/{meetingId}/participants/qos_summary" => qos_summary::run),
    row!(Stateful, "GET /metrics/webinars/{webinarId}/participants/qos_summary" => qos_summary::run),
    row!(Stateful, "GET /metrics/quality", "GET /accounts/{accountId}/metrics/quality" => quality::run),
    row!(Stateful, "GET /metrics/zoomrooms", "GET /accounts/{accountId}/metrics/zoomrooms" => rooms::run),
    row!(Stateful, "GET /metrics/client_versions", "GET /accounts/{accountId}/metrics/client_versions" => client_versions::run),
];

/// The run the path and `type` name: `live` (the default), or over (`past`, `pastOne`).
fn run_of(of: &Organisation, call: &Call<'_>) -> Result<Session, Reply> {
    scene::dashboards(of)?;
    let webinar = call.key.contains("{webinarId}");
    let name = call.param(if webinar { "webinarId" } else { "meetingId" });
    let now = scene::now(call);
    let past = matches!(call.query("type"), Some("past" | "pastOne"));
    let found = if past {
        of.past_run(name, now)
    } else if let Ok(id) = name.parse() {
        of.live_run(id, now)
    } else {
        of.run(name, now).filter(|session| session.live(now))
    };
    found
        .filter(|session| session.is_webinar() == webinar)
        .ok_or_else(|| {
            let words = if past {
                "Meeting ID is invalid or has not ended.".to_owned()
            } else {
                format!("Meeting does not exist: {name}.")
            };
            Reply::error(404, 3001, &words)
        })
}

/// A length of time as the dashboards write it: `12:34`, or `1:02:03` from an hour on.
fn clock_face(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes:02}:{rest:02}")
    }
}

/// A user's type in words.
fn user_type(kind: u8) -> &'static str {
    match kind {
        1 => "Basic",
        2 => "Licensed",
        _ => "None",
    }
}
