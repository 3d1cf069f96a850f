//! `/sdk/{version}/…`: Zoom's files, compressed already, kept by browsers for ever.
//!
//! An address names a version, and a version's content never changes, so its name is also its
//! entity tag. The routes stand beside the layers of the pages: nothing compresses these files once
//! more, and the pages' Content-Security-Policy, which would forbid the SDK's workers their
//! WebAssembly, is not theirs.

use axum::{
    Router,
    body::Body,
    extract::{Path, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tower::ServiceExt as _;
use tower_http::{catch_panic::CatchPanicLayer, services::ServeDir};

use crate::State;

/// What a worker made from one of these files may do. It has to suit the join page, whose own policy
/// allows the same.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; \
    worker-src 'self' blob:; connect-src 'self' https://zoom.us https://*.zoom.us \
    wss://*.zoom.us; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The join page is isolated from other origins: its scripts and workers must say that they may be
/// part of such a page.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    (header::VARY, "accept-encoding"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
];

/// The files' routes, without the layers of the pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/sdk/{version}/{*file}", get(serve))
        .layer(CatchPanicLayer::new())
}

async fn serve(
    app: State,
    Path((version, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Some(folder) = app.sdk.served(&version).await else {
        return nothing(&version);
    };
    let asked = request.headers().get(header::IF_NONE_MATCH).cloned();
    let Some(inner) = within(&file, request.headers()) else {
        return nothing(&version);
    };
    // The tag alone decides: what was unpacked anew has another date and the same content.
    let files = ServeDir::new(folder)
        .precompressed_br()
        .append_index_html_on_directories(false);
    let mut response = match files.oneshot(inner).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    if !matches!(
        response.status(),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE
    ) {
        return nothing(&version);
    }
    let packed = response.headers().contains_key(header::CONTENT_ENCODING);
    let tag = format!("\"{version}{}\"", if packed { "-br" } else { "" });
    if asked.is_some_and(|asked| names(&asked, &tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    let headers = response.headers_mut();
    headers.remove(header::LAST_MODIFIED);
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// The request as the folder is asked: its own path, what concerns the content, no dates.
fn within(file: &str, headers: &HeaderMap) -> Option<Request> {
    let path: Vec<String> = file.split('/').map(ui::segment).collect();
    let mut request = Request::get(format!("/{}", path.join("/")));
    for name in [header::ACCEPT_ENCODING, header::RANGE] {
        if let Some(value) = headers.get(&name) {
            request = request.header(name, value);
        }
    }
    request.body(Body::empty()).ok()
}

fn names(asked: &HeaderValue, tag: &str) -> bool {
    asked.to_str().is_ok_and(|asked| {
        asked
            .split(',')
            .map(|one| one.trim().trim_start_matches("W/"))
            .any(|one| one == tag || one == "*")
    })
}

fn nothing(version: &str) -> Response {
    let words = format!("There is no such file of Meeting SDK {version} here.\n");
    let quiet = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::NOT_FOUND, quiet, words).into_response()
}
