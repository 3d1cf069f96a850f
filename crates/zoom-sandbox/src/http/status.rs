//! The status page's three documents.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use zoom_types::status::StatusSummary;

use super::{Http, faults};

/// `status.json`: the page and one word.
pub(crate) async fn status(State(http): State<Arc<Http>>) -> Response {
    let path = "/status/api/v2/status.json";
    let pick = |all: StatusSummary| json!({ "page": all.page, "status": all.status });
    answer(&http, path, pick).await
}

/// `components.json`: the page and its parts.
pub(crate) async fn components(State(http): State<Arc<Http>>) -> Response {
    let path = "/status/api/v2/components.json";
    let pick = |all: StatusSummary| json!({ "page": all.page, "components": all.components });
    answer(&http, path, pick).await
}

/// `summary.json`: all of it.
pub(crate) async fn summary(State(http): State<Arc<Http>>) -> Response {
    let path = "/status/api/v2/summary.json";
    answer(&http, path, |all| json!(all)).await
}

async fn answer(http: &Http, path: &str, pick: impl FnOnce(StatusSummary) -> Value) -> Response {
    let fault = http.sandbox.faults().next(path);
    if let Some(response) = fault.as_ref().and_then(faults::instead) {
        return response;
    }
    let summary = http.sandbox.status().summary(http.sandbox.now());
    let response = Json(pick(summary)).into_response();
    match fault {
        Some(fault) => faults::spoil(&http.sandbox, fault, response).await,
        None => response,
    }
}
