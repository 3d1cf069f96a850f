//! Who uses the JSON API: a program with a bearer token, or a person's browser with its session.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use connect::access::Principal;
use subtle::ConstantTimeEq as _;

use super::Session;
use crate::{Error, State};

/// The header a page's script sends its session's form token in.
const CSRF_HEADER: &str = "x-csrf-token";

/// Somebody who may be answered; what they may do is for `connect::access::authorize`.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// For `connect::access::authorize`.
    pub principal: Principal,
}

impl FromRequestParts<State> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Error> {
        // Whoever the API's door let in is known already.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        if let Some(token) = bearer(&parts.headers) {
            let token = app
                .accounts
                .bearer(token)
                .await?
                .ok_or(Error::NotSignedIn)?;
            return Ok(Self {
                principal: Principal::Program {
                    name: format!("API token {}", token.name),
                    session: format!("token {}", token.id),
                    rights: token.rights,
                },
            });
        }
        let session = Session::from_request_parts(parts, app).await?;
        let reads = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let sent = parts
            .headers
            .get(CSRF_HEADER)
            .map(|value| value.as_bytes().to_vec());
        // A browser sends the cookie from anywhere; only our own pages know the token.
        if !reads && !sent.is_some_and(|sent| sent.ct_eq(session.csrf.as_bytes()).into()) {
            return Err(Error::ForgedForm);
        }
        Ok(Self {
            principal: session.principal,
        })
    }
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
