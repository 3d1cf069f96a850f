//! RFC 8414 metadata of the OAuth server.

use serde::Serialize;

use crate::Sandbox;

/// The document at `/.well-known/oauth-authorization-server`.
#[derive(Debug, Serialize)]
pub(crate) struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: String,
    response_types_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 4],
    token_endpoint_auth_methods_supported: [&'static str; 1],
    code_challenge_methods_supported: [&'static str; 2],
}

/// Zoom's document with this sandbox's addresses. It lists the grants as Zoom's does:
/// `account_credentials` works and is not in it.
pub(crate) fn metadata(sandbox: &Sandbox) -> Metadata {
    Metadata {
        issuer: sandbox.origin(),
        authorization_endpoint: sandbox.oauth_url("authorize").into(),
        token_endpoint: sandbox.oauth_url("token").into(),
        revocation_endpoint: sandbox.oauth_url("revoke").into(),
        response_types_supported: ["code"],
        grant_types_supported: [
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
        token_endpoint_auth_methods_supported: ["client_secret_basic"],
        code_challenge_methods_supported: ["S256", "plain"],
    }
}
