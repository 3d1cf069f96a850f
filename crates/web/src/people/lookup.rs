//! Whoever is not in the list: looked up at Zoom by id or address, and whether an address is known.

use ::people::{Act, Error as Failure};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Field, Form, Html};

use super::words;
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// For whoever is not in the list: by Zoom's id or a mail address.
pub(super) fn lookup() -> Html {
    let find = Form::get("/people/find")
        .named("Look somebody up at Zoom")
        .with(
            Field::text("key", "Zoom’s user id or a mail address")
                .hint("Reads this one person from Zoom and keeps them here."),
        )
        .button(Button::quiet("Look up"));
    let verify = Form::get("/people/verify")
        .named("Verify a mail address")
        .with(
            Field::text("email", "Mail address")
                .hint("Says whether anybody at Zoom has it, in this account or another."),
        )
        .button(Button::quiet("Verify"));
    ui::grid([
        ui::Card::new("Look somebody up").body(find),
        ui::Card::new("Is a mail address known to Zoom?").body(verify),
    ])
}

/// To the page of whoever is looked up.
#[derive(Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    key: String,
}

pub(super) async fn find(_: Session, Query(of): Query<Key>) -> Redirect {
    let key = of.key.trim();
    if key.is_empty() {
        return Redirect::to("/people");
    }
    Redirect::to(&words::path(key, ""))
}

#[derive(Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    email: String,
}

/// Whether Zoom knows a mail address.
pub(super) async fn verify(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Address>,
) -> Result<Response, Error> {
    let obstacles = app.people.obstacles(&at.id, &[Act::Verify]).await?;
    let lacks = obstacles
        .first()
        .and_then(|one| one.granular.first().cloned());
    let form = |error: Option<String>| {
        Form::get("/people/verify")
            .with(
                Field::text("email", "Mail address")
                    .value(&*asked.email)
                    .error(error),
            )
            .button(Button::primary("Verify").needs(lacks.clone()))
            .button(Button::quiet("Back").to("/people"))
    };
    let page = |sentence: &str, body: Html| {
        layout::page(&app, &session, "Verify a mail address", "/people")
            .sentence(sentence.to_owned())
            .body(body)
    };
    if asked.email.trim().is_empty() {
        return Ok(page("Is a mail address known to Zoom?", form(None).into()).into_response());
    }
    match app
        .people
        .verify(&session.principal, &at.id, &asked.email)
        .await
    {
        Ok(found) => {
            let said = match (&found.here, found.at_zoom) {
                (Some(one), _) => ui::Notice::info(format!("{} has {} in this account.", one.name(), found.email))
                    .actions(Button::quiet("To their page").to(words::path(one.key(), ""))),
                (None, true) => ui::Notice::fair(format!("Somebody at Zoom has {}.", found.email)).text(
                    "Nobody known here has it: they may belong to another account, and would have to \
                     leave it or accept an invitation.",
                ),
                (None, false) => ui::Notice::good(format!("Nobody at Zoom has {}.", found.email)),
            };
            Ok(page(
                "Is a mail address known to Zoom?",
                ui::all![said, form(None)],
            )
            .into_response())
        }
        Err(failure) => {
            let error = match &failure {
                Failure::Form(problems) => problems.of("email").map(str::to_owned),
                _ => None,
            };
            let body = ui::all![words::failed(&failure), form(error)];
            Ok(words::again(
                &failure,
                page("The address was not verified", body),
            ))
        }
    }
}
