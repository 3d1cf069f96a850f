//! `GET /events`.

use axum::extract::Query;
use connect::access::Action;
use inbox::{AsideFilter, Listed, Reading};
use ui::{Button, Card, Field, Form, Html, Page, Select};

use super::{again, asked::Asked, health, tables};
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// Set-aside events on the page; the command line lists more.
const ASIDE: u32 = 100;

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Query(asked): Query<Asked>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.events())?;
    let now = app.clock.now();
    let health = app.inbox.health(at.id.as_str()).await?;
    let listed = app
        .inbox
        .list(&asked.filter(&at.id)?, asked.limit())
        .await?;
    let aside = app.inbox.set_aside(&AsideFilter::default(), ASIDE).await?;
    let log = app.inbox.log(10).await?;
    let body = ui::all![
        health::notices(&health, now),
        tables::aside(&aside, &session, now),
        ui::heading("The latest events"),
        filter(&asked),
        tables::events(&listed, now),
        older(&asked, &listed),
        Card::new("Receiving").span(4).body(ui::all![
            health::facts(&health, now),
            health::cursors(&health)
        ]),
        health::refused(&health, now),
        again::form(&health),
        tables::log(&log, now),
    ];
    Ok(layout::page(&app, &session, "Events", "/events")
        .sentence(health::sentence(&health, now))
        .subline(ui::all![
            "What Zoom sends is verified, kept and only then acknowledged. The address to enter is \
             under ",
            ui::link("/zoom#webhooks", "Zoom settings"),
            "."
        ])
        .body(body))
}

fn filter(asked: &Asked) -> Form {
    let mut reading = Select::new("reading", "State").option("", "any");
    for one in Reading::ALL {
        reading = reading.option(one.key(), one.to_string());
    }
    Form::get("/events")
        .named("Filter the events")
        .with(
            Html::from(
                Field::text("event", "Event")
                    .value(&*asked.event)
                    .mono()
                    .attribute("placeholder", "meeting."),
            )
            .with(Field::of("datetime-local", "since", "Since (UTC)").value(&*asked.since))
            .with(reading.selected(&*asked.reading))
            .boxed("div", "row"),
        )
        .button(Button::quiet("Filter"))
}

/// The way to what came before.
fn older(asked: &Asked, listed: &[Listed]) -> Html {
    let full = u32::try_from(listed.len()).unwrap_or(u32::MAX) >= asked.limit();
    let mut out = Html::new();
    let mut pairs = vec![
        ("event", asked.event.clone()),
        ("since", asked.since.clone()),
        ("reading", asked.reading.clone()),
    ];
    if let Some(limit) = asked.limit {
        pairs.push(("limit", limit.to_string()));
    }
    pairs.retain(|(_, value)| !value.is_empty());
    if asked.before.is_some() {
        let query = ui::query(pairs.clone());
        out.push(Button::quiet("Latest").to(format!("/events?{query}")));
    }
    if let (true, Some(last)) = (full, listed.last()) {
        pairs.push(("before", last.seq.to_string()));
        out.push(Button::quiet("Older").to(format!("/events?{}", ui::query(pairs))));
    }
    if out.is_empty() {
        out
    } else {
        out.boxed("div", "actions")
    }
}
