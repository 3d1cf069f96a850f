//! Another owner: the address is typed twice, because it cannot be taken back from here.

use ::account::{Act, Place};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{Button, Field, Form, Hidden, Notice};

use super::{
    shown::Shown,
    words::{self, Asked},
};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::Gate,
};

const PATH: &str = "/account/owner";

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    account: String,
    email: String,
    again: String,
    once: String,
}

/// The form.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let place = asked.place()?;
    let shown = Shown::new(Sent::default(), asked.done());
    page(&app, &session, &at, &place, &shown).await
}

/// Hands the account over.
pub(super) async fn submit(
    app: State,
    at: Connected,
    posted: Posted<Sent>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let place = Place::parse(&form.account)?;
    let who = &session.principal;
    let done = app
        .account
        .change_owner(who, &at.id, &place, &form.email, &form.again, &form.once)
        .await;
    let Err(failure) = done else {
        return Ok(Redirect::to(&words::after(PATH, &place, "owner")).into_response());
    };
    let (status, shown) = Shown::refused(form, failure)?;
    let page = page(&app, &session, &at, &place, &shown).await?;
    Ok(words::with_status(status, page))
}

async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    shown: &Shown<Sent>,
) -> Result<Response, Error> {
    let act = Act::change_owner(place);
    let gate = Gate::to_change(app, session, at, &[act]).await?;
    let email = Field::of("email", "email", "Mail address of the new owner")
        .hint("An active admin of this account. Who owns it now stays an admin.")
        .required();
    let again = Field::of("email", "again", "The same address once more")
        .hint("Typed, not pasted: only the new owner can give the account back.")
        .attribute("autocomplete", "off")
        .required();
    let form = Form::post(PATH, &*session.csrf)
        .errors(shown.problems.each())
        .with(Hidden::new("account", place.id()))
        .with(Hidden::new("once", app.random.letters(22)))
        .with(shown.filled(email, &shown.form.email))
        .with(shown.filled(again, &shown.form.again))
        .button(Button::danger("Hand the account over").needs(gate.lacks(act)))
        .button(Button::quiet("Leave it as it is").to(words::at("/account/settings", place)));
    let warning = Notice::fair("This hands over everything: billing, admins, deletion")
        .text("Parfocal's own app at Zoom stays as it is. Zoom tells both people by mail.");
    let body = ui::all![&shown.said, gate.notices(), warning, form];
    let called = app
        .account
        .called(&session.principal, &at.id, place)
        .await?;
    let title = format!("Owner of {called}");
    Ok(layout::page(app, session, &title, "/account/settings")
        .sentence(format!("Hand {called} to another owner"))
        .body(body)
        .into_response())
}
