//! The person at a page, known by the session cookie.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use connect::access::Principal;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{Error, State, accounts::StartedSession};

/// A signed-in person. A page without one is answered with the sign-in page.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The administrator's name.
    pub name: String,
    /// What every form of this session carries.
    pub csrf: String,
    /// For `connect::access::authorize`.
    pub principal: Principal,
}

impl FromRequestParts<State> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Error> {
        Self::of(&parts.headers, app).await
    }
}

impl Session {
    /// Whoever these headers of a request show to be signed in.
    pub(crate) async fn of(headers: &HeaderMap, app: &State) -> Result<Self, Error> {
        let token = session_cookie(headers, app).ok_or(Error::NotSignedIn)?;
        let found = app.accounts.session(token.expose_secret()).await?;
        let signed_in = found.ok_or(Error::NotSignedIn)?;
        Ok(Self {
            principal: Principal::Administrator {
                name: signed_in.name.clone(),
                session: signed_in.id,
            },
            name: signed_in.name,
            csrf: signed_in.csrf,
        })
    }
}

/// The cookie's name. Ours alone: the emulated Zoom on the same host has another, because cookies
/// do not know ports. `__Host-` binds it to this host over TLS.
fn cookie_name(app: &State) -> &'static str {
    if app.settings.secure() {
        "__Host-parfocal_session"
    } else {
        "parfocal_session"
    }
}

/// The session token a browser sent, if any.
pub(crate) fn session_cookie(headers: &HeaderMap, app: &State) -> Option<SecretString> {
    let jar = CookieJar::from_headers(headers);
    Some(SecretString::from(
        jar.get(cookie_name(app))?.value().to_owned(),
    ))
}

fn base(app: &State, value: String) -> Cookie<'static> {
    let mut cookie = Cookie::new(cookie_name(app), value);
    cookie.set_path("/");
    cookie.set_http_only(true);
    // Lax, not Strict: the way back from Zoom's consent page must arrive signed in.
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(app.settings.secure());
    cookie
}

impl StartedSession {
    /// The header that hands the session to the browser.
    pub(crate) fn set_cookie(&self, app: &State) -> [(header::HeaderName, String); 1] {
        let cookie = base(app, self.token.expose_secret().to_owned());
        [(
            header::SET_COOKIE,
            format!("{cookie}; Max-Age={}", self.seconds),
        )]
    }
}

/// The header that takes the session away.
pub(crate) fn clear_cookie(app: &State) -> [(header::HeaderName, String); 1] {
    [(
        header::SET_COOKIE,
        format!("{}; Max-Age=0", base(app, String::new())),
    )]
}
