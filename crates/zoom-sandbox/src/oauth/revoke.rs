//! `POST /oauth/revoke`: a client ends a token of its own.

use http::HeaderMap;
use serde::Serialize;

use crate::{
    Sandbox,
    oauth::{endpoint::authenticate, params::Params, refusal::Refusal},
};

/// `{"status":"success"}`.
#[derive(Debug, Serialize)]
pub(crate) struct Revoked {
    status: &'static str,
}

/// Ends the `token`. Another client's token, or one already ended, is `Invalid Token!`.
pub(crate) fn revoke(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    query: Option<&str>,
    body: &[u8],
) -> Result<Revoked, Refusal> {
    let app = authenticate(sandbox, headers)?;
    let params = Params::read(query, body);
    let token = params.get("token").unwrap_or_default();
    if !sandbox.tokens().revoke(token, &app.client_id) {
        return Err(Refusal::RefreshToken);
    }
    sandbox.touch();
    Ok(Revoked { status: "success" })
}
