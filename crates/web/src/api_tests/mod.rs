//! API tests: the list, one test's page, what its forms do, and the same as JSON.
//!
//! Every page works without JavaScript; with it, the parts that live renew themselves.

mod act;
mod choose;
mod csv;
mod history;
mod json;
mod list;
mod list_csv;
mod rows;
mod show;
mod tables;
mod words;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

pub(crate) use self::history::{plot as plot_of, scale_of};

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/tests", get(list::show))
        .route("/tests.csv", get(list_csv::download))
        .route("/tests/live", get(list::live))
        .route("/tests/{test}", get(show::show))
        .route("/tests/{test}/settings", post(act::configure))
        .route("/tests/{test}/run", post(act::run))
        .route("/tests/{test}/diagnosis.csv", get(csv::download))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(json::list))
        .routes(routes!(json::show, json::configure))
        .routes(routes!(json::runs, json::run))
        .routes(routes!(json::diagnosis))
        .routes(routes!(json::series))
}
