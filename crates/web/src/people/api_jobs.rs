//! Jobs with many people, for programs: `/api/v1/people-jobs`.

use ::people::{BulkDeed, JobId, JobOptions, JobView, RowState, RowView};
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

/// The latest jobs.
#[utoipa::path(get, path = "/api/v1/people-jobs", tag = "people",
    responses((status = 200, body = Vec<JobView>)))]
pub(super) async fn list_jobs(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<JobView>>, Error> {
    Ok(Json(app.people.jobs(&caller.principal, &at.id, 100).await?))
}

/// A file and what to do with its rows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeopleNewJob, example = json!({"deed": "create", "csv": "email,type\nana@example.org,1\n"}))]
pub(super) struct NewJob {
    /// `create`, `update`, `type` or `delete`.
    deed: BulkDeed,
    /// The file's content; its first line names the columns.
    csv: String,
    /// What holds for all rows.
    #[serde(default)]
    options: JobOptions,
}

/// Look a file through; nothing is sent before the job is started.
#[utoipa::path(post, path = "/api/v1/people-jobs", tag = "people", request_body = NewJob,
    responses((status = 201, body = JobView), (status = 422, body = Problem)))]
pub(super) async fn plan_job(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(new): JsonBody<NewJob>,
) -> Result<(StatusCode, Json<JobView>), Error> {
    let job = app
        .people
        .plan(&caller.principal, &at.id, new.deed, &new.csv, &new.options)
        .await?;
    Ok((StatusCode::CREATED, Json(job)))
}

/// One job and how far it is.
#[utoipa::path(get, path = "/api/v1/people-jobs/{job}", tag = "people",
    params(("job" = String, Path, description = "the job's id")),
    responses((status = 200, body = JobView), (status = 404, body = Problem)))]
pub(super) async fn show_job(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
) -> Result<Json<JobView>, Error> {
    Ok(Json(app.people.job(&caller.principal, &JobId(job)).await?))
}

/// Which rows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rows {
    state: String,
    offset: u64,
}

/// What became of each row, 500 at once.
#[utoipa::path(get, path = "/api/v1/people-jobs/{job}/rows", tag = "people",
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
        .people
        .job_rows(&caller.principal, &JobId(job), state, 500, rows.offset)
        .await?;
    Ok(Json(rows))
}

/// Start a job, or let a stopped one go on.
#[utoipa::path(post, path = "/api/v1/people-jobs/{job}/start", tag = "people",
    params(("job" = String, Path, description = "the job's id")),
    responses((status = 200, body = JobView), (status = 409, body = Problem)))]
pub(super) async fn start_job(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
) -> Result<Json<JobView>, Error> {
    Ok(Json(
        app.people.start_job(&caller.principal, &JobId(job)).await?,
    ))
}

/// Stop a job: what is under way is finished, nothing more is sent.
#[utoipa::path(post, path = "/api/v1/people-jobs/{job}/stop", tag = "people",
    params(("job" = String, Path, description = "the job's id")),
    responses((status = 200, body = JobView), (status = 409, body = Problem)))]
pub(super) async fn stop_job(
    app: State,
    caller: Caller,
    Path(job): Path<String>,
) -> Result<Json<JobView>, Error> {
    Ok(Json(
        app.people.stop_job(&caller.principal, &JobId(job)).await?,
    ))
}
