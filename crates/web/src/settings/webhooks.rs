//! The step that neither guide needs: have Zoom push its events here.
//!
//! It shows the address only together with what is known of it. A plain-http address is warned of
//! before it can be copied, because Zoom refuses it; and that an address can be reached from
//! outside is claimed only once Zoom itself has checked it.

use axum::response::Redirect;
use connect::{ConnectionId, CredentialSet, Reach, Verdict, access::Action};
use inbox::Health;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use ui::{Badge, Button, Card, CopyText, FieldGroup, Form, Hidden, Html, Moment, Notice, Quality};

use crate::{
    Error, State,
    extract::{Connected, Posted, Session},
};

/// The address to enter in the Marketplace.
pub(crate) fn address(app: &State, id: &ConnectionId) -> String {
    app.settings.absolute(&format!("/zoom/webhook/{id}"))
}

/// The block. `reach` is there when somebody asked to have the address looked at.
pub(super) async fn card(
    app: &State,
    session: &Session,
    connected: &Connected,
    sets: &[CredentialSet],
    reach: Option<&Reach>,
) -> Result<Card, Error> {
    let health = app.inbox.health(connected.id.as_str()).await?;
    let legacy = app
        .connect
        .accepts_verification_token(&connected.id)
        .await?;
    let now = app.clock.now();
    let who = &session.principal;
    let told = app.account.subscriptions(who, &connected.id).await?;
    let body = ui::all![
        Html::from(
            "Optional. With an event subscription Zoom says by itself what happens, within \
             seconds and without spending quota; without one everything here is polled."
        )
        .paragraph(),
        before(app, &connected.id),
        stands(sets, &health, reach, now),
        look(app),
        steps(),
        FieldGroup::more(
            "Scopes that open nothing but events, and which to add for them",
            health.first_event_at.is_some(),
        )
        .with(crate::account::subscriptions(&told, now)),
        FieldGroup::more("An older subscription with a Verification Token", legacy)
            .with(choice(session, legacy)),
    ];
    Ok(Card::new("Events from Zoom: webhooks")
        .id("webhooks")
        .span(4)
        .aside(badge(&health))
        .body(body.boxed("div", "stack")))
}

fn badge(health: &Health) -> Badge {
    if health.first_event_at.is_some() {
        Badge::new(Quality::Good, "events arrive")
    } else if health.first_validation_at.is_some() {
        Badge::new(Quality::Good, "checked by Zoom, waits for the first event")
    } else {
        Badge::new(Quality::Plain, "not subscribed; figures are polled")
    }
}

/// The address, or why it is no use yet.
fn before(app: &State, id: &ConnectionId) -> Html {
    let address = address(app, id);
    match &app.settings.public_url {
        Some(url) if url.scheme() == "https" => ui::all![
            "Event notification endpoint URL to enter: ",
            CopyText::new("Event notification endpoint URL", address)
        ],
        Some(url) => Notice::poor("The public address has no TLS: do not enter it at Zoom yet")
            .text(ui::all![
                format!(
                    "It is {url}. Zoom refuses such an address (“the SSL should be activated on \
                     your domain”). The path will be "
                ),
                ui::code(&format!("/zoom/webhook/{id}")),
                "."
            ])
            .to_do(
                "Give Parfocal a certificate (server.tls_certificate and server.tls_key) or put \
                 it behind a proxy that has one, then set server.public_url to the https address.",
            )
            .into(),
        None => ui::all![
            Notice::info("This server has no public address yet")
                .text(
                    "Zoom can only send to an https address that the internet reaches: the one \
                     below, with your own name in front."
                )
                .to_do(
                    "Set server.public_url once there is one. In the demo, the emulated Zoom on \
                     this machine reaches this very address.",
                ),
            "On this machine: ",
            CopyText::new("Address on this machine", address)
        ],
    }
}

/// How far one is, step by step.
fn stands(sets: &[CredentialSet], health: &Health, reach: Option<&Reach>, now: Timestamp) -> Html {
    let done = |at: Option<Timestamp>, yes: &str, no: &str| match at {
        Some(at) => ui::all![
            Badge::new(Quality::Good, yes),
            " ",
            Moment::relative(at, now, &TimeZone::UTC)
        ],
        None => Badge::new(Quality::Plain, no).into(),
    };
    let token = if sets.iter().any(|set| set.has_secret_token) {
        Badge::new(Quality::Good, "the Secret Token is saved")
    } else {
        Badge::new(Quality::Fair, "the Secret Token is missing")
    };
    let mut list = vec![Html::from(token)];
    if let Some(reach) = reach {
        let (quality, words) = match reach.verdict {
            Verdict::Answers => (Quality::Good, "the address answers"),
            Verdict::NoAddress => (Quality::Plain, "no public address"),
            Verdict::Unreachable => (Quality::Fair, "not reached from here"),
            Verdict::NoTls => (Quality::Poor, "no TLS"),
            Verdict::BadCertificate => (Quality::Bad, "the certificate is not valid"),
            Verdict::NotUs => (Quality::Bad, "somebody else answers"),
        };
        list.push(ui::all![
            Badge::new(quality, words),
            " ",
            reach.says.clone()
        ]);
    }
    list.push(done(
        health.first_validation_at,
        "Zoom has checked the address",
        "Zoom has not checked the address yet",
    ));
    list.push(done(
        health.first_event_at,
        "the first event came",
        "no event has come yet",
    ));
    if let Some(refused) = health.refused.first().filter(|refused| {
        // What came right since is not a hint any more.
        health
            .last_event_at
            .max(health.last_validation_at)
            .is_none_or(|good| good < refused.last_at)
    }) {
        list.push(ui::all![
            Badge::new(Quality::Fair, "a delivery was refused"),
            " ",
            refused.says.clone()
        ]);
    }
    ui::list(list)
}

fn look(app: &State) -> Html {
    if app.settings.public_url.is_none() {
        return Html::new();
    }
    Form::get("/zoom#webhooks")
        .inline()
        .with(Hidden::new("look", "1"))
        .with(Button::quiet("Look at the address from here"))
        .into()
}

fn steps() -> FieldGroup {
    let steps = [
        "Open the app in the Marketplace and go to its page Feature (Access).",
        "Copy the Secret Token into the block of that app above and save.",
        "Switch Event Subscriptions on, press Add New Event Subscription, name it.",
        "Enter the address above as Event notification endpoint URL and press Validate; this page \
         turns green.",
        "Press Add Events and choose what is to be pushed, Meeting first. Each event needs a scope \
         that the app has.",
        "Press Done, then Save. The first event turns this page green as well.",
    ];
    let list = steps
        .into_iter()
        .map(|step| Html::from(step).inside("li"))
        .collect::<Html>()
        .inside("ol");
    FieldGroup::more(
        "The steps in Zoom's Marketplace (event subscription)",
        false,
    )
    .with(list)
}

fn choice(session: &Session, legacy: bool) -> Html {
    let (words, to, button) = if legacy {
        (
            "Webhooks that carry only the Verification Token are accepted. They are not signed: \
             whoever reads one can forge others. Make the subscription anew, then switch this off.",
            "",
            Button::primary("Accept signed webhooks only"),
        )
    } else {
        (
            "Only signed webhooks are accepted. Zoom retired the Verification Token in 2023; \
             accept it only while a subscription made before that still sends.",
            "on",
            Button::quiet("Accept the Verification Token"),
        )
    };
    ui::all![
        Html::from(words).paragraph(),
        Form::post("/zoom/webhooks/legacy", &*session.csrf)
            .inline()
            .with(Hidden::new("accept", to))
            .with(button)
    ]
}

/// What the switch sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    accept: String,
}

/// `POST /zoom/webhooks/legacy`.
pub(crate) async fn choose(
    app: State,
    connected: Connected,
    posted: Posted<Chosen>,
) -> Result<Redirect, Error> {
    let who = &posted.session.principal;
    app.may(who, Action::Change, &connected.credentials())?;
    app.connect
        .accept_verification_token(&connected.id, who, !posted.form.accept.is_empty())
        .await?;
    Ok(Redirect::to("/zoom#webhooks"))
}
