//! The authorize page's request: what is checked before anybody is asked to allow anything.

use serde::{Deserialize, Serialize};
use zoom_types::ScopeSet;

use crate::{
    marketplace::{App, MarketplaceError, Registry},
    oauth::{code::Challenge, consent::Consent},
};

/// The query of `GET /oauth/authorize`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthorizeRequest {
    /// Must be `code`.
    pub response_type: Option<String>,
    /// The app's client id.
    pub client_id: Option<String>,
    /// Must be on the app's allow list, character by character; the app's first redirect URL
    /// when absent.
    pub redirect_uri: Option<String>,
    /// Returned unchanged with the code.
    pub state: Option<String>,
    /// PKCE: the challenge.
    pub code_challenge: Option<String>,
    /// PKCE: `S256` or `plain` (the default).
    pub code_challenge_method: Option<String>,
    /// The scopes that must be allowed, separated by spaces; all of the app's when absent.
    pub scope: Option<String>,
    /// Scopes that may be allowed as well.
    pub optional_scope: Option<String>,
}

/// Why the authorize page shows an error instead of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizeError {
    /// No app has this client id.
    #[error("Invalid client_id: {client_id}")]
    InvalidClient {
        /// What was sent.
        client_id: String,
    },
    /// The redirect URL is not on the app's list, character by character.
    #[error("Invalid redirect: {redirect_uri}")]
    InvalidRedirect {
        /// What was sent.
        redirect_uri: String,
    },
    /// `response_type` is not `code`.
    #[error("Invalid response type: {response_type}")]
    InvalidResponseType {
        /// What was sent.
        response_type: String,
    },
    /// A scope was asked for that the app does not have.
    #[error("Invalid scope: {scope}")]
    InvalidScope {
        /// The scope.
        scope: String,
    },
    /// The PKCE method is neither `S256` nor `plain`, or its challenge is malformed.
    #[error("Invalid code challenge")]
    InvalidChallenge,
    /// The app cannot be added yet.
    #[error("{0}")]
    NotReady(MarketplaceError),
    /// The app is not one that people add.
    #[error("A {kind} is not added through the authorize page.")]
    NotAddable {
        /// The app's kind in words.
        kind: &'static str,
    },
}

impl AuthorizeError {
    /// Zoom's number. The page shows it behind the words, with a comma: `(4,700)`.
    pub fn code(&self) -> i64 {
        match self {
            Self::InvalidClient { .. } => 4702,
            Self::InvalidRedirect { .. }
            | Self::InvalidResponseType { .. }
            | Self::InvalidScope { .. }
            | Self::InvalidChallenge
            | Self::NotReady(_) => 4700,
            Self::NotAddable { .. } => 4705,
        }
    }

    /// The words with the number, as Zoom's page shows them.
    pub fn words(&self) -> String {
        let code = self.code();
        format!("{self} ({},{:03})", code / 1000, code % 1000)
    }
}

/// Checks a request against the apps; the consent is what the page then asks about.
pub(crate) fn authorize(
    apps: &Registry,
    request: &AuthorizeRequest,
) -> Result<Consent, AuthorizeError> {
    let client_id = request.client_id.clone().unwrap_or_default();
    let app = apps
        .by_client_id(&client_id)
        .ok_or(AuthorizeError::InvalidClient { client_id })?;
    if !app.kind.uses_authorize() {
        return Err(AuthorizeError::NotAddable {
            kind: app.kind.words(),
        });
    }
    // The redirect comes first: an app without one cannot match any.
    let redirect_uri = redirect(&app, request)?;
    if let Some(reason) = app.unfinished().into_iter().next() {
        return Err(AuthorizeError::NotReady(reason));
    }
    match request.response_type.as_deref() {
        Some("code") => {}
        other => {
            return Err(AuthorizeError::InvalidResponseType {
                response_type: other.unwrap_or_default().to_owned(),
            });
        }
    }
    let challenge = Challenge::read(
        request.code_challenge.as_deref(),
        request.code_challenge_method.as_deref(),
    )
    .map_err(|()| AuthorizeError::InvalidChallenge)?;
    Ok(Consent {
        scopes: wanted_scopes(&app, request)?,
        redirect_uri,
        state: request.state.clone(),
        challenge,
        app,
    })
}

fn redirect(app: &App, request: &AuthorizeRequest) -> Result<String, AuthorizeError> {
    let asked = request
        .redirect_uri
        .as_deref()
        .filter(|uri| !uri.is_empty());
    let found = match asked {
        None => app.redirect_urls.first(),
        Some(asked) => app.redirect_urls.iter().find(|url| *url == asked),
    };
    found
        .cloned()
        .ok_or_else(|| AuthorizeError::InvalidRedirect {
            redirect_uri: asked.unwrap_or_default().to_owned(),
        })
}

fn wanted_scopes(app: &App, request: &AuthorizeRequest) -> Result<ScopeSet, AuthorizeError> {
    let required = ScopeSet::parse(request.scope.as_deref().unwrap_or_default());
    let optional = ScopeSet::parse(request.optional_scope.as_deref().unwrap_or_default());
    if required.is_empty() && optional.is_empty() {
        return Ok(app.scopes.clone());
    }
    let wanted = required.union(&optional);
    let unknown = wanted.iter().find(|scope| !app.scopes.contains(scope));
    if let Some(scope) = unknown {
        return Err(AuthorizeError::InvalidScope {
            scope: scope.to_owned(),
        });
    }
    Ok(wanted)
}
