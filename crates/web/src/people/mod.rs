//! The room of the account's people: `/people`, jobs with many of them, and the same under
//! `/api/v1/people`.

mod api;
mod api_jobs;
mod delete;
mod form;
mod jobs;
mod list;
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
        .route("/people/list.csv", get(list::csv))
        .route("/people/refresh", post(list::refresh))
        .route("/people/find", get(list::find))
        .route("/people/verify", get(list::verify))
        .route("/people/new", get(form::new).post(form::create))
        .route("/people/jobs", get(jobs::list))
        .route("/people/jobs/new", get(jobs::new).post(jobs::plan))
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
            api::show_person,
            api::update_person,
            api::delete_person
        ))
        .routes(routes!(api::owns))
        .routes(routes!(api::assistants, api::add_assistant))
        .routes(routes!(api::remove_assistant))
        .routes(routes!(api::permissions))
        .routes(routes!(api::settings, api::change_settings))
        .routes(routes!(api::audit_of_person))
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
