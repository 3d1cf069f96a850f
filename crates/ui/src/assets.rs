//! The files behind the pages: style sheet, script, font, icon. Embedded in the program, served
//! under addresses that name their content and may therefore be kept for ever.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

const FONT: &[u8] = include_bytes!("../assets/inter-latin.woff2");
const FONT_LICENCE: &str = include_str!("../assets/inter-LICENSE.txt");
const SCRIPT: &str = include_str!("../assets/parfocal.js");
const ICON: &str = include_str!("../assets/icon.svg");
pub(crate) const TOKENS: &str = include_str!("../assets/tokens.css");
const SHEETS: [&str; 4] = [
    TOKENS,
    include_str!("../assets/base.css"),
    include_str!("../assets/components.css"),
    include_str!("../assets/layout.css"),
];

/// A file served under an address that names its content.
#[derive(Debug)]
pub struct Asset {
    address: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    /// `kind` is its content type.
    pub fn new(name: &str, ending: &str, kind: &'static str, text: &str) -> Self {
        asset(name, ending, kind, text.as_bytes().to_vec())
    }

    /// Where it is served.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The route that serves it, to be kept for ever.
    pub fn route<S: Clone + Send + Sync + 'static>(&'static self) -> Router<S> {
        Router::new().route(&self.address, get(move || async move { serve(self) }))
    }
}

struct Assets {
    css: Asset,
    js: Asset,
    font: Asset,
    icon: Asset,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let font = asset("inter-latin", "woff2", "font/woff2", FONT.to_vec());
    let css = SHEETS.concat().replace("FONT_ADDRESS", &font.address);
    Assets {
        css: asset(
            "parfocal",
            "css",
            "text/css; charset=utf-8",
            css.into_bytes(),
        ),
        js: asset(
            "parfocal",
            "js",
            "text/javascript; charset=utf-8",
            SCRIPT.as_bytes().to_vec(),
        ),
        icon: asset("icon", "svg", "image/svg+xml", ICON.as_bytes().to_vec()),
        font,
    }
});

/// FNV-1a: tells versions apart, protects nothing.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn asset(name: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Asset {
    let hash = fingerprint(&bytes);
    Asset {
        address: format!("/assets/{name}.{hash:016x}.{ending}"),
        kind,
        bytes,
    }
}

/// The style sheet's address.
pub fn css() -> &'static str {
    &ASSETS.css.address
}

/// The script's address.
pub fn js() -> &'static str {
    &ASSETS.js.address
}

/// The font's address.
pub fn font() -> &'static str {
    &ASSETS.font.address
}

/// The icon's address.
pub fn icon() -> &'static str {
    &ASSETS.icon.address
}

/// The routes that serve the files above and the font's licence.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut router = Router::new();
    let all = &*ASSETS;
    for asset in [&all.css, &all.js, &all.font, &all.icon] {
        router = router.route(&asset.address, get(move || async move { serve(asset) }));
    }
    router
        .route("/assets/inter-LICENSE.txt", get(|| async { FONT_LICENCE }))
        .route("/assets/{*other}", get(|| async { StatusCode::NOT_FOUND }))
}

fn serve(asset: &'static Asset) -> Response {
    let headers: [(HeaderName, &str); 2] = [
        (CONTENT_TYPE, asset.kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes.as_slice()).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn every_file_is_served_for_ever_under_its_hash() {
        for address in [css(), js(), font(), icon()] {
            let request = Request::get(address)
                .body(Body::empty())
                .expect("a request");
            let answer = assets::<()>().oneshot(request).await.expect("an answer");
            assert_eq!(answer.status(), 200, "{address}");
            let cache = answer.headers()[CACHE_CONTROL].to_str().expect("text");
            assert!(cache.contains("immutable"), "{address}: {cache}");
        }
        let request = Request::get("/assets/parfocal.0.css")
            .body(Body::empty())
            .expect("a request");
        let answer = assets::<()>().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), 404);
    }

    #[tokio::test]
    async fn the_style_sheet_names_the_font_by_its_address() {
        let request = Request::get(css()).body(Body::empty()).expect("a request");
        let answer = assets::<()>().oneshot(request).await.expect("an answer");
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        let body = String::from_utf8(body.to_vec()).expect("text");
        assert!(body.contains(font()));
        assert!(!body.contains("FONT_ADDRESS"));
    }

    #[test]
    fn the_script_is_small() {
        assert!(SCRIPT.len() < 8000, "{} bytes", SCRIPT.len());
    }
}
