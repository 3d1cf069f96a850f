//! The webhook address of the connection: what to enter, what is known of it, what is accepted.

use axum::Json;
use connect::access::Action;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Error, State,
    error::Problem,
    extract::{Caller, Connected, JsonBody},
    settings,
};

/// The address and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Webhook {
    /// What to enter on the app's Feature page.
    address: String,
    /// `no_address`, `no_tls`, `bad_certificate`, `unreachable`, `not_us` or `answers`: the public
    /// address seen from this machine just now.
    #[schema(value_type = String)]
    verdict: connect::Verdict,
    /// The same in words.
    says: String,
    /// When Zoom checked the address for the first time.
    #[schema(value_type = Option<String>)]
    first_validation_at: Option<Timestamp>,
    /// When the first event came.
    #[schema(value_type = Option<String>)]
    first_event_at: Option<Timestamp>,
    /// Whether webhooks that carry only the Verification Token are accepted.
    accept_verification_token: bool,
}

async fn now(app: &State, at: &Connected) -> Result<Webhook, Error> {
    let reach = app.connect.reach().await;
    let health = app.inbox.health(at.id.as_str()).await?;
    Ok(Webhook {
        address: settings::webhook_address(app, &at.id),
        verdict: reach.verdict,
        says: reach.says,
        first_validation_at: health.first_validation_at,
        first_event_at: health.first_event_at,
        accept_verification_token: app.connect.accepts_verification_token(&at.id).await?,
    })
}

/// The webhook address, looked at from here now.
#[utoipa::path(get, path = "/api/v1/webhook", tag = "events",
    responses((status = 200, body = Webhook), (status = 401, body = Problem)))]
pub(super) async fn show(
    app: State,
    caller: Caller,
    at: Connected,
) -> Result<Json<Webhook>, Error> {
    app.may(&caller.principal, Action::Run, &at.credentials())?;
    Ok(Json(now(&app, &at).await?))
}

/// What is accepted.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Choice {
    /// Webhooks that carry only the Verification Token: they are not signed.
    accept_verification_token: bool,
}

/// Accept webhooks that carry only the Verification Token, or no longer.
#[utoipa::path(put, path = "/api/v1/webhook", tag = "events", request_body = Choice,
    responses((status = 200, body = Webhook), (status = 401, body = Problem)))]
pub(super) async fn choose(
    app: State,
    caller: Caller,
    at: Connected,
    JsonBody(choice): JsonBody<Choice>,
) -> Result<Json<Webhook>, Error> {
    app.may(&caller.principal, Action::Change, &at.credentials())?;
    app.connect
        .accept_verification_token(&at.id, &caller.principal, choice.accept_verification_token)
        .await?;
    Ok(Json(now(&app, &at).await?))
}
