//! Alarms: the list, one alarm's page, thresholds, who is told; and the same as JSON.
//!
//! Every page works without JavaScript; with it, the list renews itself.

mod act;
mod csv;
mod json;
mod list;
mod one;
mod rows;
mod settings;
mod settings_json;
mod silences;
mod tell;
mod threshold;
mod thresholds;
mod words;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/alarms", get(list::show))
        .route("/alarms/live", get(list::live))
        .route("/alarms.csv", get(csv::download))
        .route("/alarms/settings", get(settings::show))
        .route("/alarms/settings/rules", post(act::rules))
        .route("/alarms/settings/recipients", post(tell::add_recipient))
        .route(
            "/alarms/settings/recipients/remove",
            post(tell::remove_recipient),
        )
        .route(
            "/alarms/settings/recipients/test",
            post(tell::test_recipient),
        )
        .route("/alarms/settings/webhooks", post(tell::add_webhook))
        .route(
            "/alarms/settings/webhooks/{id}/remove",
            post(tell::remove_webhook),
        )
        .route(
            "/alarms/settings/webhooks/{id}/test",
            post(tell::test_webhook),
        )
        .route("/alarms/thresholds", get(thresholds::show))
        .route("/alarms/thresholds.csv", get(thresholds::download))
        .route(
            "/alarms/thresholds/{measure}",
            get(threshold::show).post(threshold::save),
        )
        .route("/alarms/silences", get(silences::show).post(silences::make))
        .route("/alarms/silences/{id}/end", post(silences::end_now))
        .route("/alarms/{id}", get(one::show))
        .route("/alarms/{id}/acknowledge", post(act::acknowledge))
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(json::list))
        .routes(routes!(json::show))
        .routes(routes!(json::acknowledge))
        .routes(routes!(silences::list_json, silences::make_json))
        .routes(routes!(silences::end_json))
        .routes(routes!(settings_json::show, settings_json::rules))
        .routes(routes!(settings_json::add_recipient))
        .routes(routes!(settings_json::remove_recipient))
        .routes(routes!(settings_json::test_mail))
        .routes(routes!(settings_json::add_webhook))
        .routes(routes!(settings_json::remove_webhook))
        .routes(routes!(settings_json::test_webhook))
        .routes(routes!(json::thresholds))
        .routes(routes!(json::set_threshold, json::reset_threshold))
}
