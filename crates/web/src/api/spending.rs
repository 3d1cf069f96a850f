//! `GET /api/v1/spending`: how much of Zoom's quota is used, by whom, and what will happen.

use axum::{Json, extract::Query};
use connect::access::{Action, Resource};
use monitor::{DayView, SpendingView};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
};

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Back {
    /// So many days, today among them; at most 40, 7 without it.
    days: Option<u32>,
}

/// How much of Zoom's quota Parfocal used today, who spent it, and what will happen by midnight
/// UTC.
#[utoipa::path(get, path = "/api/v1/spending", tag = "spending",
    responses((status = 200, body = SpendingView), (status = 401, body = Problem)))]
pub(super) async fn spending(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<SpendingView>, Error> {
    app.may(&caller.principal, Action::Read, &Resource::Connections)?;
    let who = &caller.principal;
    let spent = crate::spending(&app.monitor, &app.people, who, &at.id).await?;
    Ok(Json(spent))
}

/// What was spent on the last days, today first.
#[utoipa::path(get, path = "/api/v1/spending/days", tag = "spending", params(Back),
    responses((status = 200, body = [DayView]), (status = 401, body = Problem)))]
pub(super) async fn days(
    app: State,
    caller: Caller,
    at: Connected,
    Query(back): Query<Back>,
) -> Result<Json<Vec<DayView>>, Error> {
    app.may(&caller.principal, Action::Read, &Resource::Connections)?;
    let days = back.days.unwrap_or(7);
    Ok(Json(app.monitor.spending_days(&at.id, days).await?))
}
