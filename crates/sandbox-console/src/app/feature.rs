//! "Feature": the tokens by which a receiver knows Zoom's webhooks. May be skipped.

use axum::{
    extract::{Path, RawQuery},
    response::Response,
};
use ui::{Card, Facts, Html, Notice, Reveal};
use zoom_sandbox::App;

use super::Step;
use crate::{posted::Posted, visitor::Developer};

const STEP: Step = Step::Feature;

pub(crate) async fn show(
    developer: Developer,
    Path(id): Path<String>,
    query: RawQuery,
) -> Response {
    super::shown(&developer, &id, STEP, &query, |app| {
        content(&developer, app)
    })
}

fn content(developer: &Developer, app: &App) -> Html {
    let facts = Facts::new()
        .fact(
            "Secret Token",
            Reveal::new("Secret Token", app.secret_token.reveal()),
        )
        .fact(
            "Verification Token",
            Reveal::new("Verification Token", app.verification_token.reveal()),
        );
    let subscriptions: Html = if app.features.subscriptions.is_empty() {
        Notice::info("No event subscriptions")
            .text("Neither set-up guide asks for one; this page may be skipped with Continue.")
            .into()
    } else {
        ui::list(app.features.subscriptions.iter().map(|subscription| {
            ui::all![
                &subscription.name,
                ": ",
                ui::code(&subscription.url),
                format!(", {} events", subscription.events.len())
            ]
        }))
    };
    let form = super::form(developer, app, STEP).button(super::continue_button(app, STEP));
    ui::all![
        Card::new("Token").body(facts),
        Card::new("Event Subscriptions").body(ui::all![subscriptions, form]),
    ]
}

pub(crate) async fn save(developer: Developer, Path(id): Path<String>, posted: Posted) -> Response {
    match developer.marketplace.app(&id) {
        Ok(app) => super::onward(&app, STEP, &posted),
        Err(error) => super::refused(&developer, &error),
    }
}
