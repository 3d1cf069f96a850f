//! Events: what Zoom sent, who has read it, what could not be applied, and applying again.
//!
//! What this refuses: showing a body as it came. Join links, passcodes and tokens are hidden from
//! everybody here; the journal keeps them because their hash and every replay depend on it.

mod act;
mod again;
mod asked;
mod csv;
mod health;
mod json;
mod list;
mod show;
mod tables;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/events", get(list::show))
        .route("/events.csv", get(csv::download))
        .route("/events/retry", post(act::retry))
        .route("/events/dismiss", post(act::dismiss))
        .route("/events/replay", get(again::confirm).post(again::replay))
        .route("/events/{seq}", get(show::show))
        .route("/events/{seq}/replay", post(act::replay_one))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(json::list))
        .routes(routes!(json::health))
        .routes(routes!(json::log))
        .routes(routes!(json::set_aside))
        .routes(routes!(json::retry))
        .routes(routes!(json::dismiss))
        .routes(routes!(json::replay))
        .routes(routes!(json::show))
        .routes(routes!(json::replay_one))
}
