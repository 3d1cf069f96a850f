//! `GET /api/v1/live` and one instance: what is under way, as the pages show it.

use axum::{Json, extract::Path};
use connect::access::Action;
use monitor::{AttentionView, InstanceView, LiveView};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
};

/// What is under way: meetings and webinars with their people counted, the latest events, and how
/// it is known (`pushed`, `polled` or `nothing`).
#[utoipa::path(get, path = "/api/v1/live", tag = "live",
    responses((status = 200, body = LiveView), (status = 401, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<LiveView>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(app.monitor.live(&at.id).await?))
}

/// One instance with its people and events; readable for a week after its end.
#[utoipa::path(get, path = "/api/v1/live/{uuid}", tag = "live",
    params(("uuid" = String, Path, description = "The run's UUID, percent-encoded: it may hold `/`")),
    responses((status = 200, body = InstanceView), (status = 401, body = Problem),
              (status = 404, body = Problem)))]
pub(super) async fn show(
    app: State,
    caller: Caller,
    at: Connected,
    Path(uuid): Path<String>,
) -> Result<Json<InstanceView>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    let found = app.monitor.live_instance(&at.id, &uuid).await?;
    let found = found.ok_or_else(|| Error::NotFound(format!("instance “{uuid}”")))?;
    Ok(Json(found))
}

/// Meetings and webinars under way that need somebody, the gravest first, each with the likely
/// cause; and what cannot be told.
#[utoipa::path(get, path = "/api/v1/attention", tag = "live",
    responses((status = 200, body = AttentionView), (status = 401, body = Problem)))]
pub(super) async fn attention(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<AttentionView>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    Ok(Json(app.monitor.attention(&at.id).await?))
}
