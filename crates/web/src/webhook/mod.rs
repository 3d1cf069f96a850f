//! `POST /zoom/webhook/{connection}`: Zoom's events, journalled before they are answered.
//!
//! What this refuses: any work on the event. Zoom waits three seconds; the inbox verifies and
//! writes, then the consumers follow at their own pace. Who may send is decided by the signature,
//! the one thing a stranger cannot make; and a stranger learns nothing from the answer: an unknown
//! address, a missing token and a wrong signature are all the same 401 without a word. The reason
//! is on the page Events and, once per burst, in the log.
//!
//! The questions stand in the order of their price: the address against a list in memory, the
//! length, the signature's form and time, and only then the body is read and hashed. Its sender has proved
//! nothing yet, so the body has a deadline and its share of a room (`intake.rs`). The route
//! stands outside the layers of the pages (compression, error pages, a log line per request).

mod host;
mod keys;
pub(crate) mod said;

use axum::{
    Json, Router,
    extract::{Path, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use inbox::{Accept, Headers, LONGEST_BODY, Rejected};
use tower_http::catch_panic::CatchPanicLayer;

pub(crate) use self::keys::KeyRing;
use crate::{State, intake::Unread};

/// The route alone, without the layers of the pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/zoom/webhook/{connection}", post(receive))
        .layer(CatchPanicLayer::new())
}

/// Keeps an event (200), answers Zoom's validation (200 with a body) or refuses.
async fn receive(app: State, Path(connection): Path<String>, request: Request) -> Response {
    let Ok(known) = app.keys().known(&app).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let Some(keys) = known.get(&connection) else {
        app.inbox.refuse("", Rejected::NoConnection);
        return refused(Rejected::NoConnection);
    };
    let (parts, body) = request.into_parts();
    let headers = read(&app, &parts.headers, parts.uri.host());
    // First: whoever claims nothing is not told by the length that this address exists.
    if let Err(no) = app.inbox.look(&connection, keys, &headers) {
        return refused(no);
    }
    if length(&parts.headers).is_some_and(|length| length > LONGEST_BODY) {
        app.inbox.refuse(&connection, Rejected::TooLarge);
        return refused(Rejected::TooLarge);
    }
    let taken = match app.webhooks().read(body).await {
        Ok(taken) => taken,
        Err(Unread::TooLong) => {
            app.inbox.refuse(&connection, Rejected::TooLarge);
            return refused(Rejected::TooLarge);
        }
        Err(no) => return unread(no),
    };
    let received = app.inbox.receive(&connection, keys, &headers, taken.bytes);
    let received = received.await;
    drop(taken.room);
    match received {
        Ok(Accept::Accepted { .. }) => StatusCode::OK.into_response(),
        Ok(Accept::Validation(answer)) => Json(answer).into_response(),
        Ok(Accept::Rejected(no)) => refused(no),
        // The writer says in the log what it met; Zoom sends the event again.
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// What the sender of a body that was not read is told. Of Zoom's it is sent again.
fn unread(no: Unread) -> Response {
    tracing::debug!(?no, "the body of a webhook could not be read");
    match no {
        Unread::Late => StatusCode::REQUEST_TIMEOUT,
        Unread::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
        Unread::TooLong => StatusCode::UNAUTHORIZED,
        Unread::Broken => StatusCode::BAD_REQUEST,
    }
    .into_response()
}

/// What the sender is told: nothing that tells one wrong thing from another.
fn refused(no: Rejected) -> Response {
    match no {
        // Its sender has proved to be Zoom.
        Rejected::NoEvent => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNAUTHORIZED,
    }
    .into_response()
}

fn read<'a>(app: &'a State, headers: &'a HeaderMap, authority: Option<&'a str>) -> Headers<'a> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    Headers {
        signature: text("x-zm-signature"),
        timestamp: text("x-zm-request-timestamp"),
        authorization: text("authorization"),
        request_id: text("x-zm-request-id").or_else(|| text("x-zm-trackingid")),
        other_host: host::other(
            &app.settings,
            text("x-forwarded-host"),
            text("host").or(authority),
        ),
    }
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
