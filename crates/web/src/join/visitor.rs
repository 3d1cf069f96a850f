//! By what a visitor's browser is known: a random cookie that no script can read. It holds nothing
//! but itself; what belongs to it (a registration, a rating) is kept here under its digest.

use ::meetings::{Viewer, join::Who};
use axum::http::{HeaderMap, HeaderName, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use zoom_types::Hidden;

use crate::{Error, State, extract::Session};

const LETTERS: usize = 22;
/// By what a page is known whose browser keeps no cookies for us, as in a frame of another site.
const PAGE: &str = "x-parfocal-page";
/// A registration has to last until the meeting.
const MAX_AGE: &str = "Max-Age=15552000";

/// With TLS the browser itself sees to it that nobody but this very host has set it: no page of a
/// neighbouring domain can give a visitor a cookie that it knows.
const fn cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-parfocal_visitor"
    } else {
        "parfocal_visitor"
    }
}

fn known(app: &State, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    let value = jar.get(cookie_name(app.settings.secure()))?.value();
    is_ours(value).then(|| value.to_owned())
}

fn is_ours(word: &str) -> bool {
    word.len() == LETTERS && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What a page of a browser without our cookie is known by while it is open.
pub(super) fn page(app: &State, headers: &HeaderMap) -> Option<String> {
    known(app, headers)
        .is_none()
        .then(|| app.random.letters(LETTERS))
}

/// Who asks.
pub(crate) fn who(
    app: &State,
    session: &Result<Session, Error>,
    headers: &HeaderMap,
    peer: &str,
) -> Who {
    Who {
        // What the administration alone may see stays on its own pages.
        viewer: match session {
            Ok(_) => Viewer::SignedIn,
            Err(_) => Viewer::Visitor,
        },
        visitor: Hidden::new(known(app, headers).unwrap_or_default()),
        page: headers
            .get(PAGE)
            .and_then(|value| value.to_str().ok())
            .filter(|word| is_ours(word))
            .map_or_else(Hidden::default, Hidden::new),
        peer: peer.to_owned(),
    }
}

/// The header by which a browser that has no cookie yet is known from now on.
pub(crate) fn introduce(app: &State, headers: &HeaderMap) -> Option<[(HeaderName, String); 1]> {
    if known(app, headers).is_some() {
        return None;
    }
    let cookie = cookie(app.settings.secure(), app.random.letters(LETTERS));
    Some([(header::SET_COOKIE, cookie)])
}

fn cookie(secure: bool, word: String) -> String {
    let mut cookie = Cookie::new(cookie_name(secure), word);
    cookie.set_path("/");
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_secure(secure);
    format!("{cookie}; {MAX_AGE}")
}

#[cfg(test)]
mod tests {
    use super::cookie;

    #[test]
    fn with_tls_a_cookie_is_one_that_no_other_host_can_plant() {
        let secure = cookie(true, "w".into());
        // The prefix holds only with all three, and without a domain.
        assert_eq!(
            secure,
            "__Host-parfocal_visitor=w; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=15552000"
        );
        assert!(!cookie(false, "w".into()).contains("Secure"));
    }
}
