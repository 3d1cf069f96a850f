//! "Feature": the tokens by which a receiver knows Zoom's webhooks, and the event subscriptions.
//! May be skipped.

use axum::{extract::RawQuery, response::Response};
use jiff::tz::TimeZone;
use ui::{Badge, Button, Card, Column, Facts, Html, Moment, Notice, Quality, Reveal, Table};
use zoom_sandbox::{App, marketplace::Subscription};

use super::{Step, deliveries, own::Own, subscription};
use crate::{posted::Posted, visitor::Developer};

const STEP: Step = Step::Feature;

pub(crate) async fn show(Own { developer, app }: Own, query: RawQuery) -> Response {
    super::shown(&developer, &app, STEP, &query, |app| {
        content(&developer, app)
    })
}

fn content(developer: &Developer, app: &App) -> Html {
    let facts = Facts::new()
        .fact(
            "Secret Token",
            Reveal::new("Secret Token", app.secret_token.reveal()),
        )
        .fact(
            "Verification Token",
            Reveal::new("Verification Token", app.verification_token.reveal()),
        );
    let add =
        Button::quiet("Add Event Subscription").to(subscription::address(app, subscription::NEW));
    let form = super::form(developer, app, STEP).button(super::continue_button(app, STEP));
    ui::all![
        Card::new("Token").body(facts),
        Card::new("Event Subscriptions").body(ui::all![subscriptions(app), add]),
        form,
    ]
}

fn subscriptions(app: &App) -> Html {
    let all = &app.features.subscriptions;
    if all.is_empty() {
        return Notice::info("No event subscriptions")
            .text("Neither set-up guide asks for one; this page may be skipped with Continue.")
            .into();
    }
    let deaf = (!app.hears()).then(|| {
        Notice::fair("Nothing is sent yet")
            .text("Events reach an app once it is activated or somebody has added it.")
            .to_do("Go to the last page.")
    });
    let notices: Html = all
        .iter()
        .filter_map(|one| {
            let latest = one.notices.last()?;
            Some(
                Notice::fair(format!("{}: {}", one.name, latest.text)).text(ui::all![
                    "At ",
                    moment(latest.at),
                    "."
                ]),
            )
        })
        .map(Html::from)
        .collect();
    let mut table = Table::new("Event subscriptions of this app")
        .column(Column::text("Name"))
        .column(Column::text("Endpoint"))
        .column(Column::number("Events"))
        .column(Column::text("State"))
        .column(Column::text("Log"));
    for one in all {
        table = table.row([
            ui::link(&subscription::address(app, &one.id), &one.name),
            ui::code(&one.url),
            ui::number(one.events.len()),
            state(one),
            ui::link(
                &deliveries::address(app, &one.id),
                format!("Deliveries of {}", one.name),
            ),
        ]);
    }
    ui::all![deaf, notices, table]
}

/// How a subscription stands, in words.
pub(super) fn state(subscription: &Subscription) -> Html {
    if !subscription.enabled {
        return Badge::new(Quality::Bad, "Disabled").into();
    }
    let validated = subscription.validated_at.map(moment);
    match subscription.failures {
        0 => ui::all![Badge::new(Quality::Good, "Validated"), " ", validated],
        many => Badge::new(Quality::Fair, format!("{many} validations failed in a row")).into(),
    }
}

/// A moment of the virtual clock.
pub(super) fn moment(at: jiff::Timestamp) -> Html {
    let words = at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    Moment::said(at, &TimeZone::UTC, words).into()
}

pub(crate) async fn save(Own { app, .. }: Own, posted: Posted) -> Response {
    super::onward(&app, STEP, &posted)
}
