//! Sub-accounts for programs.

use ::account::{Invitation, OptionsForm, SubListing, Webinar, WebinarForm, WebinarOutcome};
use axum::{Json, extract::Path, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zoom_types::MeetingId;

use super::subs::sub;
use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// The sub-accounts that are known: Zoom's list where it is open, else those that were used.
#[utoipa::path(get, path = "/api/v1/sub-accounts", tag = "account",
    responses((status = 200, body = SubListing), (status = 401, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<SubListing>, Error> {
    Ok(Json(
        app.account.sub_accounts(&caller.principal, &at.id).await?,
    ))
}

/// A sub-account and its options.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SubOptions {
    /// Zoom's id.
    id: String,
    /// Its name.
    name: Option<String>,
    /// Its owner's mail address.
    owner_email: Option<String>,
    /// Room connectors of the primary account.
    share_rc: Option<bool>,
    /// Meeting connectors of the primary account.
    share_mc: Option<bool>,
    /// Whether its subscription renews itself.
    billing_auto_renew: Option<bool>,
}

/// A sub-account and the options it has.
#[utoipa::path(get, path = "/api/v1/sub-accounts/{account}/options", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account")),
    responses((status = 200, body = SubOptions), (status = 403, body = Problem)))]
pub(super) async fn options(
    app: State,
    caller: Caller,
    at: Connected,
    Path(account): Path<String>,
) -> Result<Json<SubOptions>, Error> {
    let place = sub(&account)?;
    let held = app
        .account
        .sub_account(&caller.principal, &at.id, &place)
        .await?;
    let options = held.options.unwrap_or_default();
    Ok(Json(SubOptions {
        id: held.id,
        name: held.account_name,
        owner_email: held.owner_email,
        share_rc: options.share_rc,
        share_mc: options.share_mc,
        billing_auto_renew: options.billing_auto_renew,
    }))
}

/// What is worth telling.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SubAccountNotes)]
pub(super) struct Notes {
    notes: Vec<String>,
}

/// Change options; `on`, `off`, or empty to leave one as it is.
#[utoipa::path(patch, path = "/api/v1/sub-accounts/{account}/options", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account")),
    request_body = OptionsForm,
    responses((status = 200, body = Notes), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn change_options(
    app: State,
    caller: Caller,
    at: Connected,
    Path(account): Path<String>,
    JsonBody(form): JsonBody<OptionsForm>,
) -> Result<Json<Notes>, Error> {
    let place = sub(&account)?;
    let who = &caller.principal;
    let notes = app
        .account
        .change_options(who, &at.id, &place, &form)
        .await?;
    Ok(Json(Notes { notes }))
}

/// The webinars of a sub-account that are known here.
#[utoipa::path(get, path = "/api/v1/sub-accounts/{account}/webinars", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account")),
    responses((status = 200, body = Vec<Webinar>), (status = 401, body = Problem)))]
pub(super) async fn webinars(
    app: State,
    caller: Caller,
    at: Connected,
    Path(account): Path<String>,
) -> Result<Json<Vec<Webinar>>, Error> {
    let place = sub(&account)?;
    Ok(Json(
        app.account
            .sub_webinars(&caller.principal, &at.id, &place)
            .await?,
    ))
}

/// Schedule a webinar for a host of the sub-account.
#[utoipa::path(post, path = "/api/v1/sub-accounts/{account}/webinars", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account")),
    request_body = WebinarForm,
    responses((status = 201, body = WebinarOutcome), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn create_webinar(
    app: State,
    caller: Caller,
    at: Connected,
    Path(account): Path<String>,
    JsonBody(form): JsonBody<WebinarForm>,
) -> Result<(StatusCode, Json<WebinarOutcome>), Error> {
    let place = sub(&account)?;
    let who = &caller.principal;
    let done = app
        .account
        .create_sub_webinar(who, &at.id, &place, &form, "")
        .await?;
    Ok((StatusCode::CREATED, Json(done)))
}

/// What Zoom holds of a sub-account's webinar.
#[utoipa::path(get, path = "/api/v1/sub-accounts/{account}/webinars/{id}", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account"),
           ("id" = u64, Path, description = "Zoom's number of the webinar")),
    responses((status = 200, body = WebinarOutcome), (status = 404, body = Problem)))]
pub(super) async fn webinar(
    app: State,
    caller: Caller,
    at: Connected,
    Path((account, id)): Path<(String, u64)>,
) -> Result<Json<WebinarOutcome>, Error> {
    let place = sub(&account)?;
    let who = &caller.principal;
    let id = MeetingId(id);
    Ok(Json(
        app.account
            .read_sub_webinar(who, &at.id, &place, id)
            .await?,
    ))
}

/// Change it: the whole form; only what differs is sent. With `seen` it is refused over a change.
#[utoipa::path(put, path = "/api/v1/sub-accounts/{account}/webinars/{id}", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account"),
           ("id" = u64, Path, description = "Zoom's number of the webinar")),
    request_body = WebinarForm,
    responses((status = 200, body = WebinarOutcome), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn change_webinar(
    app: State,
    caller: Caller,
    at: Connected,
    Path((account, id)): Path<(String, u64)>,
    JsonBody(form): JsonBody<WebinarForm>,
) -> Result<Json<WebinarOutcome>, Error> {
    let place = sub(&account)?;
    let who = &caller.principal;
    let id = MeetingId(id);
    let done = app
        .account
        .change_sub_webinar(who, &at.id, &place, id, &form)
        .await?;
    Ok(Json(done))
}

/// Delete it at Zoom.
#[utoipa::path(delete, path = "/api/v1/sub-accounts/{account}/webinars/{id}", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account"),
           ("id" = u64, Path, description = "Zoom's number of the webinar")),
    responses((status = 204), (status = 403, body = Problem)))]
pub(super) async fn delete_webinar(
    app: State,
    caller: Caller,
    at: Connected,
    Path((account, id)): Path<(String, u64)>,
) -> Result<StatusCode, Error> {
    let place = sub(&account)?;
    let who = &caller.principal;
    app.account
        .delete_sub_webinar(who, &at.id, &place, MeetingId(id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is invited.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SubAccountInvite)]
pub(super) struct Invite {
    /// The name of each.
    names: Vec<String>,
    /// Hours that the links live, 1 to 2160.
    #[serde(default = "two")]
    hours: u32,
}

fn two() -> u32 {
    2
}

/// A link of their own for each name. Answered once, kept nowhere.
#[utoipa::path(post, path = "/api/v1/sub-accounts/{account}/webinars/{id}/invite-links", tag = "account",
    params(("account" = String, Path, description = "Zoom's id of the sub-account"),
           ("id" = u64, Path, description = "Zoom's number of the webinar")),
    request_body = Invite,
    responses((status = 201, body = Vec<Invitation>), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn invite(
    app: State,
    caller: Caller,
    at: Connected,
    Path((account, id)): Path<(String, u64)>,
    JsonBody(sent): JsonBody<Invite>,
) -> Result<(StatusCode, Json<Vec<Invitation>>), Error> {
    let place = sub(&account)?;
    let names = sent.names.join("\n");
    let hours = sent.hours.to_string();
    let links = app
        .account
        .invite_to_sub_webinar(
            &caller.principal,
            &at.id,
            &place,
            MeetingId(id),
            &names,
            &hours,
        )
        .await?;
    Ok((StatusCode::CREATED, Json(links)))
}
