//! Pages that move: their parts are sent to every open page the moment something changes.
//!
//! Whoever looks at a page holds one connection (server-sent events). All who look at the same
//! thing share one [`hub`] entry: its parts are made once per change, at most twice a second, and
//! the same bytes go to everybody. Each event carries the state's print as its id. A browser that
//! lost its connection says the last one it saw; when that is not the state any more it is given
//! the whole present state at once, so it can have missed nothing, and a slow reader is never sent
//! a backlog.
//!
//! What this refuses: anything of one viewer's own in a part (a name, a form's token), a stream
//! that outlives its sign-in, and one that holds up the server's stop.
//!
//! Pacing and heartbeats are about browsers and the wires to them, so they run on real time, also
//! where the pages' own clock is a virtual one.

mod frame;
mod hub;
mod living;
mod subject;
mod viewer;

use axum::{
    Router,
    body::Body,
    extract::{OriginalUri, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use connect::access::Action;
use serde::Deserialize;

pub(crate) use self::{hub::Hub, living::Living, subject::Subject};
use self::{hub::Key, viewer::Viewer};
use crate::{
    Error, State,
    extract::{Connected, Session, session_cookie},
};

/// Where the streams are.
pub(crate) const PATH: &str = "/live/stream";

/// The stream's route.
pub(crate) fn routes() -> Router<State> {
    Router::new().route(PATH, get(stream))
}

/// Which page a stream is for; what else the page's address says is read with it.
#[derive(Debug, Deserialize)]
struct Asked {
    part: String,
}

/// `GET /live/stream?part=…`.
async fn stream(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &at.probes())?;
    let subject = Subject::named(&asked.part, &uri)?;
    let Some(place) = app.hub().place() else {
        return Ok(full());
    };
    let key = Key {
        connection: at.id,
        subject,
    };
    let viewer = Viewer {
        token: session_cookie(&headers, &app).ok_or(Error::NotSignedIn)?,
        seen: headers
            .get("last-event-id")
            .and_then(|id| id.to_str().ok())
            .map(str::to_owned),
        frames: app.hub().watch(&app, key),
        place,
    };
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store, no-transform"),
        // nginx collects an answer before it passes it on, unless told not to.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((head, Body::from_stream(viewer.stream(app))).into_response())
}

/// The page goes on by loading itself now and then.
fn full() -> Response {
    let again = (header::RETRY_AFTER, HeaderValue::from_static("10"));
    let why = "Too many pages are open; this one renews itself less often.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [again], why).into_response()
}
