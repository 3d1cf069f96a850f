//! The emulated Zoom's addresses.

mod event_subscriptions;
mod faults;
mod headers;
mod oauth;
mod operations;
mod refusal;
mod status;
mod v2;
mod validation;

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get, post},
};

use self::headers::TrackingIds;
pub(crate) use self::operations::Slots;
use crate::{Sandbox, admin};

/// What every handler shares.
#[derive(Debug)]
pub(crate) struct Http {
    sandbox: Sandbox,
    slots: Slots,
    ids: TrackingIds,
}

pub(crate) fn router(sandbox: Sandbox) -> Router {
    let http = Arc::new(Http {
        slots: Slots::new(),
        ids: TrackingIds::new(sandbox.config().seed),
        sandbox: sandbox.clone(),
    });
    Router::new()
        .route("/v2", any(v2::answer))
        .route("/v2/{*path}", any(v2::answer))
        .route("/scim2/{*path}", any(oauth::not_here))
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/revoke", post(oauth::revoke))
        .route(
            "/.well-known/oauth-authorization-server",
            get(oauth::metadata),
        )
        .route("/status/api/v2/status.json", get(status::status))
        .route("/status/api/v2/summary.json", get(status::summary))
        .route("/status/api/v2/components.json", get(status::components))
        .with_state(http)
        .nest("/sandbox/v1", admin::router(sandbox))
}
