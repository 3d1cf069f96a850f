//! Sub-accounts: the list or a pasted id, and one of them with its options and webinars.

use ::account::{Act, Error as Failure, OptionsForm, Place};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use connect::access::Action;
use serde::Deserialize;
use ui::{
    Badge, Button, Card, Column, Field, Form, Html, Notice, Quality, Select, State as Panel, Table,
};

use super::words::{self, Asked};
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
    refusal::{self, Gate},
};

pub(super) const PATH: &str = "/sub-accounts";

/// A pasted id.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Pasted {
    #[serde(default)]
    account: String,
}

/// The sub-accounts that are known.
pub(super) async fn list(app: State, session: Session, at: Connected) -> Result<Response, Error> {
    listing(&app, &session, &at, "", &FormProblems::default()).await
}

/// Goes to a pasted one.
pub(super) async fn open(
    app: State,
    at: Connected,
    posted: Posted<Pasted>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let problems = match Place::parse(&form.account) {
        Ok(place @ Place::Sub(_)) => {
            app.account
                .remember_sub(&session.principal, &at.id, &place)
                .await?;
            return Ok(Redirect::to(&of(&place, "")).into_response());
        }
        Ok(Place::Own) => FormProblems::one("account", "Paste the id of a sub-account."),
        Err(Failure::Form(problems)) => problems,
        Err(other) => return Err(other.into()),
    };
    let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    let page = listing(&app, &session, &at, &form.account, &problems).await?;
    Ok(words::with_status(status, page))
}

async fn listing(
    app: &State,
    session: &Session,
    at: &Connected,
    typed: &str,
    problems: &FormProblems,
) -> Result<Response, Error> {
    let who = &session.principal;
    let (listing, said) = words::or_said(app.account.sub_accounts(who, &at.id).await)?;
    let listing = listing.unwrap_or_default();
    let mut table = Table::new("Sub-accounts")
        .column(Column::text("Name"))
        .column(Column::text("Id"))
        .column(Column::text("Owner"))
        .column(Column::number("Seats"))
        .empty(Panel::empty("No sub-account is known here").text("Paste the id of one below."));
    for one in &listing.accounts {
        let name = if one.name.is_empty() {
            &one.id
        } else {
            &one.name
        };
        table = table.row([
            ui::link(&format!("{PATH}/{}", ui::segment(&one.id)), name.as_str()),
            ui::code(&one.id),
            Html::from(one.owner_email.as_deref().unwrap_or("not known")),
            one.seats
                .map_or_else(|| Html::from("not known"), ui::number),
        ]);
    }
    let shown = (said.is_empty() || !listing.accounts.is_empty()).then_some(table);
    let errors = problems.each();
    let form = Form::post(PATH, &*session.csrf)
        .errors(errors)
        .with(
            Field::text("account", "Id of a sub-account")
                .hint("In Zoom: Account Management, Sub Accounts, the account's own page.")
                .value(typed)
                .error(problems.of("account"))
                .mono()
                .required(),
        )
        .button(Button::primary("Open it"));
    let unlisted = listing
        .unlisted
        .as_ref()
        .map(|one| Html::from(refusal::notice(one)));
    Ok(layout::page(app, session, "Sub-accounts", PATH)
        .sentence(match listing.accounts.len() {
            // A call that failed tells nothing of what there is.
            0 if !said.is_empty() => "The sub-accounts could not be read just now".to_owned(),
            0 => "No sub-account is known here yet".to_owned(),
            1 => "One sub-account is known here".to_owned(),
            count => format!("{count} sub-accounts are known here"),
        })
        .subline("Only a primary account has any; each act takes a scope that ends in :master.")
        .body(ui::all![said, shown, form, unlisted])
        .into_response())
}

/// One sub-account.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let place = sub(&account)?;
    one(&app, &session, &at, &place, asked.done()).await
}

/// Changes its options.
pub(super) async fn options(
    app: State,
    at: Connected,
    Path(account): Path<String>,
    posted: Posted<OptionsForm>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let place = sub(&account)?;
    let done = app
        .account
        .change_options(&session.principal, &at.id, &place, &form)
        .await;
    match done {
        Ok(notes) if notes.is_empty() => {
            Ok(Redirect::to(&of(&place, "?said=options")).into_response())
        }
        Ok(notes) => {
            let said = notes.iter().map(Notice::info).collect();
            one(&app, &session, &at, &place, said).await
        }
        Err(failure) => {
            let (status, said) = words::on_page(&failure).ok_or(failure)?;
            let page = one(&app, &session, &at, &place, said).await?;
            Ok(words::with_status(status, page))
        }
    }
}

async fn one(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    said: Html,
) -> Result<Response, Error> {
    let who = &session.principal;
    app.may(who, Action::Read, &at.account())?;
    let acts = [
        Act::ReadOptions,
        Act::ChangeOptions,
        Act::CreateWebinar,
        Act::ReadWebinar,
        Act::ChangeSubSettings,
        Act::ChangeSubOwner,
    ];
    let gate = Gate::of(app, &at.id, &acts).await?;
    let (held, unread) = match gate.lacks(Act::ReadOptions) {
        Some(_) => (None, Html::new()),
        None => words::or_said(app.account.sub_account(who, &at.id, place).await)?,
    };
    let name = held
        .as_ref()
        .and_then(|held| held.account_name.clone())
        .unwrap_or_default();
    let name = if name.is_empty() {
        known(app, session, at, place, held.is_some()).await?
    } else {
        name
    };
    let options = held
        .as_ref()
        .and_then(|held| held.options.clone())
        .unwrap_or_default();
    let select = |name: &str, label: &str, is: Option<bool>| {
        let hint = match is {
            Some(true) => "Now on.",
            Some(false) => "Now off.",
            None => "What it is now cannot be read.",
        };
        Select::new(name, label)
            .option("", "leave it as it is")
            .option("on", "on")
            .option("off", "off")
            .hint(hint)
    };
    let form = Form::post(of(place, "/options"), &*session.csrf)
        .with(select(
            "share_rc",
            "May use our room connectors",
            options.share_rc,
        ))
        .with(select(
            "share_mc",
            "May use our meeting connectors",
            options.share_mc,
        ))
        .with(select(
            "billing_auto_renew",
            "Its subscription renews itself",
            options.billing_auto_renew,
        ))
        .button(Button::primary("Change the options").needs(gate.lacks(Act::ChangeOptions)));
    let doors = ui::all![
        Button::quiet("Settings").to(words::at("/account/settings", place)),
        Button::quiet("Owner").to(words::at("/account/owner", place)),
    ]
    .boxed("div", "actions");
    let audit = app.account.audit(who, &at.id, Some(place.id())).await?;
    let cards = [
        Card::new("Options").span(4).body(form),
        Card::new("Webinars")
            .span(4)
            .body(webinars(app, session, at, place, &gate).await?),
        words::history(&audit),
    ];
    let (name, id) = if name.is_empty() {
        (format!("Sub-account {}", place.id()), Html::new())
    } else {
        (name, ui::all![" · ", ui::code(place.id())])
    };
    Ok(layout::page(app, session, &name, PATH)
        .subline(ui::all![ui::link(PATH, "All sub-accounts"), id])
        .body(ui::all![
            said,
            unread,
            doors,
            ui::grid(cards),
            gate.notices()
        ])
        .into_response())
}

/// Its name as the list has it, which may be empty. One that Zoom neither reads nor lists and that
/// nobody has opened by its id is none.
async fn known(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    read: bool,
) -> Result<String, Error> {
    let listing = app.account.sub_accounts(&session.principal, &at.id).await;
    // Where Zoom does not answer, the rest of the page says so.
    let Ok(listing) = listing else {
        return Ok(String::new());
    };
    let found = listing
        .accounts
        .into_iter()
        .find(|one| one.id == place.id());
    match found {
        Some(one) => Ok(one.name),
        None if read => Ok(String::new()),
        None => Err(Error::NotFound(format!("sub-account {}", place.id()))),
    }
}

async fn webinars(
    app: &State,
    session: &Session,
    at: &Connected,
    place: &Place,
    gate: &Gate,
) -> Result<Html, Error> {
    let all = app
        .account
        .sub_webinars(&session.principal, &at.id, place)
        .await?;
    let mut table = Table::new("Webinars of this sub-account that are known here")
        .column(Column::text("Topic"))
        .column(Column::text("Starts"))
        .column(Column::text("Number"))
        .column(Column::text("Stands"))
        .empty(
            Panel::empty("No webinar of it is known here")
                .text("Schedule one, or open one by its number: no scope of the guide lists them."),
        );
    for one in &all {
        let stands = if one.deleted {
            Badge::new(Quality::Poor, "deleted")
        } else {
            Badge::new(Quality::Plain, "planned")
        };
        let path = of(place, &format!("/webinars/{}", one.zoom_id));
        table = table.row([
            ui::link(&path, one.topic.as_str()),
            Html::from(format!("{} {}", one.start.replace('T', " "), one.zone)),
            ui::number(one.zoom_id),
            stands.into(),
        ]);
    }
    let find = Form::post(of(place, "/webinars/find"), &*session.csrf)
        .with(
            Field::text("zoom_id", "Open another webinar by its number")
                .attribute("inputmode", "numeric")
                .required(),
        )
        .button(Button::quiet("Read it from Zoom").needs(gate.lacks(Act::ReadWebinar)));
    let new = Button::primary("Schedule a webinar")
        .to(of(place, "/webinars/new"))
        .needs(gate.lacks(Act::CreateWebinar));
    Ok(ui::all![
        table,
        Html::from(new).boxed("div", "actions"),
        find
    ])
}

/// The sub-account an address names.
pub(super) fn sub(account: &str) -> Result<Place, Error> {
    match Place::parse(account)? {
        Place::Own => Err(Error::NotFound("sub-account me".to_owned())),
        place @ Place::Sub(_) => Ok(place),
    }
}

/// A page of a sub-account.
pub(super) fn of(place: &Place, rest: &str) -> String {
    format!("{PATH}/{}{rest}", ui::segment(place.id()))
}
