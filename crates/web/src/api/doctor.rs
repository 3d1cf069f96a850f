//! `GET /api/v1/doctor`: what works, what does not, and what to do.

use axum::Json;
use connect::{Report, access::Action};

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
};

/// What works, what does not, and what to do.
#[utoipa::path(get, path = "/api/v1/doctor", tag = "doctor",
    responses((status = 200, description = "Findings, features and sets", body = Report),
              (status = 401, body = Problem)))]
pub(super) async fn report(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Report>, Error> {
    app.may(&caller.principal, Action::Run, &at.credentials())?;
    let now = app.clock.now();
    let report = crate::doctor(
        &app.connect,
        &app.inbox,
        &app.sdk,
        &app.meetings,
        &at.id,
        now,
    )
    .await?;
    Ok(Json(report))
}
