//! What the join page tells the browser. Zoom's client needs its page isolated (threads for video),
//! WebAssembly, workers from blobs, and Zoom's servers; it gets that on its own route and nowhere
//! else. Script code out of text stays forbidden: the SDK tries, and goes on without.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use meeting_sdk::PageFiles;

use crate::State;

/// The headers of a page that runs the client.
pub(super) fn isolated(app: &State, files: Option<&PageFiles>) -> HeaderMap {
    let cdn = files
        .and_then(|files| files.origin.as_deref())
        .map_or_else(String::new, |origin| format!(" {origin}"));
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:{cdn}; \
         worker-src 'self' blob:{cdn}; \
         connect-src 'self' https://zoom.us https://*.zoom.us wss://*.zoom.us; \
         style-src 'self' 'unsafe-inline'{cdn}; img-src 'self' data: blob: https://*.zoom.us; \
         media-src 'self' blob: https://*.zoom.us; font-src 'self' data:{cdn}; object-src 'none'; \
         base-uri 'self'; frame-ancestors {}",
        ancestors(app)
    );
    let mut headers = framed(app);
    put(&mut headers, header::CONTENT_SECURITY_POLICY, &policy);
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        (
            "permissions-policy",
            "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), \
             autoplay=(self), geolocation=()",
        ),
    ] {
        put(&mut headers, HeaderName::from_static(name), value);
    }
    headers
}

/// The headers of a small page of ours that other sites may frame.
pub(super) fn embedded(app: &State) -> HeaderMap {
    let mut headers = framed(app);
    let policy = format!(
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors {}",
        ancestors(app)
    );
    put(&mut headers, header::CONTENT_SECURITY_POLICY, &policy);
    // A frame is isolated only where it and all around it ask for that.
    let name = HeaderName::from_static("cross-origin-embedder-policy");
    put(&mut headers, name, "require-corp");
    headers
}

/// What both have: never kept, never listed, and to be framed by an isolated page as well.
fn framed(app: &State) -> HeaderMap {
    let mut headers = HeaderMap::new();
    put(&mut headers, header::CACHE_CONTROL, "no-store");
    let robots = HeaderName::from_static("x-robots-tag");
    put(&mut headers, robots, "noindex");
    if !app.settings.join.embedders.is_empty() {
        let name = HeaderName::from_static("cross-origin-resource-policy");
        put(&mut headers, name, "cross-origin");
    }
    headers
}

/// Who may frame it: this site, and those the configuration names.
fn ancestors(app: &State) -> String {
    let others = app.settings.join.embedders.iter().map(String::as_str);
    std::iter::once("'self'")
        .chain(others)
        .collect::<Vec<_>>()
        .join(" ")
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // Made of our own words and of origins that the configuration has checked.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
