//! Credential sets: what the Zoom settings page does, for programs. No answer holds a secret.

use axum::{Json, extract::Path};
use connect::{CallbackOutcome, CheckReport, ConnectError, CredentialSet, SetKind, access::Action};
use secrecy::SecretString;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody, json_body},
};

/// Every credential set of the connection.
#[utoipa::path(get, path = "/api/v1/credentials", tag = "credentials",
    responses((status = 200, description = "The sets, without secrets", body = Vec<CredentialSet>),
              (status = 401, body = Problem)))]
pub(super) async fn list(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Vec<CredentialSet>>, Error> {
    app.may(&caller.principal, Action::Read, &at.credentials())?;
    Ok(Json(app.connect.sets(&at.id).await?))
}

/// Fetch a new token with a set and say what was found.
#[utoipa::path(post, path = "/api/v1/credentials/{set}/check", tag = "credentials",
    params(("set" = String, Path, description = "monitoring, server_to_server or meeting_sdk")),
    responses((status = 200, description = "State, findings, scopes", body = CheckReport),
              (status = 409, body = Problem)))]
pub(super) async fn check(
    app: State,
    caller: Caller,
    at: Connected,
    Path(set): Path<String>,
) -> Result<Json<CheckReport>, Error> {
    app.may(&caller.principal, Action::Run, &at.credentials())?;
    Ok(Json(
        app.connect
            .check(&at.id, &caller.principal, kind(&set)?)
            .await?,
    ))
}

/// Forget a set; the connection and its history stay.
#[utoipa::path(delete, path = "/api/v1/credentials/{set}", tag = "credentials",
    params(("set" = String, Path, description = "monitoring, server_to_server or meeting_sdk")),
    responses((status = 204, description = "Forgotten")))]
pub(super) async fn forget(
    app: State,
    caller: Caller,
    at: Connected,
    Path(set): Path<String>,
) -> Result<axum::http::StatusCode, Error> {
    app.may(&caller.principal, Action::Change, &at.credentials())?;
    app.connect
        .forget(&at.id, &caller.principal, kind(&set)?)
        .await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// The fields of the monitoring app, for the description only.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes connect's form, which knows no OpenAPI")]
pub(super) struct MonitoringFields {
    /// Left out: the saved one stays.
    app_name: Option<String>,
    client_id: String,
    /// Left out: the saved one stays.
    client_secret: Option<String>,
    /// Left out: the saved one stays; empty: this server's own.
    redirect_url: Option<String>,
    /// Bare, or the whole redirected address.
    authorization_code: Option<String>,
    secret_token: Option<String>,
    verification_token: Option<String>,
}

/// The fields of the Server-to-Server app, for the description only.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes connect's form, which knows no OpenAPI")]
pub(super) struct ServerToServerFields {
    /// Left out: the saved one stays.
    app_name: Option<String>,
    account_id: String,
    client_id: String,
    /// Left out: the saved one stays.
    client_secret: Option<String>,
    /// Of the app's event subscriptions; left out: the saved one stays.
    secret_token: Option<String>,
    /// The same.
    verification_token: Option<String>,
}

/// The fields of the Meeting SDK app, for the description only.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes connect's form, which knows no OpenAPI")]
pub(super) struct MeetingSdkFields {
    /// Left out: the saved one stays.
    app_name: Option<String>,
    client_id: String,
    /// Left out: the saved one stays.
    client_secret: Option<String>,
}

/// What is sent, by kind of set; for the description only.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes connect's forms, which know no OpenAPI")]
pub(super) enum Fields {
    Monitoring(MonitoringFields),
    ServerToServer(ServerToServerFields),
    MeetingSdk(MeetingSdkFields),
}

/// Save a set, then check it.
#[utoipa::path(put, path = "/api/v1/credentials/{set}", tag = "credentials",
    params(("set" = String, Path, description = "monitoring, server_to_server or meeting_sdk")),
    request_body = Fields,
    responses((status = 200, description = "Saved; what the check found", body = CheckReport),
              (status = 409, description = "Somebody else saved it meanwhile", body = Problem),
              (status = 422, body = Problem),
              (status = 502, description = "Zoom could not be asked", body = Problem)))]
pub(super) async fn save(
    app: State,
    caller: Caller,
    at: Connected,
    Path(set): Path<String>,
    JsonBody(fields): JsonBody<serde_json::Map<String, serde_json::Value>>,
) -> Result<Json<CheckReport>, Error> {
    let kind = kind(&set)?;
    let who = &caller.principal;
    app.may(who, Action::Change, &at.credentials())?;
    let kept = app.connect.set(&at.id, kind).await?;
    match kind {
        SetKind::Monitoring => {
            app.connect
                .save_monitoring(&at.id, who, read(fields, kept)?)
                .await?
        }
        SetKind::ServerToServer => {
            app.connect
                .save_server_to_server(&at.id, who, read(fields, kept)?)
                .await?
        }
        SetKind::MeetingSdk => {
            app.connect
                .save_meeting_sdk(&at.id, who, read(fields, kept)?)
                .await?
        }
    };
    Ok(Json(app.connect.check(&at.id, who, kind).await?))
}

/// The form of what was sent. What is left out stays as it is saved.
fn read<T: DeserializeOwned>(
    mut fields: serde_json::Map<String, serde_json::Value>,
    kept: Option<CredentialSet>,
) -> Result<T, Error> {
    // Of what was sent alone: what is kept has names that not every form knows.
    json_body::read::<T>(fields.clone().into()).map_err(ConnectError::Form)?;
    if let Some(kept) = kept {
        keep(kept, &mut fields);
    }
    serde_json::from_value(fields.into())
        .map_err(|error| Error::Unreadable(format!("The credentials cannot be read: {error}.")))
}

fn keep(kept: CredentialSet, fields: &mut serde_json::Map<String, serde_json::Value>) {
    let mut stays = |name: &str, value: serde_json::Value| {
        fields.entry(name).or_insert(value);
    };
    stays("app_name", kept.app_name.into());
    if let Some(url) = kept.redirect_url {
        stays("redirect_url", url.into());
    }
    if let Ok(preset) = serde_json::to_value(kept.preset) {
        stays("preset", preset);
    }
}

/// Where an administrator allows the monitoring app.
#[derive(Serialize, ToSchema)]
pub(super) struct Authorization {
    /// Open it in a browser that is signed in to Zoom.
    url: String,
}

/// Begin an authorization of the monitoring app.
#[utoipa::path(post, path = "/api/v1/authorization", tag = "credentials",
    responses((status = 200, body = Authorization), (status = 409, body = Problem)))]
pub(super) async fn authorize(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Authorization>, Error> {
    app.may(&caller.principal, Action::Change, &at.credentials())?;
    let url = app
        .connect
        .begin_authorization(&at.id, &caller.principal)
        .await?;
    Ok(Json(Authorization { url: url.into() }))
}

/// An authorization code.
#[derive(Deserialize, ToSchema)]
pub(super) struct Code {
    /// Bare, or the whole redirected address.
    #[schema(value_type = String)]
    code: SecretString,
}

/// Exchange an authorization code.
#[utoipa::path(post, path = "/api/v1/authorization/code", tag = "credentials",
    request_body = Code,
    responses((status = 200, description = "Exchanged; what the check found", body = CheckReport),
              (status = 409, description = "No app is entered, or the code is of another sign-in", body = Problem),
              (status = 422, body = Problem),
              (status = 502, description = "Zoom could not be asked", body = Problem)))]
pub(super) async fn code(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(sent): JsonBody<Code>,
) -> Result<Json<CheckReport>, Error> {
    app.may(&caller.principal, Action::Change, &at.credentials())?;
    match app
        .connect
        .paste(&at.id, &caller.principal, &sent.code)
        .await?
    {
        CallbackOutcome::Exchanged { report, .. } => Ok(Json(report)),
        CallbackOutcome::Confirm(_) => Err(Error::Conflict(
            "The code belongs to another sign-in; confirm it on the page Zoom settings.".into(),
        )),
        CallbackOutcome::Refused(finding) => Err(Error::Refused(
            format!("{} {}", finding.says, finding.what_to_do)
                .trim()
                .into(),
        )),
    }
}

fn kind(name: &str) -> Result<SetKind, Error> {
    SetKind::from_key(name).ok_or_else(|| Error::NotFound(format!("credential set “{name}”")))
}
