//! `GET /api/v1/sdk` and `POST /api/v1/sdk/fetch`.

use axum::{Json, http::StatusCode};
use connect::access::{Action, Resource};
use meeting_sdk::{From, Status};

use crate::{Error, State, error::Problem, extract::Caller};

/// The Meeting SDK on this server: version, age, size, Zoom's calendar, a fetch under way.
#[utoipa::path(get, path = "/api/v1/sdk", tag = "sdk",
    responses((status = 200, body = Status), (status = 401, body = Problem)))]
pub(super) async fn status(app: State, caller: Caller) -> Result<Json<Status>, Error> {
    app.may(&caller.principal, Action::Read, &Resource::Installation)?;
    Ok(Json(app.sdk.status().await))
}

/// Begin to fetch the pinned Meeting SDK; older versions go once it is there.
#[utoipa::path(post, path = "/api/v1/sdk/fetch", tag = "sdk",
    responses((status = 202, description = "Begun; `fetching` says how far it is", body = Status),
              (status = 409, description = "One is under way", body = Problem),
              (status = 401, body = Problem)))]
pub(super) async fn fetch(app: State, caller: Caller) -> Result<(StatusCode, Json<Status>), Error> {
    app.may(&caller.principal, Action::Change, &Resource::Installation)?;
    app.sdk.begin(From::Npm)?;
    Ok((StatusCode::ACCEPTED, Json(app.sdk.status().await)))
}
