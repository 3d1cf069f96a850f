//! `/tokens`: bearer tokens for programs, made, listed and ended.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use connect::access::{Action, Resource, Rights};
use jiff::{Timestamp, tz::TimeZone};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use ui::{Button, Choices, Column, CopyText, Field, Form, Html, Moment, Notice, Page, Table};

use super::Empty;
use crate::{
    Error, State,
    accounts::{AccountError, ApiToken},
    extract::{Posted, Session},
    layout,
};

/// The list and the form; a token that was just made, this once.
pub(crate) async fn show(
    app: State,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Read, &Resource::Installation)?;
    let made = MadeToken::read(&headers);
    let notice = made.as_ref().map(MadeToken::notice).unwrap_or_default();
    let page = page(&app, &session, notice, None).await?;
    Ok(match made {
        Some(_) => (MadeToken::forget(&app), page).into_response(),
        None => page.into_response(),
    })
}

/// The form's field.
#[derive(Deserialize)]
pub(crate) struct Create {
    name: String,
    rights: Option<Rights>,
}

/// Makes a token, then leads back to the list, which shows it once: a page that was the answer to
/// the form would make another token each time it is loaded again.
pub(crate) async fn create(app: State, posted: Posted<Create>) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    app.may(&session.principal, Action::Change, &Resource::Installation)?;
    let rights = form.rights.unwrap_or(Rights::Read);
    match app.accounts.create_token_with(&form.name, rights).await {
        Ok(made) => Ok((
            MadeToken::keep(&app, &made.listed.name, &made.token),
            Redirect::to("/tokens"),
        )
            .into_response()),
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

/// A token on its way from the form to the list, in a cookie of this page alone that no script
/// reads, for a minute: the database keeps only its hash, and an address is no place for it.
struct MadeToken {
    name: String,
    token: SecretString,
}

impl MadeToken {
    const COOKIE: &str = "parfocal_made_token";

    fn keep(app: &State, name: &str, token: &SecretString) -> [(HeaderName, String); 1] {
        let value = ui::query([("token", token.expose_secret()), ("name", name)]);
        [(header::SET_COOKIE, Self::cookie(app, value, 60))]
    }

    fn forget(app: &State) -> [(HeaderName, String); 1] {
        [(header::SET_COOKIE, Self::cookie(app, String::new(), 0))]
    }

    fn cookie(app: &State, value: String, seconds: u32) -> String {
        let mut cookie = Cookie::new(Self::COOKIE, value);
        cookie.set_path("/tokens");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Strict);
        cookie.set_secure(app.settings.secure());
        format!("{cookie}; Max-Age={seconds}")
    }

    fn read(headers: &HeaderMap) -> Option<Self> {
        let jar = CookieJar::from_headers(headers);
        let value = jar.get(Self::COOKIE)?.value().to_owned();
        let mut pairs = url::form_urlencoded::parse(value.as_bytes());
        let token = pairs.next().filter(|(key, _)| key == "token")?.1;
        let name = pairs.next().filter(|(key, _)| key == "name")?.1;
        Some(Self {
            name: name.into_owned(),
            token: SecretString::from(token.into_owned()),
        })
    }

    fn notice(&self) -> Html {
        let token = CopyText::new("API token", self.token.expose_secret());
        Notice::good(format!("The token for {} is made", self.name))
            .text(token)
            .to_do("Copy it now; it is not shown again.")
            .live()
            .into()
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
        .with(rights_choice())
        .button(Button::primary("Make a token"));
    let sentence = match tokens.len() {
        0 => "No program has a token".to_owned(),
        1 => "One program has a token".to_owned(),
        many => format!("{many} programs have a token"),
    };
    let sub = ui::all![
        "A token opens the JSON API (",
        ui::link("/api", "its description"),
        ") and /metrics: send it as ",
        ui::code("Authorization: Bearer …"),
        "."
    ];
    Ok(layout::page(app, session, "API tokens", "/tokens")
        .sentence(sentence)
        .subline(sub)
        .body(ui::all![first, table(app, session, &tokens), form]))
}

/// What the token lets its holder do; the least unless somebody says more.
fn rights_choice() -> Choices {
    let choices = Choices::new("rights", "What may it do?").selected(Rights::Read.key());
    Rights::ALL.into_iter().fold(choices, |choices, rights| {
        choices.choice(rights.key(), rights.says(), "")
    })
}

fn table(app: &State, session: &Session, tokens: &[ApiToken]) -> Table {
    let empty = ui::State::empty("No tokens yet")
        .text("Make one below for Prometheus or for a program of your own.");
    let mut table = Table::new("API tokens")
        .column(Column::text("For"))
        .column(Column::text("May"))
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
            token.rights.key().into(),
            moment(token.created_at),
            token
                .last_used_at
                .map_or_else(|| Html::from("never"), moment),
            end.into(),
        ]);
    }
    table
}
