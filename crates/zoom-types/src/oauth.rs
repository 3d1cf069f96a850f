//! What the token endpoint answers. These hold live secrets: they have no `Debug` that shows them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::ScopeSet;

/// A granted token, as `POST /oauth/token` answers it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// Opaque to everyone but Zoom.
    pub access_token: String,
    /// Always `bearer`.
    #[serde(default)]
    pub token_type: String,
    /// Absent for Server-to-Server and client-credential tokens; new at every refresh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Seconds the access token lives: 3599 or 3600.
    #[serde(default = "an_hour", deserialize_with = "seconds")]
    pub expires_in: i64,
    /// What was granted, separated by spaces, in the order of the app's configuration.
    #[serde(default, deserialize_with = "words")]
    pub scope: String,
    /// The account's regional host, e.g. `https://api-eu.zoom.us`.
    #[serde(
        default,
        deserialize_with = "word",
        skip_serializing_if = "Option::is_none"
    )]
    pub api_url: Option<String>,
}

/// What Zoom documents.
fn an_hour() -> i64 {
    3600
}

// The answer to a refresh holds the one new refresh token, so nothing beside it may make the
// answer unreadable.

fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let whole = value
        .as_i64()
        .or_else(|| value.as_str()?.trim().parse().ok());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float beyond the range becomes the range's end"
    )]
    let read = whole.or_else(|| value.as_f64().map(|seconds| seconds as i64));
    Ok(read.unwrap_or_else(an_hour))
}

fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value.as_str().map(str::to_owned))
}

fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    word(from).map(Option::unwrap_or_default)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rest: &str) -> TokenAnswer {
        let json = format!(r#"{{"access_token":"a","refresh_token":"r"{rest}}}"#);
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn nothing_beside_the_tokens_makes_an_answer_unreadable() {
        for (text, seconds) in [
            (r#","expires_in":3599"#, 3599),
            (r#","expires_in":"3599""#, 3599),
            (r#","expires_in":3599.9"#, 3599),
            (r#","expires_in":-1"#, -1),
            (r#","expires_in":1e300"#, i64::MAX),
            (r#","expires_in":18446744073709551615"#, i64::MAX),
            (r#","expires_in":null"#, 3600),
            (r#","expires_in":"soon","scope":null,"api_url":7"#, 3600),
            ("", 3600),
        ] {
            let answer = read(text);
            assert_eq!(answer.expires_in, seconds, "{text}");
            assert_eq!(answer.refresh_token.as_deref(), Some("r"), "{text}");
        }
        assert!(!format!("{:?}", read("")).contains("\"r\""));
    }
}
