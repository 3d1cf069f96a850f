//! Joining in the browser: the page that runs Zoom's Meeting SDK, the endpoint that signs, what
//! other sites embed, and what the administration learns of it.
//!
//! Who may join is decided in `meetings::join`. This room knows browsers: which headers the SDK
//! needs, that a request for a signature comes from our own page, and what to say when nothing
//! comes back.

mod api;
mod assets;
mod embed;
mod headers;
mod host;
mod left;
mod page;
mod register;
mod report;
mod reports;
mod same_origin;
mod shell;
mod signature;
mod standing;
mod visitor;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

pub(crate) use self::{
    embed::allow_reading,
    host::{give as start, show as start_page},
    reports::card,
    standing::waits,
    visitor::{introduce, who},
};

/// What the configuration says about joining that pages need to know.
#[derive(Debug, Clone, Default)]
pub struct JoinSettings {
    /// What a visitor agrees to by joining; they tick a box where it is set.
    pub consent: Option<String>,
    /// The origins that may show the join page in a frame, such as `https://www.example.org`.
    pub embedders: Vec<String>,
}

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/m/{id}/join", get(page::show))
        .route("/m/{id}/join/signature", post(signature::give))
        .route("/m/{id}/join/report", post(report::take))
        .route("/m/{id}/join/standing", get(standing::give))
        .route("/m/{id}/left", get(left::show).post(left::rate))
        .route("/m/{id}/register", post(register::submit))
        .route("/m/{id}/embed", get(embed::frame))
        .route("/embed.js", get(embed::script))
        .route("/join-reports", get(reports::show))
        .merge(assets::routes())
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::reports))
        .routes(routes!(api::of_one))
}
