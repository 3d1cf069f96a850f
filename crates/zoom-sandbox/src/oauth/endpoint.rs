//! `POST /oauth/token`: who asks, with which grant.

use http::HeaderMap;
use zoom_types::oauth::TokenAnswer;

use crate::{
    Sandbox,
    marketplace::App,
    oauth::{
        grants,
        params::{Params, basic},
        refusal::Refusal,
    },
};

/// Answers a token request.
pub(crate) fn token(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    query: Option<&str>,
    body: &[u8],
) -> Result<TokenAnswer, Refusal> {
    let params = Params::read(query, body);
    let app = authenticate(sandbox, headers)?;
    let answer = match params.get("grant_type") {
        Some("account_credentials") => grants::account_credentials(sandbox, &app, &params),
        Some("authorization_code") => grants::authorization_code(sandbox, &app, &params),
        Some("refresh_token") => grants::refresh_token(sandbox, &app, &params),
        _ => Err(Refusal::Grant),
    }?;
    sandbox.touch();
    Ok(answer)
}

/// The app whose client id and secret stand in the `Authorization` header.
pub(crate) fn authenticate(sandbox: &Sandbox, headers: &HeaderMap) -> Result<App, Refusal> {
    let (client_id, secret) = basic(headers).ok_or(Refusal::Client)?;
    sandbox
        .apps()
        .by_client_id(&client_id)
        .filter(|app| app.client_secret.matches(&secret))
        .ok_or(Refusal::Client)
}
