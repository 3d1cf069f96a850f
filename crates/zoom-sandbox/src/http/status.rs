//! The status page's three documents.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Http, faults};

/// `status.json`: the page and one word.
pub(crate) async fn status(State(http): State<Arc<Http>>) -> Response {
    answer(
        &http,
        "/status/api/v2/status.json",
        |summary| json!({ "page": summary.page, "status": summary.status }),
    )
}

/// `components.json`: the page and its parts.
pub(crate) async fn components(State(http): State<Arc<Http>>) -> Response {
    answer(
        &http,
        "/status/api/v2/components.json",
        |summary| json!({ "page": summary.page, "components": summary.components }),
    )
}

/// `summary.json`: all of it.
pub(crate) async fn summary(State(http): State<Arc<Http>>) -> Response {
    answer(&http, "/status/api/v2/summary.json", |summary| {
        json!(summary)
    })
}

fn answer(
    http: &Http,
    path: &str,
    pick: impl FnOnce(zoom_types::status::StatusSummary) -> serde_json::Value,
) -> Response {
    let fault = http.sandbox.faults().next(path);
    if let Some(response) = fault.as_ref().and_then(faults::instead) {
        return response;
    }
    Json(pick(http.sandbox.status().summary(http.sandbox.now()))).into_response()
}
