//! What a server does beside its work: forgets what is old, and ends without leaving anything
//! half-way.

use std::time::Duration;

use tokio::sync::watch;

use crate::product::Product;

/// How often old codes and tokens are looked for.
const EVERY: Duration = Duration::from_hours(6);

/// Prunes at once and then every six hours, until `stop` says so.
pub(crate) fn start(
    product: &Product,
    mut stop: watch::Receiver<bool>,
) -> tokio::task::JoinHandle<()> {
    let (connect, inbox) = (product.connect.clone(), product.inbox.clone());
    let meetings = product.meetings.clone();
    let (people, account) = (product.people.clone(), product.account.clone());
    let clock = product.clock.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = connect.prune().await {
                tracing::warn!(%error, "old codes and tokens were not forgotten");
            }
            if let Err(error) = inbox.prune().await {
                tracing::warn!(%error, "old webhooks were not forgotten");
            }
            if let Err(error) = meetings.prune_joins().await {
                tracing::warn!(%error, "old registrations were not forgotten");
            }
            if let Err(error) = meetings.prune_jobs().await {
                tracing::warn!(%error, "old jobs with recordings were not forgotten");
            }
            if let Err(error) = people.prune().await {
                tracing::warn!(%error, "old jobs with people were not forgotten");
            }
            if let Err(error) = account.prune().await {
                tracing::warn!(%error, "old changes of the account were not forgotten");
            }
            tokio::select! {
                () = clock.sleep(EVERY) => {}
                _ = stop.wait_for(|stop| *stop) => break,
            }
        }
    })
}

/// Judges alarms and tells of them, until `stop` says so.
pub(crate) fn alarms(
    product: &Product,
    stop: watch::Receiver<bool>,
) -> tokio::task::JoinHandle<()> {
    let monitor = product.monitor.clone();
    tokio::spawn(async move { monitor.alarm_loop(stop).await })
}

/// Waits for what must not be cut off, then closes the database.
pub(crate) async fn end(product: &Product) {
    product.sdk.stop();
    product.connect.finish().await;
    if let Err(error) = product.inbox.finish().await {
        tracing::warn!(%error, "the counts of refused webhooks were not written down");
    }
    product.db.close().await;
}
