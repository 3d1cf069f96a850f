//! When alarms open and who is told, as JSON.

use axum::{Json, extract::Path, http::StatusCode};
use connect::access::{Action, Resource};
use monitor::{AlarmSettings, Level, Policy, Revision, Tried, WebhookView};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
};

/// When alarms open and who is told; no secret is in it.
#[utoipa::path(get, path = "/api/v1/alarms/settings", tag = "alarms",
    responses((status = 200, body = AlarmSettings), (status = 401, body = Problem)))]
pub(super) async fn show(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<AlarmSettings>, Error> {
    app.may(&caller.principal, Action::Read, &at.probes())?;
    let settings = app.monitor.alarm_settings(&at.id).await;
    Ok(Json(settings?))
}

/// How many readings must agree, and from which level figures are told.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Rules {
    /// N of the last M.
    policy: Policy,
    /// `fair`, `poor` or `bad`.
    least_level: Level,
    /// The `revision` of the settings as they were read: refused when somebody changed them since.
    /// Left out, it goes over whatever holds.
    revision: Option<Revision>,
}

/// Set when alarms open.
#[utoipa::path(put, path = "/api/v1/alarms/settings", tag = "alarms",
    request_body = Rules,
    responses((status = 200, body = AlarmSettings), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
pub(super) async fn rules(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(rules): JsonBody<Rules>,
) -> Result<Json<AlarmSettings>, Error> {
    app.may(&caller.principal, Action::Change, &at.probes())?;
    let Rules {
        policy,
        least_level,
        revision,
    } = rules;
    app.monitor
        .set_alarm_rules(&at.id, policy, least_level, revision.as_ref())
        .await?;
    let settings = app.monitor.alarm_settings(&at.id).await;
    Ok(Json(settings?))
}

/// A mail address.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Recipient {
    /// For instance `oncall@example.org`.
    address: String,
}

/// Tell an address of alarms by mail.
#[utoipa::path(post, path = "/api/v1/alarms/recipients", tag = "alarms",
    request_body = Recipient,
    responses((status = 200, description = "Who is told now", body = AlarmSettings),
              (status = 422, body = Problem)))]
pub(super) async fn add_recipient(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(recipient): JsonBody<Recipient>,
) -> Result<Json<AlarmSettings>, Error> {
    let who = &caller.principal;
    app.may(who, Action::Change, &Resource::Installation)?;
    app.monitor
        .add_recipient(&at.id, who, &recipient.address)
        .await?;
    let settings = app.monitor.alarm_settings(&at.id).await;
    Ok(Json(settings?))
}

/// Tell an address no more.
#[utoipa::path(delete, path = "/api/v1/alarms/recipients/{address}", tag = "alarms",
    params(("address" = String, Path, description = "The mail address")),
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn remove_recipient(
    app: State,
    caller: Caller,
    at: Connected,
    Path(address): Path<String>,
) -> Result<StatusCode, Error> {
    let who = &caller.principal;
    app.may(who, Action::Change, &Resource::Installation)?;
    app.monitor.remove_recipient(&at.id, who, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send one test mail now, and say how that went.
#[utoipa::path(post, path = "/api/v1/alarms/recipients/{address}/test", tag = "alarms",
    params(("address" = String, Path, description = "The mail address")),
    responses((status = 200, body = Tried), (status = 422, body = Problem)))]
pub(super) async fn test_mail(
    app: State,
    caller: Caller,
    at: Connected,
    Path(address): Path<String>,
) -> Result<Json<Tried>, Error> {
    app.may(&caller.principal, Action::Change, &Resource::Installation)?;
    let tried = app.monitor.test_mail(&at.id, &address).await;
    Ok(Json(tried?))
}

/// A webhook to be called.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewWebhook {
    /// To know it by.
    name: String,
    /// `https://` or `http://`.
    url: String,
    /// At least 16 characters; without it one is made and answered this once.
    secret: Option<String>,
}

/// A webhook that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct Made {
    /// The webhook.
    webhook: WebhookView,
    /// The secret that was made for it; not shown again. None where one was given.
    secret: Option<String>,
}

/// Call an address with alarms.
#[utoipa::path(post, path = "/api/v1/alarms/webhooks", tag = "alarms",
    request_body = NewWebhook,
    responses((status = 201, body = Made), (status = 422, body = Problem)))]
pub(super) async fn add_webhook(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(new): JsonBody<NewWebhook>,
) -> Result<(StatusCode, Json<Made>), Error> {
    let who = &caller.principal;
    app.may(who, Action::Change, &Resource::Installation)?;
    let NewWebhook { name, url, secret } = new;
    let secret = secret.map(SecretString::from);
    let made = app
        .monitor
        .add_webhook(&at.id, who, &name, &url, secret)
        .await;
    let made = made?;
    let secret = made.secret.map(|secret| secret.expose_secret().to_owned());
    Ok((
        StatusCode::CREATED,
        Json(Made {
            webhook: made.webhook,
            secret,
        }),
    ))
}

/// Call a webhook no more.
#[utoipa::path(delete, path = "/api/v1/alarms/webhooks/{id}", tag = "alarms",
    params(("id" = String, Path, description = "As in the settings")),
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn remove_webhook(
    app: State,
    caller: Caller,
    at: Connected,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    let who = &caller.principal;
    app.may(who, Action::Change, &Resource::Installation)?;
    app.monitor.remove_webhook(&at.id, who, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Call a webhook now with a test, and say how that went.
#[utoipa::path(post, path = "/api/v1/alarms/webhooks/{id}/test", tag = "alarms",
    params(("id" = String, Path, description = "As in the settings")),
    responses((status = 200, body = Tried), (status = 404, body = Problem)))]
pub(super) async fn test_webhook(
    app: State,
    caller: Caller,
    at: Connected,
    Path(id): Path<String>,
) -> Result<Json<Tried>, Error> {
    app.may(&caller.principal, Action::Change, &Resource::Installation)?;
    let tried = app.monitor.test_webhook(&at.id, &id).await;
    Ok(Json(tried?))
}
