//! The same for programs. Links and passcodes of recordings are in no answer.

use ::meetings::{
    AuditEntry,
    recordings::{Fate, Order, Recorded, RecordingsAsked, RecordingsFound},
};
use axum::{
    Json,
    extract::{Path, Query},
};

use super::run_of;
use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// Recordings of some days, or what is in the trash: of one host, or of the whole account.
#[utoipa::path(get, path = "/api/v1/recordings", tag = "recordings",
    params(("host" = Option<String>, Query, description = "mail address or user id; without it everybody"),
           ("from" = Option<String>, Query, description = "first day, UTC; a month before the last by default"),
           ("to" = Option<String>, Query, description = "last day, UTC; today by default"),
           ("trash" = Option<String>, Query, description = "1 lists what is in the trash")),
    responses((status = 200, body = RecordingsFound), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
    Query(asked): Query<RecordingsAsked>,
) -> Result<Json<RecordingsFound>, Error> {
    let found = app.meetings.recordings(&caller.principal, &at.id, &asked);
    Ok(Json(found.await?))
}

/// One recording with its files, by the UUID of its run (`+` and `/` may be written `-` and `_`),
/// or by a number for the latest run that was recorded.
#[utoipa::path(get, path = "/api/v1/recordings/{run}", tag = "recordings",
    params(("run" = String, Path, description = "UUID of the run, or number of the meeting")),
    responses((status = 200, body = Recorded), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn one(
    app: State,
    caller: Caller,
    at: Connected,
    Path(run): Path<String>,
) -> Result<Json<Recorded>, Error> {
    let run = run_of(&run);
    let found = app.meetings.recording(&caller.principal, &at.id, &run);
    Ok(Json(found.await?))
}

/// Move recordings or files to the trash, recover them, or delete them for good: at most ten at
/// once, each with its fate; more are a job (`/api/v1/recordings-jobs`). Deleting for good takes
/// `confirm`: `delete` and how many.
#[utoipa::path(post, path = "/api/v1/recordings/orders", tag = "recordings", request_body = Order,
    responses((status = 200, body = Vec<Fate>), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn order(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(order): JsonBody<Order>,
) -> Result<Json<Vec<Fate>>, Error> {
    let fates = app
        .meetings
        .order_recordings(&caller.principal, &at.id, &order);
    Ok(Json(fates.await?))
}

/// Who did what with recordings, the latest fifty.
#[utoipa::path(get, path = "/api/v1/recordings/audit", tag = "recordings",
    responses((status = 200, body = Vec<AuditEntry>)))]
pub(super) async fn history(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<AuditEntry>>, Error> {
    let history = app.meetings.recordings_history(&caller.principal, &at.id);
    Ok(Json(history.await?))
}
