//! Where access tokens come from. Opaque here: nobody in this crate looks inside one.

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use zoom_catalog::Operation;
use zoom_types::ScopeSet;

use crate::TokenError;

/// A token to call Zoom with.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Goes into the `Authorization` header and nowhere else.
    pub secret: SecretString,
    /// What Zoom granted with it.
    pub scopes: ScopeSet,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Which app it is of, for pages and logs.
    pub label: String,
}

/// Gives the right token for an operation. Implemented by whoever keeps credentials.
#[async_trait]
pub trait TokenStore: Send + Sync + 'static {
    /// A live token for `operation`: of the app whose scopes open it, if any does. `account` is
    /// the one that the path names, `me` or an id: for a sub-account other scopes are needed.
    async fn token(
        &self,
        operation: &'static Operation,
        account: Option<&str>,
    ) -> Result<AccessToken, TokenError>;

    /// Zoom said that `rejected` is not valid (HTTP 401, code 124): another one, or why there is
    /// none. Called at most once for a call.
    async fn replace(
        &self,
        operation: &'static Operation,
        rejected: &AccessToken,
    ) -> Result<AccessToken, TokenError>;
}

/// One token that was got elsewhere and is never replaced.
#[derive(Debug, Clone)]
pub struct FixedToken(pub AccessToken);

#[async_trait]
impl TokenStore for FixedToken {
    async fn token(
        &self,
        _: &'static Operation,
        _: Option<&str>,
    ) -> Result<AccessToken, TokenError> {
        Ok(self.0.clone())
    }

    async fn replace(
        &self,
        _: &'static Operation,
        _: &AccessToken,
    ) -> Result<AccessToken, TokenError> {
        Err(TokenError::NotAvailable {
            why: format!(
                "Zoom no longer accepts the token of {}; get a new one",
                self.0.label
            ),
        })
    }
}
