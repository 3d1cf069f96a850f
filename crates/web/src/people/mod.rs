//! The room of the account's people: `/people`, jobs with many of them, and the same under
//! `/api/v1/people`.

mod api;
mod api_jobs;
mod api_one;
mod delete;
mod export;
mod form;
mod jobs;
mod jobs_new;
mod list;
mod lookup;
mod one;
mod settings;
mod words;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

/// The room's pages. A person's id may hold anything but a slash.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/people", get(list::show))
        .route("/people/list.csv", get(export::csv))
        .route("/people/refresh", post(list::refresh))
        .route("/people/find", get(lookup::find))
        .route("/people/verify", get(lookup::verify))
        .route("/people/new", get(form::new).post(form::create))
        .route("/people/jobs", get(jobs::list))
        .route("/people/jobs/new", get(jobs_new::new).post(jobs_new::plan))
        .route("/people/jobs/{id}", get(jobs::show))
        .route("/people/jobs/{id}/rows.csv", get(jobs::csv))
        .route("/people/jobs/{id}/start", post(jobs::start))
        .route("/people/jobs/{id}/stop", post(jobs::stop))
        .route("/people/of/{key}", get(one::show))
        .route("/people/of/{key}/edit", get(form::edit).post(form::save))
        .route("/people/of/{key}/delete", get(delete::ask).post(delete::go))
        .route(
            "/people/of/{key}/settings",
            get(settings::show).post(settings::save),
        )
        .route("/people/of/{key}/status", post(one::set_status))
        .route("/people/of/{key}/assistants", post(one::add_assistant))
        .route(
            "/people/of/{key}/assistants/remove",
            post(one::remove_assistant),
        )
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::list_people, api::create_person))
        .routes(routes!(api::standing))
        .routes(routes!(api::verify_email))
        .routes(routes!(api::obstacles_of_people))
        .routes(routes!(api::seats))
        .routes(routes!(
            api_one::show_person,
            api_one::update_person,
            api_one::delete_person
        ))
        .routes(routes!(api_one::set_status))
        .routes(routes!(api_one::owns))
        .routes(routes!(api_one::assistants, api_one::add_assistant))
        .routes(routes!(api_one::remove_assistant))
        .routes(routes!(api_one::permissions))
        .routes(routes!(api_one::settings, api_one::change_settings))
        .routes(routes!(api_one::audit_of_person))
        .routes(routes!(api_jobs::list_jobs, api_jobs::plan_job))
        .routes(routes!(api_jobs::show_job))
        .routes(routes!(api_jobs::job_rows))
        .routes(routes!(api_jobs::start_job))
        .routes(routes!(api_jobs::stop_job))
}

/// The page of somebody.
pub(crate) fn path(person: &::people::Person) -> String {
    words::path(person.key(), "")
}
