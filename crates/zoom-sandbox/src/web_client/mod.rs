//! A stand-in for the back end of Zoom's web client, so that the **unmodified** Meeting SDK joins
//! the emulated organisation's meetings in a browser.
//!
//! Zoom documents none of this. It was measured with `@zoom/meetingsdk` 6.2.0 (Client View) in
//! Chromium, against a server of ours, and holds for that version only: another version of the
//! SDK means measuring again, here and nowhere else. What is measured and what is a reading of the
//! documentation is said in [`REFUSALS`] row by row.
//!
//! A browser finds it by a rule that maps `zoom.us` and `*.zoom.us` to the TLS listener
//! ([`crate::Sandbox::serve_web_client`]); the certificate is made when it starts, and the
//! browser is told its fingerprint. The way in:
//!
//! | request | does |
//! |---|---|
//! | `POST /api/v1/wc/info` | judges signature, meeting, passcode, ZAK; gives tickets |
//! | `GET /wc/ping/{meeting}` | names the gateway |
//! | `wss /wc/api/{meeting}` | the meeting: joined, roster, waiting room, removed, ended |
//! | `wss /wc/media/{meeting}` | accepted and silent: there is no media |
//! | `POST /wc/rs` | is the meeting on? for who came before the host |
//! | `POST /wc/refresh_tokens` | before coming back |
//!
//! Who comes in is a participant of the world: dashboards, reports and webhooks tell of them.
//!
//! What it refuses: sound, pictures, chat, breakout rooms, polls; other versions than it was
//! measured with are let in as long as they speak the same.

mod connection;
mod door;
mod host_wait;
mod info;
mod refusal;
mod roster;
mod socket;
mod state;
mod tickets;
mod tls;
mod wire;

use std::{collections::HashMap, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRequest, Request, State, WebSocketUpgrade},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use http::{HeaderValue, Method, StatusCode, header};

pub use self::{
    refusal::{Door, REFUSALS, Refusal, Row, Source},
    state::WebClientReady,
    tls::WebClientError,
};
pub(crate) use self::{state::WebClient, tls::serve};
use crate::Sandbox;

/// The version of the SDK this was measured with.
pub const MEASURED_WITH: &str = "6.2.0";

/// How often the world is looked at for what happened by itself, in real time.
const TICK: Duration = Duration::from_millis(500);
/// More than any form the client posts, its telemetry included.
const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// What every handler shares.
#[derive(Debug, Clone)]
struct Back {
    sandbox: Sandbox,
}

impl Back {
    fn state(&self) -> &WebClient {
        self.sandbox.web_client()
    }
}

/// The addresses, as the TLS listener serves them.
pub(crate) fn router(sandbox: Sandbox) -> Router {
    Router::new()
        .route("/api/v1/wc/info", post(info::answer).get(info::answer))
        .route("/wc/ping/{meeting}", get(info::ping))
        .route("/wc/rs", post(host_wait::answer))
        .route("/wc/refresh_tokens", post(info::refresh))
        .route("/wc/api/{meeting}", get(socket::meet))
        .route("/wc/media/{meeting}", get(media))
        .route("/com.snowplowanalytics.snowplow/tp2", any(swallow))
        .fallback(not_here)
        .layer(middleware::from_fn(for_any_page))
        .with_state(Back { sandbox })
}

/// The media channels open, and nothing ever comes through them.
async fn media(State(back): State<Back>, upgrade: WebSocketUpgrade) -> Response {
    let closing = back.state().closing();
    upgrade.on_upgrade(move |mut socket| async move {
        let mut closing = closing;
        loop {
            tokio::select! {
                received = socket.recv() => if !matches!(received, Some(Ok(_))) { return },
                _ = closing.changed() => return,
            }
        }
    })
}

/// The client's telemetry is taken and thrown away: it tells of its user.
async fn swallow() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Emoji, pictures and the like, of which the client shows nothing where they are missing.
async fn not_here() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// Zoom lets pages of any origin ask, and pages that isolate themselves load what it answers.
async fn for_any_page(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let wanted = request
        .headers()
        .get(header::ACCESS_CONTROL_REQUEST_HEADERS)
        .cloned();
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
    if let Some(wanted) = wanted {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, OPTIONS"),
    );
    headers.insert(
        http::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What was sent as a form or in the query, by name.
#[derive(Debug)]
struct Fields(HashMap<String, String>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = StatusCode;

    async fn from_request(request: Request, _: &S) -> Result<Self, StatusCode> {
        let (parts, body) = request.into_parts();
        let sent = to_bytes(Body::new(body), LARGEST_BODY)
            .await
            .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        let query = parts.uri.query().unwrap_or_default();
        let pairs =
            url::form_urlencoded::parse(query.as_bytes()).chain(url::form_urlencoded::parse(&sent));
        let owned = pairs.map(|(name, value)| (name.into_owned(), value.into_owned()));
        Ok(Self(owned.collect()))
    }
}
