//! Zoom's token endpoint: the three grants Parfocal uses, and revoking.
//!
//! Zoom refuses with HTTP 400 and `{"reason", "error"}`; the reason is kept word for word, since
//! it is all there is to tell a wrong secret from a stale refresh token. Every outcome carries the
//! server's clock where it sent one, for the check of ours.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use zoom_types::oauth::{TokenAnswer, TokenRefusal};

use crate::{
    Endpoints,
    body::{self, BodyError},
    endpoints::{causes, join},
    rate_headers,
};

/// An answer, and the clock of who gave it.
#[derive(Debug, Clone)]
pub struct Answered<T> {
    /// What was asked for.
    pub value: T,
    /// The server's `Date` header.
    pub server_date: Option<Timestamp>,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Zoom said no.
    #[error(
        "Zoom refused a token (HTTP {status}, {error}): {}",
        reason.as_deref().unwrap_or("no reason given")
    )]
    Refused {
        /// HTTP status, 400 as a rule.
        status: u16,
        /// Zoom's words, e.g. `Invalid client_id or client_secret`.
        reason: Option<String>,
        /// RFC 6749's word, e.g. `invalid_client`.
        error: String,
        /// The server's clock.
        server_date: Option<Timestamp>,
    },
    /// No connection, or it broke.
    #[error("Zoom's token endpoint could not be reached: {why}")]
    Unreachable {
        /// Whether the request may have arrived: then a code or refresh token may be used up.
        sent: bool,
        /// The network's words.
        why: String,
    },
    /// Something else than JSON, as a proxy or a maintenance page sends.
    #[error("Zoom's token endpoint answered HTTP {status} with {content_type} instead of JSON")]
    NotJson {
        /// HTTP status.
        status: u16,
        /// What it said it was.
        content_type: String,
        /// The server's clock.
        server_date: Option<Timestamp>,
    },
    /// More than ten megabytes.
    #[error("Zoom's token endpoint answered with more than 10 MB, which was not read")]
    TooLarge,
    /// The answer broke off: a code or refresh token may be used up.
    #[error("Zoom's token endpoint began an answer and broke off: {why}")]
    Cut {
        /// The network's words.
        why: String,
    },
    /// Too many requests.
    #[error("Zoom's token endpoint asks for fewer requests{}", rate_headers::until(*until))]
    RateLimited {
        /// When to come back, where it says so.
        until: Option<Timestamp>,
        /// The server's clock.
        server_date: Option<Timestamp>,
    },
    /// The token store has none to give: not set up, in need of renewal, its database failed.
    #[error("there is no token to call Zoom with: {why}")]
    NotAvailable {
        /// A sentence, with what to do.
        why: String,
    },
}

impl TokenError {
    /// The server's clock, where the answer had it.
    pub fn server_date(&self) -> Option<Timestamp> {
        match self {
            Self::Refused { server_date, .. }
            | Self::NotJson { server_date, .. }
            | Self::RateLimited { server_date, .. } => *server_date,
            _ => None,
        }
    }

    /// Whether Zoom judged the request, rather than the network or a proxy failing.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }

    /// Whether a code or refresh token in the request may be used up although no answer came.
    pub fn may_have_been_redeemed(&self) -> bool {
        match self {
            Self::Unreachable { sent, .. } => *sent,
            Self::NotJson { .. } | Self::TooLarge | Self::Cut { .. } => true,
            Self::Refused { .. } | Self::RateLimited { .. } | Self::NotAvailable { .. } => false,
        }
    }

    /// What a person can do about it, in a sentence.
    pub fn what_to_do(&self) -> String {
        match self {
            Self::Refused { reason, error, .. } => refused(reason.as_deref(), error),
            Self::Unreachable { .. } => "Check that this machine reaches Zoom (network, proxy, \
                 firewall, TLS certificates), then try again; what is saved stays saved."
                .to_owned(),
            Self::NotJson { .. } | Self::TooLarge | Self::Cut { .. } => {
                "Something between this machine and Zoom answered in its place, or Zoom is in \
                 trouble: look at Zoom's status page and at proxies on the way, then try again."
                    .to_owned()
            }
            Self::RateLimited { .. } => "Wait, then try again.".to_owned(),
            Self::NotAvailable { why } => why.clone(),
        }
    }
}

fn refused(reason: Option<&str>, error: &str) -> String {
    let text = match (error, reason.unwrap_or_default()) {
        ("invalid_client", _) => {
            "Client ID and Client Secret do not belong together: copy both again from the app's \
             credentials page, and make sure that the secret is not the Secret Token of webhooks \
             and the pair is not another app's."
        }
        ("unsupported_grant_type", _) => {
            "Either the Account ID is not this app's account, or the app is not of this kind or \
             not activated: copy the Account ID again, and activate the app on its Activation page."
        }
        (_, reason) if reason.starts_with("Invalid Token") => {
            "The refresh token is not the newest any more: press Add and Allow again on the \
             app's page to get a new authorization code."
        }
        (_, reason) if reason.contains("authorization code") => {
            "The authorization code was used already or is older than five minutes, or it was \
             made for another app or redirect URL: press Add again and use the new code."
        }
        (_, reason) if reason.to_ascii_lowercase().contains("redirect") => {
            "The redirect URL must be letter for letter the one in the app's settings, with or \
             without the slash at its end."
        }
        ("invalid_grant", _) => {
            "The code or token is used up, expired or another app's: press Add and Allow again."
        }
        _ => "Compare the app's page on the Marketplace with what is saved here.",
    };
    text.to_owned()
}

/// `POST /oauth/token` and `/oauth/revoke`.
#[derive(Debug, Clone)]
pub struct TokenEndpoint {
    http: reqwest::Client,
    endpoints: Endpoints,
}

impl TokenEndpoint {
    /// A token endpoint reached through `http`.
    pub fn new(http: reqwest::Client, endpoints: Endpoints) -> Self {
        Self { http, endpoints }
    }

    /// A token of a Server-to-Server app; lives an hour, has no refresh token.
    pub async fn account_credentials(
        &self,
        client_id: &str,
        secret: &SecretString,
        account_id: &str,
    ) -> Result<Answered<TokenAnswer>, TokenError> {
        let form = [
            ("grant_type", "account_credentials"),
            ("account_id", account_id),
        ];
        self.token(client_id, secret, &form).await
    }

    /// Redeems an authorization code: works once, within five minutes. `redirect_uri` must be the
    /// one the code was sent to; `verifier` goes with the challenge the flow began with.
    pub async fn authorization_code(
        &self,
        client_id: &str,
        secret: &SecretString,
        code: &SecretString,
        redirect_uri: &str,
        verifier: Option<&SecretString>,
    ) -> Result<Answered<TokenAnswer>, TokenError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", redirect_uri),
        ];
        if let Some(verifier) = verifier {
            form.push(("code_verifier", verifier.expose_secret()));
        }
        self.token(client_id, secret, &form).await
    }

    /// A new pair for a refresh token, which is used up by it.
    pub async fn refresh(
        &self,
        client_id: &str,
        secret: &SecretString,
        refresh_token: &SecretString,
    ) -> Result<Answered<TokenAnswer>, TokenError> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        self.token(client_id, secret, &form).await
    }

    /// Ends a token before its time.
    pub async fn revoke(
        &self,
        client_id: &str,
        secret: &SecretString,
        token: &SecretString,
    ) -> Result<Answered<()>, TokenError> {
        let form = [("token", token.expose_secret())];
        let answer = self.post("revoke", client_id, secret, &form).await?;
        Ok(Answered {
            value: (),
            server_date: answer.server_date,
        })
    }

    async fn token(
        &self,
        client_id: &str,
        secret: &SecretString,
        form: &[(&str, &str)],
    ) -> Result<Answered<TokenAnswer>, TokenError> {
        let answer = self.post("token", client_id, secret, form).await?;
        let server_date = answer.server_date;
        match serde_json::from_slice(&answer.value.bytes) {
            Ok(value) => Ok(Answered { value, server_date }),
            Err(_) => Err(answer.value.not_json(server_date)),
        }
    }

    async fn post(
        &self,
        path: &str,
        client_id: &str,
        secret: &SecretString,
        form: &[(&str, &str)],
    ) -> Result<Answered<Body>, TokenError> {
        let response = self
            .http
            .post(join(&self.endpoints.oauth, path))
            .basic_auth(client_id, Some(secret.expose_secret()))
            .header("accept", "application/json")
            .form(form)
            .send()
            .await
            .map_err(|error| TokenError::Unreachable {
                sent: !error.is_connect() && !error.is_builder(),
                why: causes(&error.without_url()),
            })?;
        let server_date = body::server_date(&response);
        let status = response.status().as_u16();
        let content_type = body::content_type(&response);
        if status == 429 {
            let until = rate_headers::retry_after(&response, server_date);
            return Err(TokenError::RateLimited { until, server_date });
        }
        let bytes = body::read(response).await.map_err(|error| match error {
            BodyError::TooLarge => TokenError::TooLarge,
            BodyError::Cut(why) => TokenError::Cut { why },
        })?;
        let answer = Body {
            status,
            content_type,
            bytes,
        };
        if (200..300).contains(&status) {
            return Ok(Answered {
                value: answer,
                server_date,
            });
        }
        match serde_json::from_slice::<TokenRefusal>(&answer.bytes) {
            Ok(TokenRefusal { reason, error }) => Err(TokenError::Refused {
                status,
                reason: reason.map(body::words),
                error: body::words(error),
                server_date,
            }),
            Err(_) => Err(answer.not_json(server_date)),
        }
    }
}

struct Body {
    status: u16,
    content_type: String,
    bytes: bytes::Bytes,
}

impl Body {
    fn not_json(self, server_date: Option<Timestamp>) -> TokenError {
        let content_type = if self.content_type.contains("json") {
            "JSON of an unknown shape".to_owned()
        } else {
            self.content_type
        };
        TokenError::NotJson {
            status: self.status,
            content_type,
            server_date,
        }
    }
}
