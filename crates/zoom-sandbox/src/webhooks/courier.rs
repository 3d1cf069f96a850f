//! Empties one lane over HTTP.

use std::{pin::pin, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream::FuturesUnordered};

use super::{
    Answer, Try,
    lane::{Job, Lane},
    post::Target,
};
use crate::{Sandbox, marketplace::find};

/// The most that are on the wire at once, to a receiver that is slow.
const MOST: usize = 8;
/// One that takes longer than this in real time no longer holds up the next.
const QUICK: Duration = Duration::from_millis(250);

/// Sends what is due until the lane is given up for another.
pub(super) async fn run(sandbox: Sandbox, subscription: String, lane: Arc<Lane>) {
    let hub = sandbox.webhooks();
    let mut flying = FuturesUnordered::new();
    let mut patient = true;
    loop {
        // Forgotten, or begun anew: another courier has it.
        if !hub
            .find(&subscription)
            .is_some_and(|known| Arc::ptr_eq(&lane, &known))
        {
            return;
        }
        let bell = lane.bell.notified();
        let mut bell = pin!(bell);
        // Listens from here on, so that what comes while we look is not missed.
        bell.as_mut().enable();
        let free = flying.is_empty() || (!patient && flying.len() < MOST);
        let target = target(&sandbox, &subscription);
        if free
            && let Some(target) = target.clone()
            && let Some(job) = lane.take(sandbox.now())
        {
            flying.push(send(&sandbox, &lane, target, job));
            patient = true;
            continue;
        }
        let due = lane.next_due().filter(|_| free && target.is_some());
        tokio::select! {
            Some(()) = flying.next(), if !flying.is_empty() => {
                patient = true;
                hub.sent.notify_one();
            }
            () = sandbox.config().clock.sleep(QUICK), if !flying.is_empty() && patient => {
                patient = false;
            }
            () = &mut bell => {}
            () = sandbox.time().until(due.unwrap_or(jiff::Timestamp::MAX)), if due.is_some() => {}
        }
    }
}

/// Where to send, while the subscription is in force.
fn target(sandbox: &Sandbox, subscription: &str) -> Option<Target> {
    sandbox.apps().look(|apps| {
        apps.iter().filter(|app| app.hears()).find_map(|app| {
            let found = find(app, subscription).ok()?;
            found.enabled.then(|| Target::of(app, &found.url))
        })
    })
}

async fn send(sandbox: &Sandbox, lane: &Lane, target: Target, job: Job) {
    let hub = sandbox.webhooks();
    let clock = &sandbox.config().clock;
    let (at, began) = (sandbox.now(), clock.now());
    let id = hub.request_id(sandbox.config().seed);
    let answer = match hub.http() {
        Ok(http) => target.post(&http, clock, at, &id, job.body).await,
        Err(why) => Err(why),
    };
    let milliseconds = clock.now().duration_since(began).as_millis();
    lane.note(
        job.id,
        Try {
            at,
            answer: answer.map_or_else(Answer::Failed, |(status, _)| Answer::Status(status)),
            milliseconds: i64::try_from(milliseconds).unwrap_or(i64::MAX),
        },
    );
}
