//! `GET /events`.

use axum::extract::Query;
use connect::access::Action;
use inbox::{AsideFilter, Listed, Order, Reading};
use ui::{Button, Card, Field, Form, Hidden, Html, Page, Select};

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
        ui::heading(tables::title(&asked)),
        filter(&asked),
        tables::events(&asked, &listed, now),
        further(&asked, &listed),
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
    let mut form = Form::get("/events").named("Filter the events");
    for (key, value) in [("sort", &asked.sort), ("desc", &asked.desc)] {
        if !value.is_empty() {
            form = form.with(Hidden::new(key, value.clone()));
        }
    }
    form.with(
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

/// The way to the rest, and back to where it begins.
fn further(asked: &Asked, listed: &[Listed]) -> Html {
    let full = u32::try_from(listed.len()).unwrap_or(u32::MAX) >= asked.limit();
    let ascending = asked.ascending();
    let (first, next) = match (asked.order().unwrap_or_default(), ascending) {
        (Order::Arrival | Order::Happened, true) => ("Oldest", "Newer"),
        (Order::Arrival | Order::Happened, false) => ("Latest", "Older"),
        _ => ("First", "Next"),
    };
    let key = if ascending { "after" } else { "before" };
    let mut out = Html::new();
    if asked.before.is_some() || asked.after.is_some() {
        out.push(Button::quiet(first).to(asked.address("/events", &[])));
    }
    if let (true, Some(last)) = (full, listed.last()) {
        let address = asked.address("/events", &[(key, last.seq.to_string())]);
        out.push(Button::quiet(next).to(address));
    }
    if out.is_empty() {
        out
    } else {
        out.boxed("div", "actions")
    }
}
