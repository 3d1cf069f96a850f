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
//! | `GET /subscriptions` | event subscriptions, of one app with `?client_id=`; `settled` once all that has happened was sent |
//! | `POST /subscriptions` | `{"client_id", "name", "url", "events"}`: validates the address, then saves |
//! | `POST /subscriptions/validate` | `{"client_id", "url"}`: validates an address and saves nothing |
//! | `GET`, `PATCH`, `DELETE /subscriptions/{id}` | one of them; `name`, `url`, `events`, `enabled` |
//! | `POST /subscriptions/{id}/validate` | validates its address again; enables it where it was disabled |
//! | `GET /subscriptions/{id}/deliveries` | the latest 100 (`?limit=`), latest first, with each try and the next |
//! | `GET /subscriptions/{id}/deliveries/{n}` | one |
//! | `POST /subscriptions/{id}/deliveries/{n}/replay` | sends its body again, as a new delivery |
//! | `GET`, `POST`, `DELETE /webhook_faults` | deliveries go wrong: `{"kind": "late"\|"twice"\|"out_of_order"\|"dropped", "seconds", "times", "rate", "event", "subscription"}` |
//! | `GET`, `POST`, `DELETE /faults` | the next replies go wrong: `{"kind": "status"\|"cut"\|"html"\|"huge"\|"delay", "times", "path", …}` |
//! | `PATCH /status` | `{"component", "status"}` on the status page |
//! | `GET /meetings` | what is going on, with whoever came by the web client |
//! | `GET`, `PATCH /meetings/{id}` | one meeting; `locked`, `capacity`, `admit_by_hand` |
//! | `POST /meetings/{id}/start`, `…/end` | as its host would |
//! | `POST /meetings/{id}/admit`, `…/remove` | `{"visit"}`: out of the waiting room, out of the meeting; everybody when empty |
//! | `GET`, `PATCH /web-client` | where the web client's stand-in listens; `oldest_sdk` |
//! | `GET /coverage` | every operation as stateful, synthetic or absent; every event, and whether it ever comes |
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
mod webhook_faults;

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
            "/subscriptions/validate",
            post(subscriptions::validate_endpoint),
        )
        .route(
            "/subscriptions/{id}",
            get(subscriptions::get)
                .patch(subscriptions::change)
                .delete(subscriptions::remove),
        )
        .route(
            "/subscriptions/{id}/validate",
            post(subscriptions::validate),
        )
        .route(
            "/subscriptions/{id}/deliveries",
            get(subscriptions::deliveries),
        )
        .route(
            "/subscriptions/{id}/deliveries/{delivery}",
            get(subscriptions::delivery),
        )
        .route(
            "/subscriptions/{id}/deliveries/{delivery}/replay",
            post(subscriptions::replay),
        )
        .route(
            "/webhook_faults",
            get(webhook_faults::list)
                .post(webhook_faults::add)
                .delete(webhook_faults::clear),
        )
        .route(
            "/faults",
            get(overview::faults)
                .post(overview::add_fault)
                .delete(overview::clear_faults),
        )
        .route("/meetings", get(meetings::list))
        .route("/meetings/{id}", get(meetings::get).patch(meetings::change))
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
