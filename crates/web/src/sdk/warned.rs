//! What administrators must hear before their visitors tell them: that Zoom turns this version of
//! the SDK away (code 10000), or is about to.

use ::meetings::{Meetings, join::TroubleReport};
use connect::{ConnectionId, SetKind};
use jiff::tz::TimeZone;
use meeting_sdk::{Source, Status};
use ui::{Button, Html, Moment, Notice};

use super::page::PATH;
use crate::{Error, State};

/// Nothing where no Meeting SDK pair is entered, or all is well.
pub(crate) async fn warned(app: &State, id: &ConnectionId) -> Result<Html, Error> {
    if app.connect.set(id, SetKind::MeetingSdk).await?.is_none() {
        return Ok(Html::new());
    }
    let status = app.sdk.status().await;
    let refused = refused(&app.meetings, &status, id).await?;
    let open = || Button::quiet("Open the SDK's files").to(PATH);
    let calendar = status.enforcement.warning.as_deref().map(|warning| {
        Notice::fair("Zoom's calendar of Meeting SDK versions")
            .text(ui::said(warning))
            .actions(open())
    });
    let refused = refused.map(|report| too_old(&report).actions(open()));
    Ok(ui::all![refused, calendar])
}

/// The refusals of the version that visitors are given now. Those of an older one are history.
pub(super) async fn refused(
    meetings: &Meetings,
    status: &Status,
    id: &ConnectionId,
) -> Result<Option<TroubleReport>, Error> {
    let served = match (&status.source, &status.installed) {
        (Source::Cdn, _) => &status.pinned,
        (Source::Files, Some(installed)) => &installed.version,
        (Source::Files, None) => return Ok(None),
    };
    Ok(meetings.turned_away(id, served).await?)
}

/// The one code that every visitor meets until somebody does something.
pub(crate) fn too_old(report: &TroubleReport) -> Notice {
    Notice::bad(format!("Zoom no longer accepts Meeting SDK {}", report.sdk))
        .text(ui::all![
            format!("With code 10000 {}, last ", times(report.times)),
            Moment::minute(report.last_at, &TimeZone::UTC),
            " UTC."
        ])
        .to_do(ui::said(UPGRADE))
}

/// A Parfocal knows one version of the SDK, so it may have to be upgraded itself.
pub(super) const UPGRADE: &str = "Run `parfocal sdk upgrade`; where it has nothing newer to fetch, \
    upgrade Parfocal first. Until then people join with the Zoom app.";

/// How many were turned away, within a sentence.
pub(super) fn times(times: i64) -> String {
    match times {
        1 => "one join was refused".to_owned(),
        times => format!("{times} joins were refused"),
    }
}
