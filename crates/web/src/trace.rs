//! One line in the log for each request: method, path, status, time.
//!
//! What this refuses: the query string. It may hold an authorization code.

use std::time::Duration;

use axum::{extract::Request, http::Response};
use tracing::Span;

/// A request's span. A setup link's token is part of its path, so that path is cut.
pub(crate) fn span(request: &Request) -> Span {
    let path = request.uri().path();
    let path = if path.starts_with("/setup/") {
        "/setup/…"
    } else {
        path
    };
    tracing::info_span!("request", method = %request.method(), path)
}

/// Said when the answer's head is ready.
pub(crate) fn answered<B>(response: &Response<B>, took: Duration, _: &Span) {
    let status = response.status();
    let ms = took.as_secs_f64() * 1000.0;
    if status.is_server_error() {
        tracing::warn!(status = status.as_u16(), ms, "answered");
    } else {
        tracing::debug!(status = status.as_u16(), ms, "answered");
    }
}
