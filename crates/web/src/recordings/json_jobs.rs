//! Jobs with many recordings, for programs: `/api/v1/recordings-jobs`.

use ::jobs::bulk::{JobId, RowState, RowView};
use ::meetings::recordings::{RecordingsJob, RecordingsWanted};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// The latest jobs with recordings.
#[utoipa::path(get, path = "/api/v1/recordings-jobs", tag = "recordings",
    responses((status = 200, body = Vec<RecordingsJob>)))]
pub(super) async fn list_jobs(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<RecordingsJob>>, Error> {
    let jobs = app.meetings.recordings_jobs(&caller.principal, &at.id, 100);
    Ok(Json(jobs.await?))
}

/// Look many recordings up and say what would become of each; nothing is sent before the job is
/// started. `recordings` are those, `of` is a list: alone all of it is meant, and with both what is
/// no longer in the list is left out.
#[utoipa::path(post, path = "/api/v1/recordings-jobs", tag = "recordings",
    request_body = RecordingsWanted,
    responses((status = 201, body = RecordingsJob), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn plan_job(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(wanted): JsonBody<RecordingsWanted>,
) -> Result<(StatusCode, Json<RecordingsJob>), Error> {
    let job = app
        .meetings
        .plan_recordings(&caller.principal, &at.id, &wanted);
    Ok((StatusCode::CREATED, Json(job.await?)))
}

/// One job with recordings and how far it is.
#[utoipa::path(get, path = "/api/v1/recordings-jobs/{job}", tag = "recordings",
    params(("job" = String, Path, description = "the job's id")),
    responses((status = 200, body = RecordingsJob), (status = 404, body = Problem)))]
pub(super) async fn show_job(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
) -> Result<Json<RecordingsJob>, Error> {
    let job = JobId(job);
    let job = app.meetings.recordings_job(&caller.principal, &job);
    Ok(Json(job.await?))
}

/// Which rows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rows {
    state: String,
    offset: u64,
}

/// What became of each recording of a job, 500 at once.
#[utoipa::path(get, path = "/api/v1/recordings-jobs/{job}/rows", tag = "recordings",
    params(("job" = String, Path, description = "the job's id"),
           ("state" = Option<String>, Query, description = "only rows that stand there"),
           ("offset" = Option<u64>, Query, description = "so many are left out")),
    responses((status = 200, body = Vec<RowView>), (status = 404, body = Problem)))]
pub(super) async fn job_rows(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
    Query(rows): Query<Rows>,
) -> Result<Json<Vec<RowView>>, Error> {
    let state = RowState::from_word(&rows.state);
    let rows = app
        .meetings
        .recordings_job_rows(&caller.principal, &JobId(job), state, 500, rows.offset)
        .await?;
    Ok(Json(rows))
}

/// What a start needs.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordingsJobStart, example = json!({"confirm": "delete 62"}))]
pub(super) struct Start {
    /// For a job that deletes for good the words `delete` and how many rows are open.
    #[serde(default)]
    confirm: String,
}

/// Start a job with recordings, or let a stopped one go on. Only what deletes for good has to be
/// confirmed; the others take no body.
#[utoipa::path(post, path = "/api/v1/recordings-jobs/{job}/start", tag = "recordings",
    params(("job" = String, Path, description = "the job's id")), request_body = Option<Start>,
    responses((status = 200, body = RecordingsJob), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn start_job(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
    start: Option<JsonBody<Start>>,
) -> Result<Json<RecordingsJob>, Error> {
    let start = start.map(|JsonBody(start)| start).unwrap_or_default();
    let job = app
        .meetings
        .start_recordings_job(&caller.principal, &JobId(job), &start.confirm)
        .await?;
    Ok(Json(job))
}

/// Stop a job with recordings: what is under way is finished, nothing more is sent.
#[utoipa::path(post, path = "/api/v1/recordings-jobs/{job}/stop", tag = "recordings",
    params(("job" = String, Path, description = "the job's id")),
    responses((status = 200, body = RecordingsJob), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
pub(super) async fn stop_job(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
) -> Result<Json<RecordingsJob>, Error> {
    let job = app
        .meetings
        .stop_recordings_job(&caller.principal, &JobId(job))
        .await?;
    Ok(Json(job))
}
