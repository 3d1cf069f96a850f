//! The room of the account: `/account`, `/sub-accounts`, and the same under `/api/v1`.
//!
//! Own account and sub-account share the pages of settings and owner; `?account=` says which.

mod api;
mod api_subs;
mod changes;
mod chat;
mod owner;
mod settings;
pub(crate) mod shown;
mod subs;
mod webinar;
mod webinar_invite;
mod webinar_pages;
pub(crate) mod words;

use axum::{
    Router,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::State;

pub(crate) use self::changes::subscriptions;

/// The room's pages.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/account", get(settings::first))
        .route(
            "/account/settings",
            get(settings::show).post(settings::review),
        )
        .route("/account/settings/save", post(settings::save))
        .route("/account/owner", get(owner::show).post(owner::submit))
        .route("/account/changes", get(changes::show))
        .route("/account/chat", get(chat::show).post(chat::choose))
        .route("/account/chat/run", get(chat::run))
        .route("/sub-accounts", get(subs::list).post(subs::open))
        .route("/sub-accounts/{account}", get(subs::show))
        .route("/sub-accounts/{account}/options", post(subs::options))
        .route(
            "/sub-accounts/{account}/webinars/new",
            get(webinar::new).post(webinar::create),
        )
        .route("/sub-accounts/{account}/webinars/find", post(webinar::find))
        .route(
            "/sub-accounts/{account}/webinars/{id}",
            get(webinar::show).post(webinar::change),
        )
        .route(
            "/sub-accounts/{account}/webinars/{id}/invite",
            post(webinar_invite::invite),
        )
        .route(
            "/sub-accounts/{account}/webinars/{id}/delete",
            get(webinar::confirm).post(webinar::delete),
        )
}

/// The room's part of the JSON API.
pub(crate) fn api() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(api::settings, api::change_settings))
        .routes(routes!(api::owner))
        .routes(routes!(api::changes))
        .routes(routes!(api::subscriptions))
        .routes(routes!(api::chat, api::keep_chat))
        .routes(routes!(api::audit))
        .routes(routes!(api::obstacles))
        .routes(routes!(api_subs::list))
        .routes(routes!(api_subs::options, api_subs::change_options))
        .routes(routes!(api_subs::webinars, api_subs::create_webinar))
        .routes(routes!(
            api_subs::webinar,
            api_subs::change_webinar,
            api_subs::delete_webinar
        ))
        .routes(routes!(api_subs::invite))
}
