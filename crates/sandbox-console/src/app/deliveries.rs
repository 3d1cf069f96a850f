//! What was sent to one subscription, what came back, what is tried next; and *Replay*.

use axum::{
    extract::{Path, RawQuery},
    response::{IntoResponse, Redirect, Response},
};
use ui::{Badge, Button, Card, Column, CopyText, FieldGroup, Form, Hidden, Html, Quality, Table};
use zoom_sandbox::{
    App, MarketplaceError,
    marketplace::Subscription,
    webhooks::{Delivery, DeliveryState, WebhookFaultKind},
};

use super::{feature::moment, subscription};
use crate::{page, posted::Posted, visitor::Developer};

/// More is in the admin API.
const SHOWN: usize = 100;

/// The page's address.
pub(super) fn address(app: &App, id: &str) -> String {
    format!("{}/deliveries", subscription::address(app, id))
}

pub(crate) async fn show(
    developer: Developer,
    Path((app_id, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    match log(&developer, &app_id, &id, query.as_deref() == Some("sent")) {
        Ok(page) => page,
        Err(error) => super::refused(&developer, &error),
    }
}

pub(crate) async fn replay(
    developer: Developer,
    Path((app_id, id)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let marketplace = &developer.marketplace;
    let delivery = posted.get("delivery").parse().unwrap_or_default();
    let sent = marketplace
        .app(&app_id)
        .and_then(|app| Ok((marketplace.replay(&app_id, &id, delivery)?, app)));
    match sent {
        Ok((_, app)) => Redirect::to(&format!("{}?sent", address(&app, &id))).into_response(),
        Err(error) => super::refused(&developer, &error),
    }
}

fn log(
    developer: &Developer,
    app_id: &str,
    id: &str,
    sent: bool,
) -> Result<Response, MarketplaceError> {
    let app = developer.marketplace.app(app_id)?;
    let deliveries = developer.marketplace.deliveries(app_id, id, SHOWN)?;
    let known = app.features.subscriptions.iter().find(|one| one.id == id);
    let subscription =
        known.ok_or_else(|| MarketplaceError::NoSuchSubscription { id: id.to_owned() })?;
    let mut table = Table::new(format!("Deliveries of {}", subscription.name))
        .column(Column::number("No."))
        .column(Column::text("Event"))
        .column(Column::text("State"))
        .column(Column::text("Tries"))
        .column(Column::text("Body"))
        .empty(
            ui::State::empty("Nothing was sent yet")
                .text("The first event this subscription asks for appears here."),
        );
    for delivery in &deliveries {
        table = table.row(row(developer, &app, subscription, delivery));
    }
    let said = sent.then(|| ui::Notice::good("Sent again, as the first of the list").live());
    Ok(
        page::shell(&developer.signed, "Deliveries", "/develop/apps")
            .sentence(format!("Deliveries of {}", subscription.name))
            .subline(ui::all![
                "The latest ",
                ui::number(SHOWN),
                ", times of the virtual clock · ",
                ui::link(&subscription::address(&app, id), "To the subscription")
            ])
            .body(
                ui::all![
                    said,
                    Card::new("").body(ui::all![
                        table,
                        Button::quiet("Refresh").to(address(&app, id))
                    ])
                ]
                .boxed("div", "stack"),
            )
            .into_response(),
    )
}

fn row(
    developer: &Developer,
    app: &App,
    subscription: &Subscription,
    delivery: &Delivery,
) -> [Html; 5] {
    let replay = subscription.enabled.then(|| {
        Form::post(
            address(app, &subscription.id),
            &developer.signed.session.csrf,
        )
        .inline()
        .with(Hidden::new("delivery", delivery.id.to_string()))
        .button(Button::quiet("Replay").named(format!("Replay delivery {}", delivery.id)))
    });
    let origin = delivery
        .replay_of
        .map(|old| ui::quiet(format!(" replay of {old}")));
    let tries = ui::list(delivery.tries.iter().map(|one| {
        ui::all![
            moment(one.at),
            format!(": {}, {} ms", one.answer, one.milliseconds)
        ]
    }));
    let next = delivery
        .next_try
        .map(|at| ui::all!["Next: ", moment(at)].paragraph());
    let body = CopyText::new(format!("body of delivery {}", delivery.id), &delivery.body).block();
    [
        ui::number(delivery.id),
        ui::all![
            ui::code(&delivery.event),
            " ",
            moment(delivery.made_at),
            origin,
            delivery.fault.map(|fault| ui::quiet(fault_words(fault)))
        ],
        state(delivery.state).into(),
        ui::all![(!delivery.tries.is_empty()).then_some(tries), next],
        ui::all![FieldGroup::more("Body", false).with(body), replay],
    ]
}

fn fault_words(fault: WebhookFaultKind) -> String {
    match fault {
        WebhookFaultKind::Late { seconds } => format!(" fault: {seconds} s late"),
        WebhookFaultKind::Twice => " fault: twice".to_owned(),
        WebhookFaultKind::OutOfOrder => " fault: out of order".to_owned(),
        WebhookFaultKind::Dropped => " fault: dropped".to_owned(),
    }
}

fn state(state: DeliveryState) -> Badge {
    let quality = match state {
        DeliveryState::Delivered => Quality::Good,
        DeliveryState::Waiting | DeliveryState::Sending => Quality::Plain,
        DeliveryState::Dropped => Quality::Fair,
        DeliveryState::Refused | DeliveryState::GivenUp => Quality::Bad,
    };
    Badge::new(quality, state.words())
}
