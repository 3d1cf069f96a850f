//! What the token endpoint answers when it does not give a token: always status 400, always
//! `{"reason", "error"}`.

use zoom_types::oauth::TokenRefusal;

/// A refusal of the token or revoke endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Unknown client id, wrong secret, or no Basic credentials.
    Client,
    /// An unknown grant, a grant this app does not have, a wrong account id, or parameters that
    /// were not seen: Zoom answers all of these alike.
    Grant,
    /// The Server-to-Server app is not activated (Zoom's code 4717).
    Disabled,
    /// The code is unknown, used, expired, or its PKCE proof is wrong.
    Code(String),
    /// The redirect URL is not the one the code was sent to (Zoom's code 4709).
    Redirect,
    /// The refresh token is not the newest one, or was revoked.
    RefreshToken,
}

impl Refusal {
    pub(crate) fn wire(self) -> TokenRefusal {
        let (reason, error) = match self {
            Self::Client => (
                "Invalid client_id or client_secret".to_owned(),
                "invalid_client",
            ),
            Self::Grant => (
                "unsupported grant type".to_owned(),
                "unsupported_grant_type",
            ),
            Self::Disabled => ("The app has been disabled".to_owned(), "invalid_client"),
            Self::Code(code) => (
                format!("Invalid authorization code [{code}]"),
                "invalid_grant",
            ),
            Self::Redirect => ("Redirect URI mismatch.".to_owned(), "invalid_grant"),
            Self::RefreshToken => ("Invalid Token!".to_owned(), "invalid_grant"),
        };
        TokenRefusal {
            reason: Some(reason),
            error: error.to_owned(),
        }
    }
}
