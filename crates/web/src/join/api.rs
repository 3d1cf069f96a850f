//! What is known of joining, for programs.

use ::meetings::{
    PublicId,
    join::{JoinCount, Ratings, TroubleReport},
};
use axum::{Json, extract::Path};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected},
};

/// What is known of joining one meeting or webinar.
#[derive(Serialize, ToSchema)]
pub(super) struct Joining {
    /// What came of the clicks on Join.
    outcomes: Vec<JoinCount>,
    /// What failed in browsers.
    troubles: Vec<TroubleReport>,
    /// What people thought of it.
    ratings: Ratings,
}

/// What failed when visitors joined in the browser, over all meetings, the latest first.
#[utoipa::path(get, path = "/api/v1/join/reports", tag = "join",
    responses((status = 200, body = [TroubleReport]), (status = 401, body = Problem)))]
pub(super) async fn reports(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<TroubleReport>>, Error> {
    Ok(Json(app.meetings.reports(&caller.principal, &at.id).await?))
}

/// How joining one meeting or webinar in the browser went.
#[utoipa::path(get, path = "/api/v1/join/{id}", tag = "join",
    params(("id" = String, Path, description = "the public id")),
    responses((status = 200, body = Joining), (status = 401, body = Problem),
              (status = 404, body = Problem)))]
pub(super) async fn of_one(
    app: State,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Joining>, Error> {
    let (who, id) = (&caller.principal, PublicId(id));
    Ok(Json(Joining {
        outcomes: app.meetings.join_counts(who, &id).await?,
        troubles: app.meetings.reports_of(who, &id).await?,
        ratings: app.meetings.ratings(who, &id).await?,
    }))
}
