//! Whether this node lives, whether it can work, and its figures for Prometheus.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret as _;
use store::args;
use subtle::ConstantTimeEq as _;

use crate::{Error, MetricsAccess, State, extract};

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers, so pages and schedules can work.
pub(crate) async fn readyz(app: State) -> Response {
    // A statement that needs no table would be answered by a database whose file is gone, too.
    let read = app.db.row("SELECT name FROM migrations LIMIT 1", args![]);
    match read.await {
        Ok(_) => {
            Json(serde_json::json!({ "ready": true, "database": app.db.engine() })).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "not ready");
            let said =
                serde_json::json!({ "ready": false, "why": "The database does not answer." });
            (StatusCode::SERVICE_UNAVAILABLE, Json(said)).into_response()
        }
    }
}

/// `GET /metrics`: Prometheus text, to whom `metrics.access` allows it.
pub(crate) async fn metrics(app: State, headers: HeaderMap) -> Result<Response, Error> {
    may_read_metrics(&app, &headers).await?;
    let text = app.monitor.exposition().await?;
    Ok((
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
        .into_response())
}

async fn may_read_metrics(app: &State, headers: &HeaderMap) -> Result<(), Error> {
    let configured = match &app.settings.metrics {
        MetricsAccess::Open => return Ok(()),
        MetricsAccess::Closed => return Err(Error::NotFound("page /metrics".into())),
        MetricsAccess::Token(configured) => configured,
    };
    if let Some(sent) = extract::bearer(headers) {
        let is_configured = configured.as_ref().is_some_and(|token| {
            token
                .expose_secret()
                .as_bytes()
                .ct_eq(sent.as_bytes())
                .into()
        });
        if is_configured || app.accounts.bearer(sent).await?.is_some() {
            return Ok(());
        }
    }
    if let Some(cookie) = extract::session_cookie(headers, app)
        && app
            .accounts
            .session(cookie.expose_secret())
            .await?
            .is_some()
    {
        return Ok(());
    }
    Err(Error::NotSignedIn)
}
