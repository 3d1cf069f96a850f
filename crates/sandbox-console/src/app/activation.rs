//! The last page: "Activation" of a Server-to-Server or OAuth app, "Local Test" of a General app.

use axum::{
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::tz::TimeZone;
use ui::{Button, Card, CopyText, Facts, Html, Moment, Notice};
use zoom_sandbox::{App, AppKind, MarketplaceError, Sandbox};

use super::{Step, own::Own};
use crate::{console::Console, posted::Posted, visitor::Developer};

const STEP: Step = Step::Activation;

pub(crate) async fn show(
    State(console): State<Console>,
    Own { developer, app }: Own,
    query: RawQuery,
) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        content(&console.sandbox, &developer, app, None)
    })
}

fn content(
    sandbox: &Sandbox,
    developer: &Developer,
    app: &App,
    refused: Option<&MarketplaceError>,
) -> Html {
    // What is missing is said once, as the answer where it is one.
    let unfinished = unfinished(app, refused);
    let refused = refused.map(|error| Notice::bad(error.to_string()).live());
    ui::all![refused, unfinished, act_card(sandbox, developer, app)]
}

/// What is still missing, each with the page to go to, but for what is `said` above.
fn unfinished(app: &App, said: Option<&MarketplaceError>) -> Html {
    app.unfinished()
        .iter()
        .filter(|missing| said.is_none_or(|said| said.to_string() != missing.to_string()))
        .map(|missing| {
            let step = match missing {
                MarketplaceError::InformationMissing { .. } => Step::Information,
                _ if matches!(app.kind, AppKind::General { .. }) => Step::Basic,
                _ => Step::Credentials,
            };
            Notice::fair(missing.to_string())
                .actions(Button::quiet(step.words(app)).to(step.address(app)))
        })
        .collect()
}

fn act_card(sandbox: &Sandbox, developer: &Developer, app: &App) -> Html {
    let form = super::form(developer, app, STEP);
    if app.kind == AppKind::ServerToServer {
        let (said, button) = if app.activated {
            let said = "Your app is activated on the account: tokens can be fetched.";
            (
                Notice::good(said),
                Button::danger("Deactivate your app").sends("do", "deactivate"),
            )
        } else {
            let said = "Your app is not activated: no token is given out yet.";
            (
                Notice::info(said),
                Button::primary("Activate your app").sends("do", "activate"),
            )
        };
        return Card::new("Activation")
            .body(ui::all![said, form.button(button)])
            .into();
    }
    let general = matches!(app.kind, AppKind::General { .. });
    let label = if general { "Add app now" } else { "Add" };
    let url =
        developer.marketplace.add_url(&app.id).ok().map(|url| {
            Facts::new().fact("Authorization URL", CopyText::new("Authorization URL", url))
        });
    let again = app.needs_allow_again(&developer.signed.person.id).then(|| {
        Notice::fair("The scopes have changed since this app was added")
            .to_do("Press the button and Allow again; a new token then has them.")
    });
    let title = if general { "Local Test" } else { "Activation" };
    let what = Html::from(
        "Adding the app asks you to allow its scopes and then sends your browser to the redirect \
         URL with the authorization code.",
    );
    Card::new(title)
        .body(ui::all![
            again,
            what.paragraph(),
            form.button(Button::primary(label).sends("do", "add")),
            url,
            installs(sandbox, app)
        ])
        .into()
}

fn installs(sandbox: &Sandbox, app: &App) -> Html {
    let world = sandbox.world();
    let rows = app.installs.iter().map(|install| {
        let name = world
            .person(&install.user_id)
            .map_or_else(|| install.user_id.clone(), |person| person.display_name);
        ui::all![
            "Added by ",
            name,
            " ",
            Moment::relative(install.at, sandbox.now(), &TimeZone::UTC),
            format!(" with {} scopes", install.scopes.len())
        ]
    });
    if app.installs.is_empty() {
        Html::new()
    } else {
        ui::list(rows)
    }
}

pub(crate) async fn act(
    State(console): State<Console>,
    Own { developer, app }: Own,
    posted: Posted,
) -> Response {
    let market = &developer.marketplace;
    let done = match posted.get("do") {
        "activate" => market.activate(&app.id).map(drop),
        "deactivate" => market.deactivate(&app.id).map(drop),
        "add" => match market.add_url(&app.id) {
            // The address with its query, on this site: the page's own host may be another name
            // for the sandbox's.
            Ok(url) => {
                let query = url.query().unwrap_or_default();
                return Redirect::to(&format!("{}?{query}", url.path())).into_response();
            }
            Err(error) => Err(error),
        },
        _ => Ok(()),
    };
    match done {
        Ok(()) => super::onward(&app, STEP, &posted),
        Err(error) => {
            let content = content(&console.sandbox, &developer, &app, Some(&error));
            let page = super::frame(&developer, &app, STEP, None, content);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}
