//! `/tokens`: bearer tokens for programs, made, listed and ended.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::access::{Action, Resource};
use jiff::{Timestamp, tz::TimeZone};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use ui::{Button, Column, CopyText, Field, Form, Html, Moment, Notice, Page, Table};

use super::Empty;
use crate::{
    Error, State,
    accounts::{AccountError, ApiToken},
    extract::{Posted, Session},
    layout,
};

/// The list and the form.
pub(crate) async fn show(app: State, session: Session) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &Resource::Installation)?;
    page(&app, &session, Html::new(), None).await
}

/// The form's field.
#[derive(Deserialize)]
pub(crate) struct Create {
    name: String,
}

/// Makes a token and shows it, this once.
pub(crate) async fn create(app: State, posted: Posted<Create>) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    match app.accounts.create_api_token(&form.name).await {
        Ok(made) => {
            let token = CopyText::new("API token", made.token.expose_secret());
            let notice = Notice::good(format!("The token for {} is made", made.listed.name))
                .text(token)
                .to_do("Copy it now; it is not shown again.")
                .live();
            Ok(page(&app, &session, notice.into(), None)
                .await?
                .into_response())
        }
        Err(error @ AccountError::Name) => {
            let page = page(
                &app,
                &session,
                Html::new(),
                Some((form.name, error.to_string())),
            );
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page.await?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Ends a token.
pub(crate) async fn revoke(
    app: State,
    Path(id): Path<String>,
    posted: Posted<Empty>,
) -> Result<Redirect, Error> {
    app.may(
        &posted.session.principal,
        Action::Change,
        &Resource::Installation,
    )?;
    if !app.accounts.revoke_api_token(&id).await? {
        return Err(Error::NotFound(format!("API token {id}")));
    }
    Ok(Redirect::to("/tokens"))
}

async fn page(
    app: &State,
    session: &Session,
    first: Html,
    wrong: Option<(String, String)>,
) -> Result<Page, Error> {
    let tokens = app.accounts.api_tokens().await?;
    let (typed, error) = wrong.unzip();
    let form = Form::post("/tokens", &*session.csrf)
        .named("Make a token")
        .with(
            Field::text("name", "What is it for?")
                .value(typed.unwrap_or_default())
                .hint("A name to know it by later, such as prometheus.")
                .required()
                .error(error),
        )
        .button(Button::primary("Make a token"));
    let sentence = match tokens.len() {
        0 => "No program has a token".to_owned(),
        1 => "One program has a token".to_owned(),
        many => format!("{many} programs have a token"),
    };
    let sub = ui::all![
        "A token opens the JSON API (",
        ui::link("/api/v1/openapi.json", "its description"),
        ") and /metrics: send it as ",
        ui::code("Authorization: Bearer …"),
        "."
    ];
    Ok(layout::page(app, session, "API tokens", "/tokens")
        .sentence(sentence)
        .subline(sub)
        .body(ui::all![first, table(app, session, &tokens), form]))
}

fn table(app: &State, session: &Session, tokens: &[ApiToken]) -> Table {
    let empty = ui::State::empty("No tokens yet")
        .text("Make one below for Prometheus or for a program of your own.");
    let mut table = Table::new("API tokens")
        .column(Column::text("For"))
        .column(Column::text("Made"))
        .column(Column::text("Last used"))
        .column(Column::text("End"))
        .empty(empty);
    let now = app.clock.now();
    let moment = |micros| match Timestamp::from_microsecond(micros) {
        Ok(at) => Moment::relative(at, now, &TimeZone::UTC).into(),
        Err(_) => Html::from("unknown"),
    };
    for token in tokens {
        let end = Form::post(format!("/tokens/{}/revoke", token.id), &*session.csrf)
            .inline()
            .with(Button::danger("End").named(format!("End the token for {}", token.name)));
        table = table.row([
            Html::from(&token.name),
            moment(token.created_at),
            token
                .last_used_at
                .map_or_else(|| Html::from("never"), moment),
            end.into(),
        ]);
    }
    table
}
