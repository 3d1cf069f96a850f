//! A request that a page of this very site made by a script.
//!
//! Browsers say so themselves: `Sec-Fetch-Site`, or in older ones `Origin`. What says neither, as
//! a plain program does, is refused: the endpoints behind this are for our own page.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::signature::Fail;
use crate::State;

/// It came from our own page.
#[derive(Debug)]
pub(crate) struct SameOrigin;

impl FromRequestParts<State> for SameOrigin {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &State) -> Result<Self, Fail> {
        let ours = app.settings.base_url().origin().ascii_serialization();
        if is_ours(&parts.headers, &ours) {
            Ok(Self)
        } else {
            Err(Fail::forged())
        }
    }
}

fn is_ours(headers: &HeaderMap, ours: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == ours,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::is_ours;

    #[test]
    fn only_a_page_of_this_origin_is_ours() {
        for (headers, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "same-site")][..], false),
            (&[("sec-fetch-site", "cross-site")][..], false),
            (&[("sec-fetch-site", "none")][..], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://a.example"),
                ][..],
                false,
            ),
            (&[("origin", "https://a.example")][..], true),
            (&[("origin", "https://a.example.evil")][..], false),
            (&[("origin", "null")][..], false),
            (&[][..], false),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().expect("a value"));
            }
            assert_eq!(is_ours(&map, "https://a.example"), expected, "{headers:?}");
        }
    }
}
