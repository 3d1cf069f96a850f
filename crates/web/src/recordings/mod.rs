//! The room of cloud recordings: `/recordings` and the same under `/api/v1`.
//!
//! What is chosen in a list goes through a page that says what will happen, and comes out at one
//! that says what became of each; more than ten go on to a job, which says it before as well. No page shows a link or a passcode of a recording: Parfocal does
//! not read them.

mod act;
mod choose;
mod jobs;
mod json;
mod json_jobs;
mod list;
mod one;
mod words;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{State, live};

/// Where the list is.
const PATH: &str = "/recordings";

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/recordings/choose", post(choose::ask))
        .route("/recordings/act", post(act::carry_out))
        .route("/recordings/jobs", get(jobs::list))
        .route("/recordings/jobs/{id}", get(jobs::show))
        .route("/recordings/jobs/{id}/rows.csv", get(jobs::csv))
        .route("/recordings/jobs/{id}/start", post(jobs::start))
        .route("/recordings/jobs/{id}/stop", post(jobs::stop))
        .route("/recordings/{run}", get(one::show))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(json::list))
        .routes(routes!(json::one))
        .routes(routes!(json::order))
        .routes(routes!(json::history))
        .routes(routes!(json_jobs::list_jobs, json_jobs::plan_job))
        .routes(routes!(json_jobs::show_job))
        .routes(routes!(json_jobs::job_rows))
        .routes(routes!(json_jobs::start_job))
        .routes(routes!(json_jobs::stop_job))
}

/// The page of one run.
fn path_of(run: &str) -> String {
    format!("{PATH}/{}", live::segment_of(run))
}

/// The run that an address means.
fn run_of(segment: &str) -> String {
    live::uuid_of(segment)
}
