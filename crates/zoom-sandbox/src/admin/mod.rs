//! The admin API at `/sandbox/v1`: what a test does to the emulated Zoom without a browser.
//!
//! It is versioned by its path: within `v1` fields and addresses are added, never changed. It
//! needs no credentials, shows secrets and stands beside the emulated Zoom, so the sandbox must
//! not listen where strangers reach it.
//!
//! | request | does |
//! |---|---|
//! | `GET /` | version, clock, limits, account |
//! | `GET /ready` | the ready line again |
//! | `GET /apps` | every app, with its credentials |
//! | `POST /apps` | builds an app: `{"kind", "name"}` and any field of `PATCH` |
//! | `GET /apps/{id}` | one app, by its id or its client id |
//! | `PATCH /apps/{id}` | `name`, `publish`, `redirect_urls`, `information`, `scopes`, `meeting_sdk`, `activated` |
//! | `PATCH /apps/{id}/scopes` | `{"add": [], "remove": []}` |
//! | `DELETE /apps/{id}` | deletes an app with its tokens |
//! | `GET`, `PATCH /clock` | `{"now", "speed"}`; changes by `set`, `advance_seconds`, `speed` |
//! | `POST /consent` | `{"client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method", "scope", "user_id"}` gives `{"redirect_url", "code"}`, as if the owner had pressed Allow |
//! | `GET`, `POST /subscriptions` | event subscriptions: `{"client_id", "name", "url", "events"}`; stored, not delivered in this release |
//! | `GET`, `POST`, `DELETE /faults` | the next replies go wrong: `{"kind": "status"\|"cut"\|"html"\|"huge"\|"delay", "times", "path", …}` |
//! | `PATCH /status` | `{"component", "status"}` on the status page |
//! | `GET /coverage` | every operation as stateful, synthetic or absent |
//! | `POST /reset` | back to the beginning, with new apps; answers the new ready line |
//!
//! A refusal is `{"error": "a sentence"}` with status 400 or 404. `kind` is `account_oauth`,
//! `user_oauth`, `general_admin`, `general_user` or `server_to_server`; scopes are lists of
//! names; times are RFC 3339.

mod apps;
mod clock;
mod consent;
mod faults;
mod overview;
mod refusal;
mod status;
mod subscriptions;

use axum::{
    Router,
    routing::{get, patch, post},
};

pub(crate) use self::faults::Faults;
pub use self::faults::{Fault, FaultKind};
use crate::Sandbox;

pub(crate) fn router(sandbox: Sandbox) -> Router {
    Router::new()
        .route("/", get(overview::overview))
        .route("/ready", get(overview::ready))
        .route("/apps", get(apps::list).post(apps::create))
        .route(
            "/apps/{id}",
            get(apps::get).patch(apps::change).delete(apps::delete),
        )
        .route("/apps/{id}/scopes", patch(apps::change_scopes))
        .route("/clock", get(clock::get).patch(clock::change))
        .route("/consent", post(consent::consent))
        .route(
            "/subscriptions",
            get(subscriptions::list).post(subscriptions::add),
        )
        .route(
            "/faults",
            get(overview::faults)
                .post(overview::add_fault)
                .delete(overview::clear_faults),
        )
        .route("/status", patch(status::change))
        .route("/coverage", get(overview::coverage))
        .route("/reset", post(overview::reset))
        .with_state(sandbox)
}
