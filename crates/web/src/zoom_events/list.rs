//! The events of the account with their state.

use ::account::Event;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use connect::FormProblems;
use jiff::tz::TimeZone;
use serde::Deserialize;
use ui::{Badge, Button, Column, Field, Form, Html, Moment, Quality, State as Panel, Table};

use super::{PATH, of};
use crate::{
    Error, State,
    account::words,
    extract::{Connected, Posted, Session},
    layout, refusal,
};

/// A pasted id.
#[derive(Debug, Deserialize)]
pub(super) struct Pasted {
    #[serde(default)]
    event_id: String,
}

/// The page.
pub(super) async fn show(app: State, session: Session, at: Connected) -> Result<Response, Error> {
    page(&app, &session, &at, "", &FormProblems::default()).await
}

/// Goes to a pasted event.
pub(super) async fn open(
    app: State,
    at: Connected,
    posted: Posted<Pasted>,
) -> Result<Response, Error> {
    let Posted { session, form } = posted;
    let found = app
        .account
        .zoom_event(&session.principal, &at.id, &form.event_id)
        .await;
    match found {
        Ok(found) => Ok(Redirect::to(&of(&found.event.event_id, "")).into_response()),
        Err(failure) => {
            let status: StatusCode = words::status(&failure);
            let problems = FormProblems::one("event_id", failure.to_string());
            let page = page(&app, &session, &at, &form.event_id, &problems).await?;
            Ok(words::with_status(status, page))
        }
    }
}

async fn page(
    app: &State,
    session: &Session,
    at: &Connected,
    typed: &str,
    problems: &FormProblems,
) -> Result<Response, Error> {
    let found = app.account.zoom_events(&session.principal, &at.id).await;
    let (listing, said) = words::or_said(found)?;
    let listing = listing.unwrap_or_default();
    let mut table = Table::new("Zoom Events, the latest first")
        .column(Column::text("Event"))
        .column(Column::text("Starts"))
        .column(Column::text("At Zoom"))
        .column(Column::text("Page here"))
        .empty(Panel::empty("No event is known here").text(
            "Events are made in Zoom Events itself; one that is not listed can be pasted below.",
        ));
    for event in &listing.events {
        let here: Html = if event.published {
            let path = format!("/e/{}", event.public_id);
            ui::all![
                Badge::new(Quality::Good, "published"),
                " ",
                ui::link(&path, "open")
            ]
        } else {
            Badge::new(Quality::Plain, "none").into()
        };
        table = table.row([
            ui::link(&of(&event.event_id, ""), event.name.as_str()),
            starts(event),
            state(event).into(),
            here,
        ]);
    }
    let shown = (said.is_empty() || !listing.events.is_empty()).then_some(table);
    let errors = problems.each();
    let form = Form::post(PATH, &*session.csrf)
        .errors(errors)
        .with(
            Field::text("event_id", "Id or address of another event")
                .hint("The address of its page in Zoom Events holds the id.")
                .value(typed)
                .error(problems.of("event_id"))
                .required(),
        )
        .button(Button::quiet("Open it"));
    let unlisted = listing
        .unlisted
        .as_ref()
        .map(|one| Html::from(refusal::notice(one)));
    Ok(layout::page(app, session, "Zoom Events", PATH)
        .sentence(match listing.events.len() {
            // A call that failed tells nothing of what there is.
            0 if !said.is_empty() => "Zoom Events could not be read just now".to_owned(),
            0 => "No event of Zoom Events is known here".to_owned(),
            1 => "One event of Zoom Events".to_owned(),
            count => format!("{count} events of Zoom Events"),
        })
        .body(ui::all![said, shown, unlisted, form])
        .into_response())
}

/// When it starts, in its own zone.
pub(super) fn starts(event: &Event) -> Html {
    let zone = TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC);
    match event.start {
        Some(at) => {
            let name = if event.zone.is_empty() {
                "UTC"
            } else {
                &event.zone
            };
            ui::all![Moment::long(at, &zone), " ", ui::quiet(name)]
        }
        None => Html::from("no date yet"),
    }
}

/// Its state at Zoom, in words.
pub(super) fn state(event: &Event) -> Badge {
    match event.state.to_ascii_uppercase().as_str() {
        "PUBLISHED" => Badge::new(Quality::Good, "published"),
        "DRAFT" => Badge::new(Quality::Plain, "draft"),
        "CANCELLED" => Badge::new(Quality::Poor, "cancelled"),
        _ => Badge::new(Quality::Plain, event.state.to_lowercase()),
    }
}
