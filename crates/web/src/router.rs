//! Every route of the site, in one list.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, trace::TraceLayer};

use crate::{
    Error, State, account, alarms, api, api_tests, error, events, finish, headers, health, intake,
    join, live, meetings, pages, people, public, recordings, sdk, settings, stream, trace, webhook,
    zoom_events,
};

/// The whole site.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/", get(pages::overview::show))
        .route(
            "/sign-in",
            get(pages::sign_in::form).post(pages::sign_in::submit),
        )
        .route("/sign-out", post(pages::sign_in::out))
        .route(
            "/setup/{token}",
            get(pages::setup::form).post(pages::setup::submit),
        )
        .route("/search", get(pages::search::show))
        .route(
            "/console",
            get(pages::console::show).post(pages::console::ask),
        )
        .route("/api", get(pages::reference::show))
        .route("/spending", get(pages::spending::show))
        .route(
            "/tokens",
            get(pages::tokens::show).post(pages::tokens::create),
        )
        .route("/tokens/{id}/revoke", post(pages::tokens::revoke))
        .merge(live::routes())
        .merge(stream::routes())
        .merge(settings::routes())
        .merge(sdk::routes())
        .merge(api_tests::routes())
        .merge(alarms::routes())
        .merge(events::routes())
        .merge(meetings::routes())
        .merge(people::routes())
        .merge(recordings::routes())
        .merge(account::routes())
        .merge(zoom_events::routes())
        .merge(public::routes())
        .merge(join::routes())
        .merge(api::routes(&state))
        .merge(health_routes())
        .merge(ui::assets())
        .fallback(nothing_here)
        .layer(from_fn(finish::to_its_end))
        .layer(from_fn_with_state(state.clone(), intake::whole))
        .layer(from_fn_with_state(state.clone(), error::render))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(DefaultBodyLimit::max(intake::LARGEST_FORM))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(error::stopped))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(trace::span)
                .on_response(trace::answered)
                // An answer with a server error is an answer, and was told by it.
                .on_failure(()),
        )
        .merge(webhook::routes())
        .merge(sdk::files())
        .with_state(state)
}

/// What `parfocal agent` serves: no site, only figures and health.
pub fn agent_router(state: State) -> Router {
    health_routes()
        .fallback(only_figures)
        .layer(from_fn_with_state(state.clone(), error::render))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .with_state(state)
}

fn health_routes() -> Router<State> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
}

async fn only_figures() -> (StatusCode, &'static str) {
    (
        StatusCode::NOT_FOUND,
        "Here are only /metrics, /healthz and /readyz; the pages are with `parfocal serve`.\n",
    )
}

async fn nothing_here(uri: axum::http::Uri) -> Error {
    Error::NotFound(format!("page {}", uri.path()))
}
