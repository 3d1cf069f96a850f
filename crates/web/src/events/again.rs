//! Applying everything from a point on again: the form, what it would do, and doing it.

use axum::{
    extract::Query,
    response::{IntoResponse as _, Redirect, Response},
};
use connect::access::Action;
use inbox::Health;
use serde::Deserialize;
use ui::{Button, Card, Field, Form, Hidden, Html, Notice, Select};

use super::asked::moment;
use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
    layout,
};

/// What the form asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Point {
    consumer: String,
    #[serde(default, rename = "from")]
    event: String,
    #[serde(default)]
    since: String,
}

/// The form at the foot of the page.
pub(super) fn form(health: &Health) -> Html {
    if health.cursors.is_empty() {
        return Html::new();
    }
    let mut consumer = Select::new("consumer", "Reader");
    for one in &health.cursors {
        consumer = consumer.option(&*one.consumer, &*one.consumer);
    }
    let form = Form::get("/events/replay")
        .named("Apply again from a point on")
        .with(consumer)
        .with(
            Field::of("number", "from", "From event")
                .hint("Its number; or leave this empty and give a time.")
                .attribute("min", "1"),
        )
        .with(Field::of(
            "datetime-local",
            "since",
            "Or from this time on (UTC)",
        ))
        .button(Button::quiet("Apply again from here …"));
    Card::new("Apply again")
        .span(4)
        .id("replay")
        .body(ui::all![
            Html::from(
                "After an update or a repair, a reader can go through the events once more from \
                 any point that is still kept. The next page says how many that are."
            )
            .paragraph(),
            form
        ])
        .into()
}

/// `GET /events/replay`: what would happen, and the button.
pub(super) async fn confirm(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Point>,
) -> Result<Response, Error> {
    app.may(&session.principal, Action::Run, &at.events())?;
    let from = point(&app, &asked).await?;
    let health = app.inbox.health(at.id.as_str()).await?;
    let cursor = health
        .cursors
        .iter()
        .find(|one| one.consumer == asked.consumer)
        .ok_or_else(|| inbox::InboxError::NoConsumer(asked.consumer.clone()))?;
    let again = (cursor.seq - from + 1).max(0);
    let form = Form::post("/events/replay", session.csrf.clone())
        .inline()
        .with(Hidden::new("consumer", &*asked.consumer))
        .with(Hidden::new("from", from.to_string()))
        .with(Button::primary("Apply them again"));
    let notice = Notice::info(format!(
        "“{}” will apply up to {again} events again, from event {from} to {}",
        asked.consumer, cursor.seq
    ))
    .text(
        "It goes on with new events afterwards. What it shows may be behind until it is through; \
         nothing is sent to Zoom.",
    )
    .actions(ui::all![form, Button::quiet("Back").to("/events#replay")]);
    Ok(layout::page(&app, &session, "Apply again", "/events")
        .sentence(format!("Apply events again from {from} on?"))
        .body(notice)
        .into_response())
}

/// `POST /events/replay`.
pub(super) async fn replay(
    app: State,
    at: Connected,
    posted: Posted<Point>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Run, &at.events())?;
    let from = point(&app, &posted.form).await?;
    app.inbox
        .replay(&posted.form.consumer, from, who.name())
        .await?;
    Ok(Redirect::to("/events"))
}

async fn point(app: &State, asked: &Point) -> Result<i64, Error> {
    if let Ok(from) = asked.event.trim().parse::<i64>() {
        return Ok(from.max(1));
    }
    let Some(since) = moment(&asked.since)? else {
        return Err(Error::Refused(
            "Give the number of an event or a time to begin from.".into(),
        ));
    };
    app.inbox.first_since(since).await?.ok_or_else(|| {
        Error::Refused("No event has come since then, so there is nothing to apply again.".into())
    })
}
