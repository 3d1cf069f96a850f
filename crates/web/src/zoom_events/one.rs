//! One event: what Zoom says of it, who speaks, its access links, its page here.

use ::account::{Act, EventPage, Link, Speaker};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use ui::{
    Button, Card, Column, CopyText, Facts, Form, Hidden, Html, Select, State as Panel, Table, Tag,
};

use super::{
    PATH,
    list::{starts, state},
    of,
};
use crate::{
    Error, State,
    account::words::{self, Asked},
    extract::{Connected, Posted, Session},
    layout,
    refusal::{self, Gate},
};

/// Whether it shall have a page here, and with which link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Publish {
    published: String,
    register: String,
}

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(event): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    page(&app, &session, &at, &event, asked.done()).await
}

/// Publishes it here, or takes the page away.
pub(super) async fn publish(
    app: State,
    at: Connected,
    Path(event): Path<String>,
    posted: Posted<Publish>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let published = !form.published.is_empty();
    let done = app
        .account
        .publish_event(
            &session.principal,
            &at.id,
            &event,
            published,
            &form.register,
        )
        .await;
    match done {
        Ok(_) => {
            let said = if published {
                "published"
            } else {
                "unpublished"
            };
            Ok(Redirect::to(&of(&event, &format!("?said={said}"))).into_response())
        }
        Err(failure) => failed(&app, &session, &at, &event, failure).await,
    }
}

/// The page of the event again, with what went wrong.
pub(super) async fn failed(
    app: &State,
    session: &Session,
    at: &Connected,
    event: &str,
    failure: ::account::Error,
) -> Result<Response, Error> {
    let (status, said) = words::on_page(&failure).ok_or(failure)?;
    let page = page(app, session, at, event, said).await?;
    Ok(words::with_status(status, page))
}

async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    event: &str,
    said: Html,
) -> Result<Response, Error> {
    let who = &session.principal;
    let found = match app.account.zoom_event(who, &at.id, event).await {
        Ok(found) => found,
        Err(failure) => {
            let (status, said) = words::on_page(&failure).ok_or(failure)?;
            let page = layout::page(app, session, "Zoom Event", PATH)
                .sentence("This event cannot be shown")
                .body(said);
            return Ok(words::with_status(status, page));
        }
    };
    let acts = [Act::AddSpeaker, Act::ChangeSpeaker, Act::RemoveSpeaker];
    let gate = Gate::of(app, &at.id, &acts).await?;
    let held = &found.event;
    let audit = app.account.audit(who, &at.id, Some(&held.event_id)).await?;
    let missing: Html = found.missing.iter().map(refusal::notice).collect();
    let add = Button::primary("Add a speaker")
        .to(of(&held.event_id, "/speakers/new"))
        .needs(gate.lacks(Act::AddSpeaker));
    let cards = [
        Card::new("Speakers").span(4).body(ui::all![
            speakers(session, &found),
            Html::from(add).boxed("div", "actions")
        ]),
        Card::new("Access links").span(2).body(links(&found.links)),
        Card::new("Page on this site")
            .span(2)
            .body(published(app, session, &found)),
        Card::new("At Zoom").span(2).body(
            Facts::new()
                .fact("State", state(held))
                .fact("Starts", starts(held))
                .fact("Id", ui::code(&held.event_id))
                .fact("What it is about", &*held.description),
        ),
        words::history(&audit),
    ];
    Ok(layout::page(app, session, &held.name, PATH)
        .sentence(held.name.clone())
        .subline(ui::all![starts(held), " · ", state(held)])
        .body(ui::all![said, ui::grid(cards), missing, gate.notices()])
        .into_response())
}

fn speakers(session: &Session, found: &EventPage) -> Table {
    let event = &found.event.event_id;
    let mut table = Table::new("Speakers, in the order of this site")
        .column(Column::text("Name"))
        .column(Column::text("What they do"))
        .column(Column::text("Shown"))
        .column(Column::text("Order"))
        .empty(Panel::empty("Nobody speaks yet, as far as is known here"));
    let last = found.speakers.len().saturating_sub(1);
    for (place, one) in found.speakers.iter().enumerate() {
        table = table.row([
            name(event, one),
            role(one),
            Html::from(if one.fields.visible {
                "on the page"
            } else {
                "hidden"
            }),
            ui::all![
                (place > 0).then(|| step(session, event, one, "up", "Up")),
                (place < last).then(|| step(session, event, one, "down", "Down")),
            ],
        ]);
    }
    table
}

fn name(event: &str, one: &Speaker) -> Html {
    let path = of(event, &format!("/speakers/{}", ui::segment(&one.id)));
    let photo = one.photo.then(|| Html::from(Tag::new("photo")));
    ui::all![ui::link(&path, one.fields.name.as_str()), " ", photo]
}

fn role(one: &Speaker) -> Html {
    let parts = [&one.fields.job_title, &one.fields.company_name];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    Html::from(parts.join(", "))
}

fn step(session: &Session, event: &str, one: &Speaker, to: &str, words: &str) -> Form {
    let path = of(event, &format!("/speakers/{}/move", ui::segment(&one.id)));
    Form::post(path, &*session.csrf)
        .inline()
        .with(Hidden::new("to", to))
        .with(Button::quiet(words).named(format!("{words}: {}", one.fields.name)))
}

fn links(links: &[Link]) -> Table {
    let mut table = Table::new("Access links")
        .column(Column::text("Name"))
        .column(Column::text("Kind"))
        .column(Column::text("Link"))
        .empty(Panel::empty("No access link can be seen"));
    for one in links {
        let kind = match one.kind.as_str() {
            "registration" => "with registration",
            "group-join" => "for a group, without registration",
            other => other,
        };
        table = table.row([
            Html::from(&one.name),
            Html::from(kind),
            CopyText::new(format!("Link {}", one.name), &*one.url).into(),
        ]);
    }
    table
}

fn published(app: &State, session: &Session, found: &EventPage) -> Html {
    let event = &found.event;
    let mut select = Select::new("register", "Access link shown on it")
        .option("", "none")
        .selected(&event.register);
    for link in &found.links {
        select = select.option(&link.id, &link.name);
    }
    let form = Form::post(of(&event.event_id, "/publish"), &*session.csrf).with(select);
    if event.published {
        let address = app.settings.absolute(&format!("/e/{}", event.public_id));
        ui::all![
            CopyText::new("Address of the page", address),
            form.with(Hidden::new("published", "on"))
                .button(Button::quiet("Save"))
                .button(Button::quiet("Open the page").to(format!("/e/{}", event.public_id))),
            Form::post(of(&event.event_id, "/publish"), &*session.csrf)
                .with(Hidden::new("published", ""))
                .button(Button::danger("Take the page away")),
        ]
    } else {
        ui::all![
            Html::from(
                "Nobody sees it here yet. Its page shows name, time, speakers and photos; \
                        no mail address."
            )
            .paragraph(),
            form.with(Hidden::new("published", "on"))
                .button(Button::primary("Publish it here")),
        ]
    }
}
