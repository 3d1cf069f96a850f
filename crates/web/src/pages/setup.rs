//! `GET` and `POST /setup/{token}`: the first administrator, through the link on the console.

use axum::{
    extract::{Form, Path},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use ui::{Button, Field};

use crate::{
    Error, State,
    accounts::{AccountError, SHORTEST_PASSWORD},
    extract::SameSite,
    layout,
};

/// The form's fields.
#[derive(Deserialize)]
pub(crate) struct SetUp {
    name: String,
    password: SecretString,
    again: SecretString,
}

/// The form, while the link is good.
pub(crate) async fn form(app: State, Path(token): Path<String>) -> Result<Response, Error> {
    if !app.accounts.setup_is_open(&token).await? {
        return Err(AccountError::SetupLink.into());
    }
    Ok(page(&app, StatusCode::OK, &token, "admin", None))
}

/// Names the administrator, signs them in and spends the link.
pub(crate) async fn submit(
    app: State,
    _: SameSite,
    Path(token): Path<String>,
    Form(sent): Form<SetUp>,
) -> Result<Response, Error> {
    let refused = |field, sentence: String| {
        Ok(page(
            &app,
            StatusCode::UNPROCESSABLE_ENTITY,
            &token,
            &sent.name,
            Some(&(field, sentence)),
        ))
    };
    if sent.password.expose_secret() != sent.again.expose_secret() {
        return refused("again", "The two passwords differ.".into());
    }
    match app
        .accounts
        .set_up(&token, &sent.name, &sent.password)
        .await
    {
        Ok(started) => Ok((started.set_cookie(&app), Redirect::to("/")).into_response()),
        Err(error @ (AccountError::Name | AccountError::NotAPerson)) => {
            refused("name", error.to_string())
        }
        Err(error @ (AccountError::ShortPassword | AccountError::LongPassword)) => {
            refused("password", error.to_string())
        }
        Err(other) => Err(other.into()),
    }
}

fn page(
    app: &State,
    status: StatusCode,
    token: &str,
    name: &str,
    error: Option<&(&'static str, String)>,
) -> Response {
    let of = |field: &str| {
        error
            .filter(|(wrong, _)| *wrong == field)
            .map(|(_, sentence)| sentence.clone())
    };
    let form = ui::Form::post(format!("/setup/{token}"), "")
        .errors(error.cloned())
        .with(
            Field::text("name", "Name")
                .value(name)
                .required()
                .attribute("autocomplete", "username")
                .error(of("name")),
        )
        .with(
            Field::secret("password", "Password")
                .hint(format!(
                    "At least {SHORTEST_PASSWORD} letters; a few words make a good one."
                ))
                .required()
                .error(of("password")),
        )
        .with(
            Field::secret("again", "The same password again")
                .required()
                .error(of("again")),
        )
        .button(Button::primary("Make the administrator and sign in"));
    (
        status,
        layout::plain(app, "Name the administrator of this Parfocal").body(form),
    )
        .into_response()
}
