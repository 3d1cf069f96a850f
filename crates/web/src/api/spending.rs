//! `GET /api/v1/spending`: how much of Zoom's quota is used, and what is left of our share.

use axum::Json;
use connect::access::{Action, Resource};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
    spending::{self, Spending},
};

/// How much of Zoom's quota Parfocal used today.
#[utoipa::path(get, path = "/api/v1/spending", tag = "spending",
    responses((status = 200, body = Spending), (status = 401, body = Problem)))]
pub(super) async fn spending(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Spending>, Error> {
    app.may(&caller.principal, Action::Read, &Resource::Connections)?;
    Ok(Json(spending::of(&app, &at.id).await?))
}
