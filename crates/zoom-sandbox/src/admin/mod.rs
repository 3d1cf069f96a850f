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
//! | `GET /meetings` | what is going on, with whoever came by the web client |
//! | `GET`, `PATCH /meetings/{id}` | one meeting; `locked`, `capacity`, `admit_by_hand` |
//! | `POST /meetings/{id}/start`, `…/end` | as its host would |
//! | `POST /meetings/{id}/admit`, `…/remove` | `{"visit"}`: out of the waiting room, out of the meeting; everybody when empty |
//! | `GET`, `PATCH /web-client` | where the web client's stand-in listens; `oldest_sdk` |
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
mod meetings;
mod overview;
mod refusal;
mod status;
mod subscriptions;
mod web_client;

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
        .route("/meetings", get(meetings::list))
        .route(
            "/meetings/{id}",
            get(meetings::get).patch(meetings::change),
        )
        .route("/meetings/{id}/start", post(meetings::start))
        .route("/meetings/{id}/end", post(meetings::end))
        .route("/meetings/{id}/admit", post(meetings::admit))
        .route("/meetings/{id}/remove", post(meetings::remove))
        .route(
            "/web-client",
            get(web_client::get).patch(web_client::change),
        )
        .route("/status", patch(status::change))
        .route("/coverage", get(overview::coverage))
        .route("/reset", post(overview::reset))
        .with_state(sandbox)
}
