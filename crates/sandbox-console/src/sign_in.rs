//! Signing in to and out of the emulated Zoom.

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Field, Form, Hidden, Notice, code};
use zoom_sandbox::world::World;

use crate::{
    console::Console,
    page,
    posted::Posted,
    session::{COOKIE, Session},
    visitor::Visitor,
};

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
}

pub(crate) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    // A fresh session each time a stranger opens the form, unless they already hold one.
    let session = visitor
        .session
        .unwrap_or_else(|| console.sessions.begin(None));
    let form = form(&console, &session, &asked.next, "", None);
    with_cookie(&console, &session.token, form)
}

pub(crate) async fn enter(
    State(console): State<Console>,
    visitor: Visitor,
    posted: Posted,
) -> Response {
    let (email, next) = (posted.get("email").trim(), posted.get("next"));
    if let Some(person) = console.sandbox.sign_in(email, posted.get("password")) {
        if let Some(before) = visitor.session {
            console.sessions.end(&before.token);
        }
        let session = console.sessions.begin(Some(&person.id));
        return with_cookie(&console, &session.token, Redirect::to(local(next)));
    }
    let session = visitor
        .session
        .unwrap_or_else(|| console.sessions.begin(None));
    let wrong = "No active user of the emulated organisation has this email and password.";
    let form = form(&console, &session, next, email, Some(wrong));
    with_cookie(
        &console,
        &session.token,
        (StatusCode::UNPROCESSABLE_ENTITY, form),
    )
}

pub(crate) async fn leave(
    State(console): State<Console>,
    visitor: Visitor,
    _posted: Posted,
) -> Redirect {
    if let Some(session) = visitor.session {
        console.sessions.end(&session.token);
    }
    Redirect::to("/")
}

fn form(
    console: &Console,
    session: &Session,
    next: &str,
    email: &str,
    wrong: Option<&str>,
) -> ui::PlainPage {
    let owner = console.sandbox.world().owner();
    let form = Form::post("/signin", &session.csrf)
        .errors(wrong.map(|words| ("email", words)))
        .with(Hidden::new("next", local(next)))
        .with(
            Field::of("email", "email", "Email Address")
                .value(email)
                .attribute("autocomplete", "username")
                .error(wrong)
                .required(),
        )
        .with(Field::password("password", "Password").required())
        .button(Button::primary("Sign In"));
    let who = Notice::info("Everybody here is invented").text(ui::all![
        "The account's owner is ",
        code(&owner.email),
        "; every user's password is ",
        code(World::PASSWORD),
        "."
    ]);
    page::narrow("Sign In").body(ui::all![form, who].boxed("div", "stack"))
}

/// An address of this site, or its front door: a sign-in must not lead anywhere else.
fn local(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t']);
    if inside { next } else { "/" }
}

fn with_cookie(console: &Console, token: &str, answer: impl IntoResponse) -> Response {
    let secure = if console.sandbox.config().base_url.scheme() == "https" {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}");
    ([(header::SET_COOKIE, cookie)], answer).into_response()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn signing_in_leads_to_this_site_only() {
        assert_eq!(
            local("/oauth/authorize?client_id=x"),
            "/oauth/authorize?client_id=x"
        );
        for elsewhere in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "x",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }
}
