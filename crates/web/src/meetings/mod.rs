//! The room where meetings and webinars are scheduled: `/schedule`, `/meetings`, `/webinars`, and
//! the same under `/api/v1`.
//!
//! Both kinds have the same pages; the router says which kind a page is about.

pub(crate) mod api;
pub(crate) mod around;
mod confirm;
mod csv;
mod edit;
mod fields;
mod list;
mod new;
mod one;
mod overtaken;
mod said;
mod schedule;
mod told;
pub(crate) mod words;

use ::meetings::Kind;
use axum::{
    Extension, Router,
    routing::{get, post},
};
use connect::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};
use zoom_types::MeetingId;

use crate::{Error, State, join};

/// The numbers of what is under way now, as far as is known: a host may start before the plan.
pub(crate) async fn running(app: &State, at: &ConnectionId) -> Result<Vec<MeetingId>, Error> {
    let live = app.monitor.live(at).await?;
    let numbers = live.meetings.iter().map(|one| one.meeting_id.parse());
    Ok(numbers.filter_map(Result::ok).map(MeetingId).collect())
}

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/schedule", get(schedule::show))
        .nest("/meetings", of(Kind::Meeting))
        .nest("/webinars", of(Kind::Webinar))
}

fn of(kind: Kind) -> Router<State> {
    Router::new()
        .route("/", get(list::show))
        .route("/list.csv", get(list::csv))
        .route("/new", get(new::show).post(new::submit))
        .route("/take-over", post(new::take_over))
        .route("/{id}", get(one::show))
        .route("/{id}/read", post(one::read))
        .route(
            "/{id}/start-in-browser",
            get(join::start_page).post(join::start),
        )
        .route("/{id}/edit", get(edit::show).post(edit::submit))
        .route(
            "/{id}/delete",
            get(confirm::delete).post(confirm::do_delete),
        )
        .route("/{id}/end", get(confirm::end).post(confirm::do_end))
        .merge(around::routes(kind))
        .layer(Extension(kind))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::list_meetings, api::create_meeting))
        .routes(routes!(api::list_webinars, api::create_webinar))
        .routes(routes!(api::get_one, api::change, api::delete))
        .routes(routes!(api::end))
        .routes(routes!(api::read))
        .routes(routes!(api::audit))
        .routes(routes!(api::take_over))
        .routes(routes!(api::hosts))
        .routes(routes!(api::obstacles))
        .merge(around::api())
}
