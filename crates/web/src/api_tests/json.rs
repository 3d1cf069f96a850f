//! The API tests as JSON: what the pages show, and what their forms do.

use axum::{
    Json,
    extract::{Path, Query},
};
use connect::access::Action;
use jiff::{SignedDuration, Timestamp};
use monitor::{DiagnosisView, Revision, RunView, SeriesView, TestDetail, TestView};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::words;
use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// Every API test: its state, its latest figure, its last and next run.
#[utoipa::path(get, path = "/api/v1/probes", tag = "probes",
    responses((status = 200, description = "The tests, layer by layer", body = Vec<TestView>),
              (status = 401, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<TestView>>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(app.monitor.tests(&at.id).await.map_err(words::error)?))
}

/// One API test in full: measures, what it reads, its latest runs.
#[utoipa::path(get, path = "/api/v1/probes/{probe}", tag = "probes",
    params(("probe" = String, Path, description = "For instance live-meetings")),
    responses((status = 200, body = TestDetail), (status = 404, body = Problem)))]
pub(super) async fn show(
    app: State,
    caller: Caller,
    at: Connected,
    Path(probe): Path<String>,
) -> Result<Json<TestDetail>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(
        app.monitor
            .test(&at.id, &probe)
            .await
            .map_err(words::error)?,
    ))
}

/// How a test is to run.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Settings {
    /// Switched on or off.
    on: bool,
    /// How often, in seconds: 30 to 604800.
    period_seconds: u32,
    /// The `revision` of the test as it was read: refused when somebody changed it since. Left
    /// out, it goes over whatever holds.
    revision: Option<Revision>,
}

/// Switch a test on or off and set how often it runs.
#[utoipa::path(put, path = "/api/v1/probes/{probe}", tag = "probes",
    params(("probe" = String, Path, description = "For instance live-meetings")),
    request_body = Settings,
    responses((status = 200, description = "The test as it is now", body = TestDetail),
              (status = 404, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn configure(
    app: State,
    caller: Caller,
    at: Connected,
    Path(probe): Path<String>,
    JsonBody(settings): JsonBody<Settings>,
) -> Result<Json<TestDetail>, Error> {
    app.may(&caller.principal, Action::Change, &at.probes())?;
    let Settings {
        on,
        period_seconds,
        revision,
    } = settings;
    app.monitor
        .configure(&at.id, &probe, on, period_seconds, revision.as_ref())
        .await
        .map_err(words::error)?;
    Ok(Json(
        app.monitor
            .test(&at.id, &probe)
            .await
            .map_err(words::error)?,
    ))
}

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Limit {
    /// At most 100; 20 unless said.
    limit: Option<u32>,
}

/// The latest runs of a test, newest first.
#[utoipa::path(get, path = "/api/v1/probes/{probe}/runs", tag = "probes",
    params(("probe" = String, Path, description = "For instance live-meetings"), Limit),
    responses((status = 200, body = Vec<RunView>), (status = 404, body = Problem)))]
pub(super) async fn runs(
    app: State,
    caller: Caller,
    at: Connected,
    Path(probe): Path<String>,
    Query(limit): Query<Limit>,
) -> Result<Json<Vec<RunView>>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    let runs = app
        .monitor
        .runs(&at.id, &probe, limit.limit.unwrap_or(20))
        .await;
    Ok(Json(runs.map_err(words::error)?))
}

/// Run a test now and wait for it.
#[utoipa::path(post, path = "/api/v1/probes/{probe}/runs", tag = "probes",
    params(("probe" = String, Path, description = "For instance live-meetings")),
    responses((status = 200, description = "How it ended", body = RunView),
              (status = 404, body = Problem),
              (status = 409, description = "It is running", body = Problem)))]
pub(super) async fn run(
    app: State,
    caller: Caller,
    at: Connected,
    Path(probe): Path<String>,
) -> Result<Json<RunView>, Error> {
    app.may(&caller.principal, Action::Run, &at.probes())?;
    Ok(Json(
        app.monitor
            .run_now(&at.id, &probe)
            .await
            .map_err(words::error)?,
    ))
}

/// The rows behind a test's latest figures; null before its first good run.
#[utoipa::path(get, path = "/api/v1/probes/{probe}/diagnosis", tag = "probes",
    params(("probe" = String, Path, description = "For instance live-meetings")),
    responses((status = 200, body = Option<DiagnosisView>), (status = 404, body = Problem)))]
pub(super) async fn diagnosis(
    app: State,
    caller: Caller,
    at: Connected,
    Path(probe): Path<String>,
) -> Result<Json<Option<DiagnosisView>>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(
        app.monitor
            .diagnosis(&at.id, &probe)
            .await
            .map_err(words::error)?,
    ))
}

/// From when until when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Between {
    /// RFC 3339; a day before `to` unless said.
    #[param(value_type = Option<String>)]
    from: Option<Timestamp>,
    /// RFC 3339; now unless said.
    #[param(value_type = Option<String>)]
    to: Option<Timestamp>,
}

/// A measure over time: every series of it, averaged to at most 240 points, gaps where nothing
/// was read.
#[utoipa::path(get, path = "/api/v1/measures/{measure}/series", tag = "probes",
    params(("measure" = String, Path, description = "For instance zoom_meetings_live"), Between),
    responses((status = 200, body = SeriesView), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn series(
    app: State,
    caller: Caller,
    at: Connected,
    Path(measure): Path<String>,
    Query(between): Query<Between>,
) -> Result<Json<SeriesView>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    let to = between.to.unwrap_or_else(|| app.clock.now());
    let day_before = to
        .saturating_sub(SignedDuration::from_hours(24))
        .unwrap_or(to);
    let from = between.from.unwrap_or(day_before);
    let series = app.monitor.series(&at.id, &measure, from, to).await;
    Ok(Json(series.map_err(words::error)?))
}
