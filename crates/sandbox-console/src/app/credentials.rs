//! "App Credentials" of an OAuth app and of a Server-to-Server app.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse as _, Redirect, Response},
};
use ui::{Button, Card, Checkbox, CopyText, Facts, Field, Form, Html, Reveal};
use zoom_sandbox::{App, AppKind, Sandbox};

use super::{Step, own::Own, redirects::Typed};
use crate::{console::Console, posted::Posted, visitor::Developer};

const STEP: Step = Step::Credentials;

pub(crate) async fn show(
    State(console): State<Console>,
    Own { developer, app }: Own,
    query: RawQuery,
) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        content(&console.sandbox, &developer, app, &Values::of(app), &[])
    })
}

/// The ids and secrets, to be copied.
pub(crate) fn facts(sandbox: &Sandbox, app: &App) -> Facts {
    let facts = if app.kind == AppKind::ServerToServer {
        Facts::new().fact(
            "Account ID",
            CopyText::new("Account ID", sandbox.ready().account_id),
        )
    } else {
        Facts::new()
    };
    facts
        .fact("Client ID", CopyText::new("Client ID", &app.client_id))
        .fact(
            "Client Secret",
            Reveal::new("Client Secret", app.client_secret.reveal()),
        )
}

/// The button that makes a new secret, in a form of its own.
pub(crate) fn regenerate(developer: &Developer, app: &App) -> Form {
    let csrf = &developer.signed.session.csrf;
    Form::post(format!("/develop/apps/{}/secret", app.id), csrf)
        .named("Client Secret")
        .button(Button::quiet("Regenerate"))
        .with(ui::quiet(
            "Regenerating makes a new Client Secret; the old one stops working at once.",
        ))
}

struct Values {
    name: String,
    publish: bool,
    redirects: Typed,
}

impl Values {
    fn of(app: &App) -> Self {
        Self {
            name: app.name.clone(),
            publish: app.publish,
            redirects: Typed::of(app),
        }
    }
}

fn content(
    sandbox: &Sandbox,
    developer: &Developer,
    app: &App,
    values: &Values,
    wrong: &[(&'static str, String)],
) -> Html {
    let about = |field| super::about(wrong, field);
    let name = Field::text("name", "App Name")
        .value(&values.name)
        .error(about("name"))
        .required()
        .attribute("maxlength", "50")
        .attribute("autocomplete", "off");
    let mut form = super::form(developer, app, STEP)
        .errors(wrong.iter().map(|(field, words)| (*field, words.as_str())))
        .with(name);
    if app.kind.uses_authorize() {
        form = form
            .with(
                values
                    .redirects
                    .fields("Redirect URL for OAuth", about("redirect_url")),
            )
            .with(
                Checkbox::new(
                    "publish",
                    "Intend to publish this app on Zoom App Marketplace",
                )
                .switch()
                .checked(values.publish)
                .hint("Must be off for an app that only your own account uses."),
            );
    }
    form = form
        .button(super::continue_button(app, STEP))
        .button(Button::quiet("Save"));
    ui::all![
        Card::new("App Credentials")
            .body(ui::all![facts(sandbox, app), regenerate(developer, app)]),
        Card::new(if app.kind.uses_authorize() {
            "OAuth information"
        } else {
            "Name"
        })
        .body(form),
    ]
}

pub(crate) async fn save(
    State(console): State<Console>,
    Own { developer, app }: Own,
    posted: Posted,
) -> Response {
    let market = &developer.marketplace;
    let values = Values {
        name: posted.get("name").to_owned(),
        publish: posted.has("publish"),
        redirects: Typed::posted(&posted),
    };
    let mut wrong = Vec::new();
    if let Err(error) = market.set_name(&app.id, &values.name) {
        wrong.extend(super::errors(&error));
    }
    if app.kind.uses_authorize() {
        match values.redirects.urls() {
            Ok(urls) => {
                if let Err(error) = market.set_redirect_urls(&app.id, &urls) {
                    wrong.extend(super::errors(&error));
                }
            }
            Err(error) => wrong.push(error),
        }
        if let Err(error) = market.set_publish(&app.id, values.publish) {
            wrong.extend(super::errors(&error));
        }
    }
    if wrong.is_empty() {
        return super::onward(&app, STEP, &posted);
    }
    let content = content(&console.sandbox, &developer, &app, &values, &wrong);
    super::not_saved(&developer, &app, STEP, content)
}

pub(crate) async fn new_secret(
    developer: Developer,
    Path(id): Path<String>,
    _posted: Posted,
) -> Response {
    match developer.marketplace.regenerate_secret(&id) {
        Ok(app) => Redirect::to(&format!("{}?saved", super::first_address(&app))).into_response(),
        Err(error) => super::refused(&developer, &error),
    }
}
