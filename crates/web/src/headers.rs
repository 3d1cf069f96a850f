//! What every answer tells the browser about itself.
//!
//! Scripts, styles and connections come from this server only and never from markup, so a topic
//! with a script in it is text. A route that needs more (the join page, an embed) sets its own
//! header first; these are only added where one is missing.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::State;

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// The policy of our own pages. Browsers hold `form-action` against the redirects after a form as
/// well: from the settings page a form leads to Zoom's consent page, wherever that forwards to.
fn policy(app: &State, path: &str) -> String {
    let forms = if path == "/zoom" || path.starts_with("/zoom/") {
        format!("'self' https: {}", app.authorize_origin())
    } else {
        "'self'".to_owned()
    };
    format!(
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action {forms}"
    )
}

/// Adds what is missing.
pub(crate) async fn secure(app: State, request: Request, next: Next) -> Response {
    let private = request.headers().contains_key(header::COOKIE)
        || request.headers().contains_key(header::AUTHORIZATION);
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(value) = HeaderValue::from_str(&policy(&app, &path))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if private && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
