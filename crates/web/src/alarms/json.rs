//! The alarms as JSON: what the pages show, and what their forms do.

use axum::{
    Json,
    extract::{Path, Query},
};
use connect::access::Action;
use monitor::{AlarmDetail, AlarmView, EVERY, Limits, Revision, ThresholdView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// Which alarms.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// `open` (unless said), or `all`: then also what has cleared, at most 1000 in all.
    state: Option<String>,
}

/// The alarms: the open ones by level, then age; then, if asked for, the cleared ones, latest
/// first.
#[utoipa::path(get, path = "/api/v1/alarms", tag = "alarms", params(Which),
    responses((status = 200, body = Vec<AlarmView>), (status = 401, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
    Query(which): Query<Which>,
) -> Result<Json<Vec<AlarmView>>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    let alarms = match which.state.as_deref() {
        None | Some("open") => app.monitor.open_alarms(&at.id).await,
        Some("all") => app.monitor.alarms(&at.id).await,
        Some(other) => {
            return Err(Error::Refused(format!(
                "“{other}” is no state of alarms; ask for open or all."
            )));
        }
    };
    Ok(Json(alarms?))
}

/// One alarm with its history and who was told.
#[utoipa::path(get, path = "/api/v1/alarms/{id}", tag = "alarms",
    params(("id" = String, Path, description = "As in the list")),
    responses((status = 200, body = AlarmDetail), (status = 404, body = Problem)))]
pub(super) async fn show(
    app: State,
    caller: Caller,
    at: Connected,
    Path(id): Path<String>,
) -> Result<Json<AlarmDetail>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(app.monitor.alarm(&at.id, &id).await?))
}

/// What somebody says to an alarm.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Acknowledgement {
    /// What is being done about it; may be empty, at most 500 characters.
    #[serde(default)]
    note: String,
}

/// Mark an open alarm as seen.
#[utoipa::path(post, path = "/api/v1/alarms/{id}/acknowledgement", tag = "alarms",
    params(("id" = String, Path, description = "As in the list")),
    request_body = Acknowledgement,
    responses((status = 200, description = "The alarm as it is now", body = AlarmDetail),
              (status = 404, body = Problem),
              (status = 422, description = "It has cleared, or the note is too long", body = Problem)))]
pub(super) async fn acknowledge(
    app: State,
    caller: Caller,
    at: Connected,
    Path(id): Path<String>,
    JsonBody(said): JsonBody<Acknowledgement>,
) -> Result<Json<AlarmDetail>, Error> {
    app.may(&caller.principal, Action::Run, &at.probes())?;
    let seen = app
        .monitor
        .acknowledge(&at.id, &caller.principal, &id, &said.note)
        .await;
    Ok(Json(seen?))
}

/// What is normal for every figure: the defaults, and what was changed.
#[utoipa::path(get, path = "/api/v1/alarms/thresholds", tag = "alarms",
    responses((status = 200, body = Vec<ThresholdView>), (status = 401, body = Problem)))]
pub(super) async fn thresholds(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<ThresholdView>>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(app.monitor.thresholds(&at.id).await?))
}

/// Which values of a split figure.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Of {
    /// The descriptor's value; `*` (unless said) is every one without a word of its own.
    #[serde(default = "every")]
    label: String,
}

fn every() -> String {
    EVERY.to_owned()
}

/// What is to be normal.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Word {
    /// In base units: seconds, bytes, shares from 0 to 1. Null: the figure is not judged.
    limits: Option<Limits>,
    /// The `revision` of the threshold as it was read: refused when somebody changed it since.
    /// Left out, it goes over whatever holds.
    revision: Option<Revision>,
}

/// Set what is normal for a figure, or that it is not judged.
#[utoipa::path(put, path = "/api/v1/alarms/thresholds/{measure}", tag = "alarms",
    params(("measure" = String, Path, description = "For instance zoom_meeting_loss_ratio"), Of),
    request_body = Word,
    responses((status = 200, body = ThresholdView), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set_threshold(
    app: State,
    caller: Caller,
    at: Connected,
    Path(measure): Path<String>,
    Query(of): Query<Of>,
    JsonBody(word): JsonBody<Word>,
) -> Result<Json<ThresholdView>, Error> {
    let who = &caller.principal;
    app.may(who, Action::Change, &at.probes())?;
    let seen = word.revision.as_ref();
    app.monitor
        .set_threshold(&at.id, who, (&measure, &of.label), word.limits, seen)
        .await?;
    let now = app.monitor.threshold(&at.id, &measure, &of.label).await;
    Ok(Json(now?))
}

/// What whoever takes a threshold back saw.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Seen {
    /// The `revision` of the threshold as it was read: refused when somebody changed it since.
    #[serde(default)]
    revision: String,
}

/// Back to the default.
#[utoipa::path(delete, path = "/api/v1/alarms/thresholds/{measure}", tag = "alarms",
    params(("measure" = String, Path, description = "For instance zoom_meeting_loss_ratio"), Of,
           Seen),
    responses((status = 200, body = ThresholdView), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
pub(super) async fn reset_threshold(
    app: State,
    caller: Caller,
    at: Connected,
    Path(measure): Path<String>,
    Query(of): Query<Of>,
    Query(seen): Query<Seen>,
) -> Result<Json<ThresholdView>, Error> {
    app.may(&caller.principal, Action::Change, &at.probes())?;
    let seen = Revision::sent(&seen.revision);
    app.monitor
        .reset_threshold(&at.id, &measure, &of.label, seen.as_ref())
        .await?;
    let now = app.monitor.threshold(&at.id, &measure, &of.label).await;
    Ok(Json(now?))
}
