//! The room of Zoom Events: `/zoom-events`, the page of a published one at `/e/{id}`, and the same
//! under `/api/v1`.

mod api;
mod list;
mod one;
mod photo;
mod public;
mod speaker;
mod speaker_pages;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

const PATH: &str = "/zoom-events";

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route(PATH, get(list::show).post(list::open))
        .route("/zoom-events/{event}", get(one::show))
        .route("/zoom-events/{event}/publish", post(one::publish))
        .route(
            "/zoom-events/{event}/speakers/new",
            get(speaker::new).post(speaker::add),
        )
        .route(
            "/zoom-events/{event}/speakers/{speaker}",
            get(speaker::show).post(speaker::change),
        )
        .route(
            "/zoom-events/{event}/speakers/{speaker}/move",
            post(speaker::reorder),
        )
        .route(
            "/zoom-events/{event}/speakers/{speaker}/remove",
            get(speaker::confirm).post(speaker::remove),
        )
        .route(
            "/zoom-events/{event}/speakers/{speaker}/photo",
            get(photo::show).post(photo::send),
        )
        .route("/e/{id}", get(public::page))
        .route("/e/{id}/speakers/{speaker}/photo", get(public::photo))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::list))
        .routes(routes!(api::one))
        .routes(routes!(api::publish))
        .routes(routes!(api::add_speaker))
        .routes(routes!(api::change_speaker, api::remove_speaker))
        .routes(routes!(api::order))
        .routes(routes!(api::set_photo))
        .routes(routes!(public::json))
}

/// A page of an event.
fn of(event: &str, rest: &str) -> String {
    format!("{PATH}/{}{rest}", ui::segment(event))
}
