//! `GET` and `POST /sign-in`, `POST /sign-out`.

use axum::{
    extract::{Form, Query},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use ui::{Button, Field, Hidden, Notice};

use super::Empty;
use crate::{
    Error, State,
    accounts::AccountError,
    extract::{self, Peer, Posted, SameSite, Session},
    layout,
};

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// The form's fields.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    name: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

/// The form; a signed-in person is sent on.
pub(crate) async fn form(
    app: State,
    session: Result<Session, Error>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Error> {
    if session.is_ok() {
        return Ok(Redirect::to(local(&next)).into_response());
    }
    if !app.accounts.any_administrator().await? {
        return Ok(nobody_yet(&app));
    }
    Ok(page(&app, StatusCode::OK, "", &next, None))
}

/// Checks name and password and starts a session.
pub(crate) async fn submit(
    app: State,
    _: SameSite,
    Peer(from): Peer,
    Form(sent): Form<SignIn>,
) -> Result<Response, Error> {
    match app
        .accounts
        .sign_in(&sent.name, &sent.password, &from)
        .await
    {
        Ok(started) => {
            Ok((started.set_cookie(&app), Redirect::to(local(&sent.next))).into_response())
        }
        Err(error @ (AccountError::WrongPassword | AccountError::LongPassword)) => {
            let said = error.to_string();
            Ok(page(
                &app,
                StatusCode::UNAUTHORIZED,
                &sent.name,
                &sent.next,
                Some(said),
            ))
        }
        Err(error @ (AccountError::Throttled { .. } | AccountError::Busy)) => {
            let said = error.to_string();
            let status = match error {
                AccountError::Busy => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::TOO_MANY_REQUESTS,
            };
            Ok(page(&app, status, &sent.name, &sent.next, Some(said)))
        }
        Err(other) => Err(other.into()),
    }
}

/// Ends the session.
pub(crate) async fn out(
    app: State,
    headers: HeaderMap,
    _: Posted<Empty>,
) -> Result<Response, Error> {
    if let Some(cookie) = extract::session_cookie(&headers, &app) {
        app.accounts.sign_out(cookie.expose_secret()).await?;
    }
    Ok((extract::clear_cookie(&app), Redirect::to("/sign-in")).into_response())
}

fn page(
    app: &State,
    status: StatusCode,
    name: &str,
    next: &str,
    error: Option<String>,
) -> Response {
    let wrong = error.map(|sentence| Notice::bad(sentence).live());
    let form = ui::Form::post("/sign-in", "")
        .with(wrong)
        .with(Hidden::new("next", local(next)))
        .with(
            Field::text("name", "Name")
                .value(name)
                .required()
                .attribute("autocomplete", "username"),
        )
        .with(Field::password("password", "Password").required())
        .button(Button::primary("Sign in"));
    (status, layout::plain(app, "Sign in to Parfocal").body(form)).into_response()
}

fn nobody_yet(app: &State) -> Response {
    let text = ui::all![
        "Open the one-time link that was printed where Parfocal was started, or run ",
        ui::code("parfocal config admin"),
        " there."
    ];
    let state = ui::State::empty("Nobody can sign in yet").text(text.paragraph());
    layout::plain(app, "Sign in to Parfocal")
        .body(state)
        .into_response()
}

/// Only paths of our own: a link from elsewhere must not choose where a sign-in ends.
fn local(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        // Browsers drop tabs and line breaks and take a backslash for a slash.
        && !next.contains(|c: char| c == '\\' || c.is_control())
        && !next.starts_with("/sign-in");
    if ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn a_sign_in_ends_on_our_own_pages_only() {
        assert_eq!(local("/zoom?set=monitoring"), "/zoom?set=monitoring");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "",
            "/sign-in",
        ] {
            assert_eq!(local(foreign), "/", "{foreign}");
        }
    }
}
