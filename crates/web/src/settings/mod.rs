//! The Zoom settings page: one block per credential set, what each opens, and the way there.
//!
//! The page is one address, `/zoom`; what changes something posts to a path beneath it and comes
//! back to the block it was about.

mod about_sdk;
mod act;
mod authorize;
mod block;
mod fields;
mod headline;
mod page;
mod save;
mod scopes;
mod steps;
mod webhooks;
mod works;

use axum::{
    Router,
    routing::{get, post},
};

pub(crate) use self::{block::notice, webhooks::address as webhook_address};
use crate::State;

/// The routes of this room.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/zoom", get(page::show))
        .route("/zoom/authorize", post(authorize::begin))
        .route("/zoom/callback", get(authorize::callback))
        // An app whose redirect URL has a slash too many still brings its code to somebody who
        // says so.
        .route("/zoom/callback/", get(authorize::callback))
        .route("/zoom/code/confirm", post(authorize::confirm))
        .route("/zoom/code/paste", post(authorize::paste))
        .route("/zoom/webhooks/legacy", post(webhooks::choose))
        .route("/zoom/{set}", post(save::save))
        .route("/zoom/{set}/check", post(act::check))
        .route("/zoom/{set}/forget", get(act::ask_forget).post(act::forget))
}
