//! Asking the saved addresses again, every 72 hours of the virtual clock.
//!
//! Mail would be sent after the second and the fourth failure in a row; the sixth switches the
//! subscription off.

use jiff::SignedDuration;

use super::validate;
use crate::{
    Sandbox,
    marketplace::{App, find, find_mut},
};

/// How long a validation holds.
const HOLDS: SignedDuration = SignedDuration::from_hours(72);

/// An address that is to be asked.
pub(super) struct Due {
    app: App,
    subscription: String,
}

/// Who is due; noted as asked, so that nobody is asked twice.
pub(super) fn due(sandbox: &Sandbox) -> Vec<Due> {
    let now = sandbox.now();
    let found = sandbox.apps().look(|apps| {
        let mut found = Vec::new();
        for app in apps {
            for subscription in app.features.subscriptions.iter().filter(|one| one.enabled) {
                let since = subscription.checked_at.map(|at| now.duration_since(at));
                if since.is_none_or(|since| since >= HOLDS) {
                    found.push(Due {
                        app: app.clone(),
                        subscription: subscription.id.clone(),
                    });
                }
            }
        }
        found
    });
    for due in &found {
        let noted = sandbox.apps().change(&due.app.id, |app| {
            find_mut(app, &due.subscription)?.checked_at = Some(now);
            Ok(())
        });
        if noted.is_err() {
            tracing::debug!(subscription = %due.subscription, "removed before it was asked");
        }
    }
    found
}

/// Asks one address and notes the outcome.
pub(super) async fn run(sandbox: Sandbox, due: Due) {
    let Ok(url) = find(&due.app, &due.subscription).map(|found| found.url.clone()) else {
        return;
    };
    let outcome = validate(&sandbox, &due.app, &url).await;
    let now = sandbox.now();
    let noted = sandbox.apps().change(&due.app.id, |app| {
        let subscription = find_mut(app, &due.subscription)?;
        match &outcome {
            // The address may have been changed in the meantime; that one has proved itself.
            _ if subscription.url != url => {}
            Ok(()) => subscription.validated(now),
            Err(why) => subscription.failed(now, why),
        }
        Ok(())
    });
    sandbox.touch();
    let off = noted.is_ok_and(|app| find(&app, &due.subscription).is_ok_and(|one| !one.enabled));
    if off {
        sandbox.webhooks().lane(&due.subscription).give_up();
    }
}
