//! `GET /events/{seq}`: one event, its body with what opens something hidden.

use axum::extract::Path;
use connect::access::Action;
use inbox::{AsideFilter, Reading, Shown};
use jiff::{Timestamp, tz::TimeZone};
use ui::{Button, Card, Facts, Form, Hidden, Html, Moment, Page};

use super::tables;
use crate::{
    Error, State,
    extract::{Connected, Session},
    layout,
};

/// The page.
pub(super) async fn show(
    app: State,
    session: Session,
    at: Connected,
    Path(seq): Path<i64>,
) -> Result<Page, Error> {
    app.may(&session.principal, Action::Read, &at.events())?;
    let shown = one(&app, &at, seq).await?;
    let of_this = AsideFilter {
        seq: Some(seq),
        ..AsideFilter::default()
    };
    let aside = app.inbox.set_aside(&of_this, 100).await?;
    let now = app.clock.now();
    let text = serde_json::to_string_pretty(&shown.body).unwrap_or_default();
    let body = ui::all![
        tables::each_aside(&aside, &session, now),
        Card::new("Delivery").span(4).body(facts(&shown, now)),
        Card::new("Body")
            .span(4)
            .aside(ui::quiet("join links, passcodes and tokens are hidden"))
            .body(Html::text(&text).inside("code").inside("pre")),
        again(&shown, &session),
    ];
    Ok(
        layout::page(&app, &session, &format!("Event {seq}"), "/events")
            .sentence(format!("Event {seq}: {}", shown.listed.event))
            .subline(ui::link("/events", "All events"))
            .body(body),
    )
}

/// One of this connection's events.
pub(super) async fn one(app: &State, at: &Connected, seq: i64) -> Result<Shown, Error> {
    let shown = app.inbox.shown(seq).await?;
    if shown.listed.connection == at.id.as_str() {
        Ok(shown)
    } else {
        Err(Error::NotFound(format!("event {seq}")))
    }
}

fn facts(shown: &Shown, now: Timestamp) -> Facts {
    let one = &shown.listed;
    let mut facts = Facts::new()
        .fact("Happened", tables::happened(one))
        .fact(
            "Came",
            Moment::relative(one.received_at, now, &TimeZone::UTC),
        )
        .fact("Delivered", format!("{}×", one.deliveries))
        .fact("Size", format!("{} bytes", one.bytes))
        .fact("State", tables::standing(one));
    if let Some(id) = &one.request_id {
        facts = facts.fact("Zoom's delivery", ui::code(id));
    }
    if let Some(account) = &one.other_account {
        facts = facts.fact("Other account", ui::code(account));
    }
    facts
}

fn again(shown: &Shown, session: &Session) -> Html {
    let seq = shown.listed.seq;
    shown
        .listed
        .standing
        .iter()
        .filter(|stand| stand.reading == Reading::Applied)
        .map(|stand| {
            Form::post(format!("/events/{seq}/replay"), session.csrf.clone())
                .inline()
                .with(Hidden::new("consumer", &*stand.consumer))
                .with(Button::quiet(format!("Apply again for {}", stand.consumer)))
        })
        .collect::<Html>()
        .boxed("div", "actions")
}
