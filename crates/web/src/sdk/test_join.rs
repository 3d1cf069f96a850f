//! `POST /zoom/sdk/test/join`: a meeting for now, and our own join page for it.

use axum::response::Redirect;
use connect::access::Action;
use jiff::{ToSpan as _, tz::TimeZone};
use meetings::{Form, Kind};

use crate::{
    Error, State,
    extract::{Connected, Posted},
    pages::Empty,
};

/// Schedules a meeting of half an hour that lets its visitors in before the host, and opens its join
/// page. Only signed-in people see its way in.
pub(crate) async fn begin(
    app: State,
    at: Connected,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &at.meetings())?;
    let hosts = app.meetings.hosts(who, &at.id, Kind::Meeting).await?;
    let host = hosts.first().ok_or_else(|| {
        Error::Refused(
            "The account has no active user who could host a test meeting. Add one in Zoom.".into(),
        )
    })?;
    let start = app.clock.now().saturating_add(1.minute());
    let start = start.unwrap_or(app.clock.now()).to_zoned(TimeZone::UTC);
    let form = Form {
        topic: "Test of joining in the browser".into(),
        host: host.id.clone(),
        date: start.strftime("%Y-%m-%d").to_string(),
        time: start.strftime("%H:%M").to_string(),
        duration: "30".into(),
        zone: "UTC".into(),
        join_before_host: "on".into(),
        join_link: "signed_in".into(),
        passcode_shown: "signed_in".into(),
        ..Form::default()
    };
    let made = app
        .meetings
        .create(who, &at.id, Kind::Meeting, &form)
        .await?;
    Ok(Redirect::to(&format!("/m/{}/join", made.event.public_id)))
}
