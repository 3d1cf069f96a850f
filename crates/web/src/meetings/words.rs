//! The same words on every page of the room: notices, phases, times.

use ::meetings::{Cause, Error as Failure, EventView, Kind, Notice, Phase, Zone};
use axum::http::StatusCode;
use jiff::{Timestamp, tz::TimeZone};
use ui::{Badge, CopyText, Html, Moment, Quality};

use crate::Error;

/// The page for `path` under this kind: `/meetings/new`.
pub(super) fn path(kind: Kind, rest: &str) -> String {
    format!("/{}{rest}", kind.plural())
}

/// A notice of the product as the page shows it, before and after the click alike.
pub(crate) fn notice(notice: &Notice) -> ui::Notice {
    let shown = match notice.cause {
        Cause::MissingScopes | Cause::MissingPlan | Cause::Unknown | Cause::NotSetUp => {
            ui::Notice::fair(&notice.title)
        }
        Cause::HostLimit | Cause::RateLimited => ui::Notice::poor(&notice.title),
        _ => ui::Notice::bad(&notice.title),
    };
    let mut text = Html::text(&notice.text);
    if !text.is_empty() {
        text = text.inside("p");
    }
    if let Some(until) = notice.until {
        text.push(
            ui::all![
                "It works again at ",
                Moment::minute(until, &TimeZone::UTC),
                " UTC."
            ]
            .paragraph(),
        );
    }
    if !notice.granular.is_empty() {
        text.push(CopyText::new("Scopes to add", notice.granular.join(" ")));
        if !notice.classic.is_empty() {
            let older = format!(
                "In an older app with classic scopes: {}.",
                notice.classic.join(", ")
            );
            text.push(Html::from(older).paragraph());
        }
    }
    if let Some(zoom) = &notice.zoom {
        let said = format!(
            "Zoom answered {} with code {}: {}",
            zoom.status, zoom.code, zoom.message
        );
        text.push(Html::from(said).paragraph());
        if let Some(id) = &zoom.tracking_id {
            text.push(ui::quiet(format!("Tracking id {id}")).paragraph());
        }
    }
    let shown = shown.text(text).to_do(&notice.to_do);
    match notice.cause {
        Cause::MissingScopes | Cause::NotSetUp => {
            shown.actions(ui::Button::quiet("To Zoom settings").to("/zoom"))
        }
        _ => shown,
    }
}

/// A refusal in the place of what was asked for, with its status. What is neither Zoom's nor about
/// something called off is for the error page.
pub(crate) fn refusal(failure: Failure) -> Result<(StatusCode, Html), Error> {
    let status = StatusCode::from_u16(failure.meaning().0).unwrap_or(StatusCode::BAD_GATEWAY);
    let said = match failure {
        Failure::Zoom(said) => notice(&said).live().into(),
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
