//! A form sent by one of our own pages.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use axum_extra::extract::Form;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq as _;

use super::Session;
use crate::{Error, State};

/// A form whose token belongs to the sender's session.
#[derive(Debug)]
pub(crate) struct Posted<T> {
    /// Who sent it.
    pub session: Session,
    /// What they sent.
    pub form: T,
}

impl<T: DeserializeOwned> FromRequest<State> for Posted<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &State) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, app).await?;
        let bytes =
            Bytes::from_request(Request::new(body), app)
                .await
                .map_err(|error| match error.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
                    _ => Error::Unreadable(format!("The form cannot be read: {error}.")),
                })?;
        let sent = url::form_urlencoded::parse(&bytes)
            .find(|(name, _)| name == ui::CSRF_FIELD)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default();
        if !bool::from(sent.as_bytes().ct_eq(session.csrf.as_bytes())) {
            return Err(Error::ForgedForm);
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        let Form(form) = Form::<T>::from_request(request, app)
            .await
            .map_err(|error| {
                let words = error.to_string();
                let why = words.strip_prefix("Failed to deserialize form body: ");
                let why = why.unwrap_or(&words);
                Error::Unreadable(format!("A field of the form cannot be read: {why}."))
            })?;
        Ok(Self { session, form })
    }
}

/// A request that another site did not make: for forms of people who have no session yet.
#[derive(Debug)]
pub(crate) struct SameSite;

impl FromRequestParts<State> for SameSite {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Error> {
        let ours = app.settings.base_url().origin().ascii_serialization();
        if is_foreign(&parts.headers, &ours) {
            Err(Error::ForgedForm)
        } else {
            Ok(Self)
        }
    }
}

/// Every browser of the last years says where a request comes from; over plain http, and before
/// that, the page's origin is all there is: it is `ours`, or the host that was asked, which a
/// browser cannot be made to name wrongly. A program that is no browser says neither.
fn is_foreign(headers: &HeaderMap, ours: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "cross-site" | "same-site");
    }
    text(header::ORIGIN.as_str()).is_some_and(|origin| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        origin != ours && (authority.is_none() || authority != text(header::HOST.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::is_foreign;

    #[test]
    fn another_sites_form_is_foreign_in_old_browsers_too() {
        for (headers, foreign) in [
            (&[][..], false),
            (&[("sec-fetch-site", "same-origin")][..], false),
            (&[("sec-fetch-site", "none")][..], false),
            (&[("sec-fetch-site", "cross-site")][..], true),
            (&[("sec-fetch-site", "same-site")][..], true),
            (&[("origin", "https://a.example")][..], false),
            (
                &[
                    ("origin", "http://10.0.0.7:8470"),
                    ("host", "10.0.0.7:8470"),
                ][..],
                false,
            ),
            (
                &[
                    ("origin", "https://evil.example"),
                    ("host", "10.0.0.7:8470"),
                ][..],
                true,
            ),
            (&[("origin", "https://a.example.evil")][..], true),
            (&[("origin", "null"), ("host", "10.0.0.7:8470")][..], true),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().expect("a value"));
            }
            assert_eq!(
                is_foreign(&map, "https://a.example"),
                foreign,
                "{headers:?}"
            );
        }
    }
}
