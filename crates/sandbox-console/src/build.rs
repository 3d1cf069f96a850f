//! "Build App": choosing the kind of app, naming it, creating it.
//!
//! Both of Zoom's menus are here: the newer dialog's General App and Server-to-Server OAuth App,
//! and the older menu's OAuth with its own page of name, app type and publish switch.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use ui::{Button, Card, Checkbox, Choices, Field, Form, Page};
use zoom_sandbox::{AppKind, MarketplaceError, marketplace::Managed};

use crate::{app, page, posted::Posted, visitor::Developer};

const HERE: &str = "/develop/create";

fn shell(developer: &Developer, title: &str, form: Form) -> Page {
    page::shell(&developer.signed, title, HERE).body(Card::new("").body(form))
}

pub(crate) async fn kinds(developer: Developer) -> Page {
    kinds_page(&developer, None)
}

fn kinds_page(developer: &Developer, wrong: Option<&str>) -> Page {
    let choices = Choices::new("kind", "Choose your app type")
        .choice(
            "general",
            "General App",
            "OAuth for one user or a whole account, and the Meeting SDK.",
        )
        .choice(
            "server-to-server",
            "Server-to-Server OAuth App",
            "Programs of your own account, without anybody signing in.",
        )
        .choice(
            "oauth",
            "OAuth",
            "The older menu's kind: account-level or user-managed, added with Add and Allow.",
        )
        .error(wrong)
        .cards();
    let form = Form::post(HERE, &developer.signed.session.csrf)
        .errors(wrong.map(|words| ("kind", words)))
        .with(choices)
        .button(Button::primary("Create"));
    shell(developer, "What kind of app are you creating?", form)
}

pub(crate) async fn choose(developer: Developer, posted: Posted) -> Response {
    match posted.get("kind") {
        "oauth" => Redirect::to("/develop/create/oauth").into_response(),
        "server-to-server" => Redirect::to("/develop/create/server-to-server").into_response(),
        "general" => create_general(&developer),
        _ => {
            let page = kinds_page(&developer, Some("Choose one of the three kinds of app."));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}

/// The newer dialog creates a General App at once; it is named on the page that opens.
fn create_general(developer: &Developer) -> Response {
    let count = developer.marketplace.apps().len() + 1;
    let kind = AppKind::General {
        managed: Managed::User,
    };
    match developer
        .marketplace
        .create(kind, &format!("General app {count}"), false)
    {
        Ok(created) => Redirect::to(&app::first_address(&created)).into_response(),
        Err(error) => app::refused(developer, &error),
    }
}

pub(crate) async fn server_to_server(developer: Developer) -> Page {
    server_to_server_page(&developer, "", None)
}

fn server_to_server_page(developer: &Developer, name: &str, wrong: Option<&str>) -> Page {
    let form = Form::post(
        "/develop/create/server-to-server",
        &developer.signed.session.csrf,
    )
    .errors(wrong.map(|words| ("name", words)))
    .with(name_field(name, wrong))
    .button(Button::primary("Create"))
    .button(Button::quiet("Cancel").to(HERE));
    shell(developer, "Create a Server-to-Server OAuth app", form)
}

pub(crate) async fn create_server_to_server(developer: Developer, posted: Posted) -> Response {
    let name = posted.get("name");
    match developer
        .marketplace
        .create(AppKind::ServerToServer, name, false)
    {
        Ok(created) => Redirect::to(&app::first_address(&created)).into_response(),
        Err(error) => {
            let page = server_to_server_page(&developer, name, Some(&error.to_string()));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}

pub(crate) async fn oauth(developer: Developer) -> Page {
    oauth_page(&developer, "", "", true, &[])
}

fn oauth_page(
    developer: &Developer,
    name: &str,
    kind: &str,
    publish: bool,
    wrong: &[(&'static str, String)],
) -> Page {
    let about = |field: &str| {
        wrong
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, words)| words.as_str())
    };
    let form = Form::post("/develop/create/oauth", &developer.signed.session.csrf)
        .errors(wrong.iter().map(|(field, words)| (*field, words.as_str())))
        .with(name_field(name, about("name")))
        .with(
            Choices::new("kind", "App type")
                .choice(
                    "account",
                    "Account-level app",
                    "An admin adds it; it acts on every user of the account.",
                )
                .choice(
                    "user",
                    "User-managed app",
                    "Each user adds it for themselves.",
                )
                .selected(kind)
                .error(about("kind"))
                .cards(),
        )
        .with(
            Checkbox::new(
                "publish",
                "Would you like to publish this app on Zoom App Marketplace?",
            )
            .checked(publish)
            .switch()
            .hint("Switch it off for an app that only your own account uses."),
        )
        .button(Button::primary("Create"))
        .button(Button::quiet("Cancel").to(HERE));
    shell(developer, "Create an OAuth app", form)
}

pub(crate) async fn create_oauth(developer: Developer, posted: Posted) -> Response {
    let (name, choice) = (posted.get("name"), posted.get("kind"));
    let publish = posted.has("publish");
    let kind = match choice {
        "account" => Some(AppKind::AccountOauth),
        "user" => Some(AppKind::UserOauth),
        _ => None,
    };
    let mut wrong = Vec::new();
    match kind {
        Some(kind) => match developer.marketplace.create(kind, name, publish) {
            Ok(created) => return Redirect::to(&app::first_address(&created)).into_response(),
            Err(error) => wrong.push((field_of(&error), error.to_string())),
        },
        None => wrong.push(("kind", "Choose the app type.".to_owned())),
    }
    let page = oauth_page(&developer, name, choice, publish, &wrong);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn name_field(name: &str, wrong: Option<&str>) -> Field {
    Field::text("name", "App Name")
        .value(name)
        .error(wrong)
        .required()
        .attribute("maxlength", "50")
        .attribute("autocomplete", "off")
}

/// The field that a refusal belongs to; empty: the whole form.
pub(crate) fn field_of(error: &MarketplaceError) -> &'static str {
    match error {
        MarketplaceError::NameInvalid => "name",
        MarketplaceError::EmailInvalid { .. } => "developer_email",
        MarketplaceError::RedirectMissing | MarketplaceError::RedirectInvalid { .. } => {
            "redirect_url"
        }
        MarketplaceError::PublishLeftOn => "publish",
        _ => "",
    }
}
