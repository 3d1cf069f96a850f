//! "Basic Information" of a General app: name, who manages it, credentials, redirect URL.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use ui::{Button, Card, Choices, Field, Html};
use zoom_sandbox::{App, AppKind, Sandbox, marketplace::Managed};

use super::{Step, credentials, own::Own, redirects::Typed};
use crate::{console::Console, posted::Posted, visitor::Developer};

const STEP: Step = Step::Basic;

struct Values {
    name: String,
    managed: Managed,
    redirects: Typed,
}

pub(crate) async fn show(
    State(console): State<Console>,
    Own { developer, app }: Own,
    query: RawQuery,
) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        let managed = match app.kind {
            AppKind::General { managed } => managed,
            _ => Managed::Admin,
        };
        let values = Values {
            name: app.name.clone(),
            managed,
            redirects: Typed::of(app),
        };
        content(&console.sandbox, &developer, app, &values, &[])
    })
}

fn content(
    sandbox: &Sandbox,
    developer: &Developer,
    app: &App,
    values: &Values,
    wrong: &[(&'static str, String)],
) -> Html {
    let about = |field| super::about(wrong, field);
    let form = super::form(developer, app, STEP)
        .errors(wrong.iter().map(|(field, words)| (*field, words.as_str())))
        .with(
            Field::text("name", "App Name")
                .value(&values.name)
                .error(about("name"))
                .required()
                .attribute("maxlength", "50")
                .attribute("autocomplete", "off"),
        )
        .with(
            Choices::new("managed", "Select how the app is managed")
                .choice(
                    "admin",
                    "Admin-managed",
                    "An admin adds it for the account; it may act on every user.",
                )
                .choice(
                    "user",
                    "User-managed",
                    "Each user adds it for themselves; it gets user-level scopes only.",
                )
                .selected(match values.managed {
                    Managed::Admin => "admin",
                    Managed::User => "user",
                })
                .cards(),
        )
        .with(
            values
                .redirects
                .fields("OAuth Redirect URL", about("redirect_url")),
        )
        .button(Button::primary("Save"))
        .button(
            super::continue_button(app, STEP)
                .map(|_| Button::quiet("Continue").sends("go", Step::Feature.address(app))),
        );
    ui::all![
        Card::new("Basic Information").body(form),
        Card::new("App Credentials").body(ui::all![
            credentials::facts(sandbox, app),
            credentials::regenerate(developer, app)
        ]),
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
        managed: if posted.get("managed") == "user" {
            Managed::User
        } else {
            Managed::Admin
        },
        redirects: Typed::posted(&posted),
    };
    let mut wrong = Vec::new();
    let mut note = |result: Result<App, zoom_sandbox::MarketplaceError>| {
        if let Err(error) = result {
            wrong.extend(super::errors(&error));
        }
    };
    note(market.set_name(&app.id, &values.name));
    note(market.set_managed(&app.id, values.managed));
    match values.redirects.urls() {
        Ok(urls) => note(market.set_redirect_urls(&app.id, &urls)),
        Err(error) => wrong.push(error),
    }
    if wrong.is_empty() {
        return super::onward(&app, STEP, &posted);
    }
    let content = content(&console.sandbox, &developer, &app, &values, &wrong);
    super::not_saved(&developer, &app, STEP, content)
}
