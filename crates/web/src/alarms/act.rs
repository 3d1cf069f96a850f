//! What the forms do that answer with the page they came from: acknowledge, when alarms open.

use axum::{extract::Path, response::Redirect};
use connect::access::Action;
use monitor::{Level, Policy};
use serde::Deserialize;

use crate::{
    Error, State,
    extract::{Connected, Posted},
};

/// What somebody wrote to an alarm.
#[derive(Debug, Deserialize)]
pub(super) struct Note {
    #[serde(default)]
    note: String,
}

/// `POST /alarms/{id}/acknowledge`.
pub(super) async fn acknowledge(
    app: State,
    Path(id): Path<String>,
    at: Connected,
    posted: Posted<Note>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Run, &at.probes())?;
    let seen = app
        .monitor
        .acknowledge(&at.id, who, &id, &posted.form.note)
        .await?;
    Ok(Redirect::to(&seen.alarm.path()))
}

/// When alarms open, as the form sends it.
#[derive(Debug, Deserialize)]
pub(super) struct Rules {
    opens: u32,
    clears: u32,
    readings: u32,
    least_level: String,
}

/// `POST /alarms/settings/rules`.
pub(super) async fn rules(
    app: State,
    at: Connected,
    posted: Posted<Rules>,
) -> Result<Redirect, Error> {
    app.may(&posted.session.principal, Action::Change, &at.probes())?;
    let Rules {
        opens,
        clears,
        readings,
        least_level,
    } = posted.form;
    let policy = Policy {
        opens,
        clears,
        readings,
    };
    let least = Level::from_key(&least_level).ok_or_else(|| {
        Error::Refused(format!(
            "“{least_level}” is no level; fair, poor and bad are."
        ))
    })?;
    app.monitor.set_alarm_rules(&at.id, policy, least).await?;
    Ok(Redirect::to("/alarms/settings"))
}
