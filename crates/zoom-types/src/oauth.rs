//! What the token endpoint answers. These hold live secrets: they have no `Debug` that shows them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ScopeSet;

/// A granted token, as `POST /oauth/token` answers it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// Opaque to everyone but Zoom.
    pub access_token: String,
    /// Always `bearer`.
    pub token_type: String,
    /// Absent for Server-to-Server and client-credential tokens; new at every refresh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Seconds the access token lives: 3599 or 3600.
    pub expires_in: i64,
    /// What was granted, separated by spaces, in the order of the app's configuration.
    #[serde(default)]
    pub scope: String,
    /// The account's regional host, e.g. `https://api-eu.zoom.us`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_url: Option<String>,
}

impl TokenAnswer {
    /// The granted scopes as a set.
    pub fn scopes(&self) -> ScopeSet {
        ScopeSet::parse(&self.scope)
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer")
            .field("access_token", &"[hidden]")
            .field("token_type", &self.token_type)
            .field(
                "refresh_token",
                &self.refresh_token.as_ref().map(|_| "[hidden]"),
            )
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .field("api_url", &self.api_url)
            .finish()
    }
}

/// A refusal of the token endpoint: HTTP 400 with `{"reason", "error"}`, not RFC 6749's
/// `error_description`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRefusal {
    /// Zoom's words, e.g. `Invalid client_id or client_secret`; sometimes left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// RFC 6749's word, e.g. `invalid_client`.
    pub error: String,
}
