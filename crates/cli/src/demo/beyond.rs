//! One step beyond the guides: an event subscription, so that what happens is pushed.
//!
//! Neither guide asks for one, and everything works without; with it the pages move within a
//! second or two instead of at the next poll. The events of meetings need scopes that the first
//! guide does not name, so they are added and allowed again, as Zoom asks for.

use std::time::Duration;

use clock::Clock;
use connect::{CallbackOutcome, CallbackQuery};
use url::Url;
use zoom_sandbox::{
    App,
    marketplace::{Subscription, SubscriptionDraft},
    webhooks::{Delivery, DeliveryState, produced},
};
use zoom_types::ScopeSet;

use super::{DemoWorld, Tell, first_guide};
use crate::failure::Failure;

/// What the events need over what the first guide's operations need.
const SCOPES: &str = "meeting:read:meeting:admin meeting:read:participant:admin \
                      webinar:read:webinar:admin webinar:read:participant:admin";
/// How long the first event is waited for.
const PATIENCE: Duration = Duration::from_secs(8);

/// `meeting` is one that the second guide's walk scheduled.
pub(super) async fn walk(world: &DemoWorld, tell: &Tell, meeting: u64) -> Result<(), Failure> {
    tell.heading("Beyond the guides: what happens is pushed");
    let app = scopes(world, tell).await?;
    let subscription = subscribe(world, tell, &app).await?;
    if world.sandbox.start_meeting(meeting) {
        tell.and(
            "Its host starts the scheduled meeting early",
            &meeting.to_string(),
        );
    }
    first_event(world, tell, &app, &subscription).await
}

/// The scopes of the events, added and allowed.
async fn scopes(world: &DemoWorld, tell: &Tell) -> Result<App, Failure> {
    let marketplace = world.marketplace();
    let apps = marketplace.apps();
    let app = apps
        .iter()
        .find(|app| app.name == first_guide::APP)
        .ok_or_else(|| {
            Failure::new(
                "The monitoring app is gone from the Marketplace.",
                "Use --fresh.",
            )
        })?;
    let app = marketplace.add_scopes(&app.id, &ScopeSet::parse(SCOPES))?;
    let landed = Url::parse(&world.add_and_allow(&app.id)?)?;
    let query = CallbackQuery {
        code: landed
            .query_pairs()
            .find(|(key, _)| key == "code")
            .map(|(_, code)| code.into_owned()),
        ..CallbackQuery::default()
    };
    let connect = &world.product.connect;
    let outcome = match connect.receive_code(query, &world.administrator).await? {
        CallbackOutcome::Confirm(pending) => {
            connect
                .confirm(&world.connection, &world.administrator, &pending.key)
                .await?
        }
        other => other,
    };
    match outcome {
        CallbackOutcome::Exchanged { report, .. } => {
            let granted = report.scopes.as_ref().map_or(0, ScopeSet::len);
            tell.and(
                "Scopes of the events added, Add, Allow again",
                &format!("{granted} scopes granted"),
            );
            Ok(app)
        }
        CallbackOutcome::Confirm(_) => Err(Failure::new("The code still waits.", "")),
        CallbackOutcome::Refused(finding) => Err(Failure::new(finding.says, finding.what_to_do)),
    }
}

/// Feature: Add Event Subscription, Validate, Save.
async fn subscribe(world: &DemoWorld, tell: &Tell, app: &App) -> Result<Subscription, Failure> {
    let marketplace = world.marketplace();
    let url = world.webhook_url()?;
    marketplace.validate_endpoint(&app.id, &url).await?;
    tell.and(
        "Feature: the endpoint URL, Validate",
        &format!("validated: {url}"),
    );
    let draft = SubscriptionDraft {
        name: "Parfocal".to_owned(),
        url,
        events: produced()
            .filter(|event| app.may_subscribe(event))
            .map(str::to_owned)
            .collect(),
    };
    let subscription = marketplace.add_subscription(&app.id, &draft)?;
    tell.and(
        "Add Events, Save",
        &format!("{} kinds of event", subscription.events.len()),
    );
    Ok(subscription)
}

/// What that tells arrives.
async fn first_event(
    world: &DemoWorld,
    tell: &Tell,
    app: &App,
    subscription: &Subscription,
) -> Result<(), Failure> {
    let clock = Clock::system();
    let arrived = clock
        .timeout(PATIENCE, async {
            loop {
                let log = world
                    .marketplace()
                    .deliveries(&app.id, &subscription.id, 100)?;
                // The latest is first.
                let first = log.into_iter().rev().find(|one| one.state.is_final());
                if let Some(first) = first {
                    return Ok::<Delivery, Failure>(first);
                }
                clock.sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
    match arrived {
        Ok(first) => {
            let first = first?;
            let answer = first.tries.last().map_or_else(
                || first.state.words().to_owned(),
                |attempt| attempt.answer.to_string(),
            );
            let said = match first.state {
                DeliveryState::Delivered => format!("{}, taken with {answer}", first.event),
                other => format!("{}, {} ({answer})", first.event, other.words()),
            };
            tell.and("The first event", &said);
        }
        Err(_) => tell.and("The first event", "comes with the next thing that happens"),
    }
    Ok(())
}
