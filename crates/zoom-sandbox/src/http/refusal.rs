//! Refusals of the HTTP layer in Zoom's own words.

use crate::call::Reply;

/// Why a request never reached its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No bearer token, or one that nobody gave out.
    TokenInvalid,
    /// The token's hour is over.
    TokenExpired,
    /// No operation of the catalogue has this method and path.
    UnknownPath,
    /// None of the operation's scopes was granted.
    Scopes {
        /// The granular scopes in the catalogue's order; the classic ones where there are none.
        scopes: Vec<&'static str>,
        /// Whether these are classic scopes: the words differ by a space.
        classic: bool,
    },
    /// The same at the gateway of Zoom Events, which answers broken JSON.
    EventsScopes {
        /// The scopes.
        scopes: Vec<&'static str>,
    },
    /// The user's role lacks permissions the operation asks for.
    Role {
        /// Such as `User:Edit`.
        permissions: Vec<&'static str>,
    },
    /// The body is larger than the sandbox reads.
    TooLarge,
    /// The operation is in the catalogue and not modelled.
    NotModelled {
        /// The catalogue's key.
        key: &'static str,
    },
}

impl Refusal {
    pub(crate) fn reply(&self) -> Reply {
        match self {
            Self::TokenInvalid => Reply::error(401, 124, "Invalid access token."),
            Self::TokenExpired => Reply::error(401, 124, "Access token is expired."),
            Self::UnknownPath => Reply::error(404, 2300, "This API endpoint is not recognized."),
            Self::Scopes { scopes, classic } => {
                let space = if *classic { " " } else { "" };
                let list = scopes.join(", ");
                let words =
                    format!("Invalid access token, does not contain scopes:{space}[{list}].");
                Reply::error(400, 4711, &words)
            }
            Self::EventsScopes { scopes } => {
                // The quotes inside the message are not escaped: seen so in the field, and a
                // client has to survive it.
                let list = scopes.join("\",\"");
                let body = format!(
                    "{{\"code\":104,\"message\":\"Invalid access token, does not contain scopes:[\"{list}\"]\"}}"
                );
                Reply {
                    status: 400,
                    body: body.into_bytes().into(),
                }
            }
            Self::Role { permissions } => {
                let list = permissions.join(", ");
                let words = format!("Invalid access token. Does not contain permissions [{list}].");
                Reply::error(400, 200, &words)
            }
            Self::TooLarge => Reply::error(413, 413, "Request entity too large."),
            Self::NotModelled { key } => {
                let words = format!("The sandbox does not model this operation yet: {key}.");
                Reply::error(501, 2300, &words)
            }
        }
    }
}
