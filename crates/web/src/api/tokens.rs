//! `/api/v1/tokens`: what the page *API tokens* does, for programs that administer.

use axum::{Json, extract::Path, http::StatusCode};
use connect::access::{Action, Resource, Rights};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Error, State,
    accounts::ApiToken,
    error::Problem,
    extract::{Caller, JsonBody},
};

/// Every token, without its value.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens",
    responses((status = 200, body = Vec<ApiToken>)))]
pub(super) async fn list(app: State, caller: Caller) -> Result<Json<Vec<ApiToken>>, Error> {
    app.may(&caller.principal, Action::Read, &Resource::Installation)?;
    Ok(Json(app.accounts.api_tokens().await?))
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
#[schema(as = TokenWanted)]
pub(super) struct Wanted {
    /// The program it is for.
    #[schema(example = "prometheus", min_length = 1, max_length = 100)]
    name: String,
    /// `read` (unless said), `operate` or `administer`.
    #[schema(value_type = Option<String>, example = "read")]
    rights: Option<Rights>,
}

/// A token just made.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenMade)]
pub(super) struct Made {
    /// What is listed of it.
    listed: ApiToken,
    /// The token itself; it is never shown again.
    #[schema(example = "pf_…")]
    token: String,
}

/// Make a token; its value is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = Wanted,
    responses((status = 201, body = Made), (status = 422, body = Problem)))]
pub(super) async fn create(
    app: State,
    caller: Caller,
    JsonBody(wanted): JsonBody<Wanted>,
) -> Result<(StatusCode, Json<Made>), Error> {
    app.may(&caller.principal, Action::Change, &Resource::Installation)?;
    let rights = wanted.rights.unwrap_or(Rights::Read);
    let made = app.accounts.create_token_with(&wanted.name, rights).await?;
    let token = made.token.expose_secret().to_owned();
    let listed = made.listed;
    Ok((StatusCode::CREATED, Json(Made { listed, token })))
}

/// End a token.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens",
    params(("id" = String, Path, description = "as in the list")),
    responses((status = 204, description = "Ended"), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    app: State,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Error> {
    app.may(&caller.principal, Action::Change, &Resource::Installation)?;
    if !app.accounts.revoke_api_token(&id).await? {
        return Err(Error::NotFound(format!("API token {id}")));
    }
    Ok(StatusCode::NO_CONTENT)
}
