//! Zoom's Meeting SDK on this site: its files under `/sdk`, the administrator's pages under
//! `/zoom/sdk`, and the same in the JSON API.

mod files;
mod findings;
mod json;
mod page;
mod probe;
mod test_join;
mod warned;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use self::{
    files::routes as files,
    findings::findings,
    warned::{refused, too_old, warned},
};
use crate::State;

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/zoom/sdk", get(page::show))
        .route("/zoom/sdk/fetch", post(page::fetch))
        .route("/zoom/sdk/test", get(probe::show))
        .route("/zoom/sdk/test.js", get(probe::script))
        .route("/zoom/sdk/test/join", post(test_join::begin))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(json::status))
        .routes(routes!(json::fetch))
}
