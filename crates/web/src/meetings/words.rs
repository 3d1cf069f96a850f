//! The same words on every page of the room: notices, phases, times.

use ::meetings::{Error as Failure, EventView, Kind, Phase, Zone};
use axum::http::StatusCode;
use jiff::{Timestamp, tz::TimeZone};
use ui::{Badge, Html, Moment, Quality};

use crate::{Error, refusal};

/// The page for `path` under this kind: `/meetings/new`.
pub(super) fn path(kind: Kind, rest: &str) -> String {
    format!("/{}{rest}", kind.plural())
}

/// A refusal in the place of what was asked for, with its status. What is neither Zoom's nor about
/// something called off is for the error page.
pub(crate) fn refused(failure: Failure) -> Result<(StatusCode, Html), Error> {
    let status = refusal::status(failure.meaning());
    let said = match failure {
        Failure::Zoom(said) => refusal::notice(&said).live().into(),
        off @ Failure::CalledOff(_) => ui::Notice::fair(off.to_string()).live().into(),
        other => return Err(other.into()),
    };
    Ok((status, said))
}

/// Where it stands, with its sign.
pub(super) fn phase(phase: Phase) -> Badge {
    let quality = match phase {
        Phase::Live => Quality::Good,
        Phase::Upcoming | Phase::Ended => Quality::Plain,
        Phase::Cancelled => Quality::Poor,
    };
    Badge::new(quality, phase.title())
}

/// The rules of a stored zone; one that IANA dropped is shown in UTC.
pub(super) fn rules(zone: &str) -> TimeZone {
    Zone::parse(zone).map_or(TimeZone::UTC, |zone| zone.rules().clone())
}

/// “Thursday 3 December 2026, 17:00” with the zone in words beside it.
pub(super) fn start(at: Timestamp, zone: &str) -> Html {
    ui::all![Moment::long(at, &rules(zone)), " ", ui::quiet(zone)]
}

/// A host as people call them.
pub(super) fn host(view: &EventView) -> String {
    let host = &view.host;
    match (host.name.as_str(), host.email.as_str()) {
        ("", "") => host.id.clone(),
        ("", email) => email.to_owned(),
        (name, "") => name.to_owned(),
        (name, email) => format!("{name} ({email})"),
    }
}

/// “on” or “off”.
pub(super) const fn on(flag: bool) -> &'static str {
    if flag { "on" } else { "off" }
}
