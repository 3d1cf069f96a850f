//! The same for programs: `/api/v1/meetings/{id}/…` and `/api/v1/webinars/{id}/…`, where `id` is
//! the public id, Zoom's number, or a link with its slashes encoded.

use ::meetings::{Coming, InvitationText, JoinToken, Links, LinksForm, Summary, TokenFor};
use axum::{Json, extract::Query, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::named::Named;
use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// Whose.
#[derive(Debug, Deserialize)]
pub(super) struct OfHost {
    #[serde(default)]
    host: String,
}

/// What somebody has within the next day, as Zoom itself lists it.
#[utoipa::path(get, path = "/api/v1/upcoming", tag = "meetings",
    params(("host" = String, Query, description = "a mail address or Zoom's user id")),
    responses((status = 200, body = Vec<Coming>), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn upcoming(
    app: State,
    caller: Caller,
    at: Connected,
    Query(of): Query<OfHost>,
) -> Result<Json<Vec<Coming>>, Error> {
    let found = app.meetings.upcoming(&caller.principal, &at.id, &of.host);
    Ok(Json(found.await?))
}

/// The text that Zoom writes for people to forward. It holds the join link and the passcode.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/invitation", tag = "meetings",
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 200, body = InvitationText), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn invitation(
    app: State,
    caller: Caller,
    named: Named,
) -> Result<Json<InvitationText>, Error> {
    let target = named.to_change(&app, &caller.principal).await?;
    Ok(Json(
        app.meetings.invitation(&caller.principal, &target).await?,
    ))
}

/// Of which run.
#[derive(Debug, Deserialize)]
pub(super) struct OfRun {
    run: Option<String>,
}

/// What Zoom's assistant wrote about a run that is over.
#[utoipa::path(get, path = "/api/v1/meetings/{id}/summary", tag = "meetings",
    params(("id" = String, Path, description = "public id or Zoom's number"),
           ("run" = Option<String>, Query, description = "the UUID of an earlier run")),
    responses((status = 200, body = Summary), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn summary(
    app: State,
    caller: Caller,
    named: Named,
    Query(of): Query<OfRun>,
) -> Result<Json<Summary>, Error> {
    let target = named.target(&app, &caller.principal).await?;
    let summary = app
        .meetings
        .summary(&caller.principal, &target, of.run.as_deref());
    Ok(Json(summary.await?))
}

/// What a token is for.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Wanted {
    /// `live_streaming` or `local_archiving`.
    purpose: TokenFor,
}

/// Make a join token for a streaming or archiving client. It lives two minutes, is answered once
/// and kept nowhere; that it was made is written down.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/tokens", tag = "meetings", request_body = Wanted,
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 201, body = JoinToken), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn token(
    app: State,
    caller: Caller,
    named: Named,
    JsonBody(wanted): JsonBody<Wanted>,
) -> Result<(StatusCode, Json<JoinToken>), Error> {
    let target = named.to_change(&app, &caller.principal).await?;
    let token = app
        .meetings
        .join_token(&caller.principal, &target, wanted.purpose);
    Ok((StatusCode::CREATED, Json(token.await?)))
}

/// Make a join link for each of many people, in parts of five hundred. Rows without a link say
/// why.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/links", tag = "meetings",
    request_body = LinksForm,
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 201, body = Links), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn meeting_links(
    app: State,
    caller: Caller,
    named: Named,
    JsonBody(form): JsonBody<LinksForm>,
) -> Result<(StatusCode, Json<Links>), Error> {
    links(&app, &caller, &named, &form).await
}

/// Make a join link for each of many people, in parts of five hundred. Rows without a link say
/// why.
#[utoipa::path(post, path = "/api/v1/webinars/{id}/links", tag = "meetings",
    request_body = LinksForm,
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 201, body = Links), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn webinar_links(
    app: State,
    caller: Caller,
    named: Named,
    JsonBody(form): JsonBody<LinksForm>,
) -> Result<(StatusCode, Json<Links>), Error> {
    links(&app, &caller, &named, &form).await
}

async fn links(
    app: &State,
    caller: &Caller,
    named: &Named,
    form: &LinksForm,
) -> Result<(StatusCode, Json<Links>), Error> {
    let target = named.to_change(app, &caller.principal).await?;
    let links = app.meetings.links(&caller.principal, &target, form, "");
    Ok((StatusCode::CREATED, Json(links.await?)))
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Told {
    /// What is worth telling; empty where it went as asked.
    notes: Vec<String>,
}

/// End a meeting for everybody who is in it, by its number as well.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/end", tag = "meetings",
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 200, body = Told), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn end_meeting(
    app: State,
    caller: Caller,
    named: Named,
) -> Result<Json<Told>, Error> {
    end(&app, &caller, &named).await
}

/// End a webinar for everybody who is in it, by its number as well.
#[utoipa::path(post, path = "/api/v1/webinars/{id}/end", tag = "meetings",
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 200, body = Told), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn end_webinar(
    app: State,
    caller: Caller,
    named: Named,
) -> Result<Json<Told>, Error> {
    end(&app, &caller, &named).await
}

async fn end(app: &State, caller: &Caller, named: &Named) -> Result<Json<Told>, Error> {
    let target = named.to_change(app, &caller.principal).await?;
    let notes = app.meetings.end_target(&caller.principal, &target).await?;
    Ok(Json(Told { notes }))
}

/// Recover a meeting that was deleted within thirty days.
#[utoipa::path(post, path = "/api/v1/meetings/{id}/recover", tag = "meetings",
    params(("id" = String, Path, description = "public id or Zoom's number")),
    responses((status = 200, body = Told), (status = 403, body = Problem),
              (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn recover(app: State, caller: Caller, named: Named) -> Result<Json<Told>, Error> {
    let target = named.to_change(&app, &caller.principal).await?;
    let notes = app.meetings.recover(&caller.principal, &target).await?;
    Ok(Json(Told { notes }))
}
