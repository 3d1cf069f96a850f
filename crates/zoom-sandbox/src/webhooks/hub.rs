//! What the parts share, and the task that wakes them.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::{sync::Notify, task::JoinSet};

use super::{
    client::http_client,
    courier,
    faults::WebhookFaults,
    lane::{KeptLane, Lane},
    pump, revalidation,
};
use crate::{Sandbox, world::Chance};

/// Addresses that were validated and are not saved yet.
const MOST_FRESH: usize = 200;
/// What happened longer ago than this before a restart is not told any more.
const CATCH_UP: i64 = 2 * 3600;
/// A lane with more than this due holds the pump up, for a while.
const PRESSURE: usize = 2_000;
/// For how long at most, in real time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Everything about webhooks that is not on an app's page.
#[derive(Debug)]
pub(crate) struct Webhooks {
    given: Option<reqwest::Client>,
    made: OnceLock<Result<reqwest::Client, String>>,
    lanes: Mutex<BTreeMap<String, Arc<Lane>>>,
    fresh: Mutex<VecDeque<(String, String)>>,
    pub(crate) faults: WebhookFaults,
    /// All that happened before this second has been told.
    cursor: Mutex<Option<i64>>,
    requests: AtomicU64,
    /// Rung when subscriptions or commands change.
    bell: Notify,
    /// Rung after each try.
    pub(super) sent: Notify,
}

/// What outlives the process.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    cursor: Option<i64>,
    lanes: BTreeMap<String, KeptLane>,
}

impl Kept {
    /// Whether anybody listened.
    pub(crate) fn listens(&self) -> bool {
        self.cursor.is_some()
    }
}

impl Webhooks {
    pub(crate) fn new(client: Option<reqwest::Client>) -> Self {
        Self {
            given: client,
            made: OnceLock::new(),
            lanes: Mutex::default(),
            fresh: Mutex::default(),
            faults: WebhookFaults::default(),
            cursor: Mutex::default(),
            requests: AtomicU64::new(0),
            bell: Notify::new(),
            sent: Notify::new(),
        }
    }

    /// The client to send with: the one handed in, or one made when first needed, so that a
    /// sandbox without webhooks starts without it.
    pub(crate) fn http(&self) -> Result<reqwest::Client, String> {
        match &self.given {
            Some(client) => Ok(client.clone()),
            None => self.made.get_or_init(http_client).clone(),
        }
    }

    /// An id no other request has, the same again for the same seed.
    pub(crate) fn request_id(&self, seed: u64) -> String {
        let count = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut chance = Chance::new(seed).of(0x1d).of(count);
        let (high, low) = (chance.bits(), chance.bits());
        format!(
            "{:08x}_{:04x}_{:04x}_{:04x}_{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }

    /// The lane of a subscription, made where there is none.
    pub(crate) fn lane(&self, subscription: &str) -> Arc<Lane> {
        lock(&self.lanes)
            .entry(subscription.to_owned())
            .or_default()
            .clone()
    }

    /// The lane of a subscription, where there is one.
    pub(super) fn find(&self, subscription: &str) -> Option<Arc<Lane>> {
        lock(&self.lanes).get(subscription).cloned()
    }

    /// Forgets a subscription's deliveries.
    pub(crate) fn forget(&self, subscription: &str) {
        if let Some(lane) = lock(&self.lanes).remove(subscription) {
            lane.give_up();
        }
        self.ring();
    }

    /// Something changed that the parts should look at.
    pub(crate) fn ring(&self) {
        for lane in lock(&self.lanes).values() {
            lane.bell.notify_one();
        }
        self.bell.notify_one();
    }

    /// A command may have told something.
    pub(crate) fn ring_for_command(&self) {
        if self.cursor().is_some() {
            self.bell.notify_one();
        }
    }

    /// From now on somebody listens.
    pub(crate) fn begin(&self, now: Timestamp) {
        lock(&self.cursor).get_or_insert(now.as_second());
        self.ring();
    }

    /// Notes that an address answered as it should, so that it can be saved.
    pub(crate) fn refresh(&self, app: &str, url: &str) {
        let mut fresh = lock(&self.fresh);
        fresh.retain(|(known, at)| (known.as_str(), at.as_str()) != (app, url));
        if fresh.len() >= MOST_FRESH {
            fresh.pop_front();
        }
        fresh.push_back((app.to_owned(), url.to_owned()));
    }

    /// Whether an address answered as it should since the sandbox was started.
    pub(crate) fn is_fresh(&self, app: &str, url: &str) -> bool {
        lock(&self.fresh)
            .iter()
            .any(|(known, at)| (known.as_str(), at.as_str()) == (app, url))
    }

    /// Where the pump stands; `None` while nobody listens.
    pub(super) fn cursor(&self) -> Option<i64> {
        *lock(&self.cursor)
    }

    pub(super) fn set_cursor(&self, at: Option<i64>) {
        *lock(&self.cursor) = at;
    }

    pub(crate) fn clear(&self) {
        for lane in std::mem::take(&mut *lock(&self.lanes)).values() {
            lane.give_up();
        }
        lock(&self.fresh).clear();
        self.faults.clear();
        self.set_cursor(None);
        self.ring();
    }

    pub(crate) fn keep(&self) -> Kept {
        Kept {
            cursor: self.cursor(),
            lanes: lock(&self.lanes)
                .iter()
                .map(|(id, lane)| (id.clone(), lane.keep()))
                .collect(),
        }
    }

    pub(crate) fn restore(&self, kept: Kept, now: Timestamp) {
        let earliest = now.as_second() - CATCH_UP;
        self.set_cursor(kept.cursor.map(|at| at.max(earliest)));
        *lock(&self.lanes) = kept
            .lanes
            .into_iter()
            .map(|(id, lane)| (id, Arc::new(Lane::restore(lane, now))))
            .collect();
    }

    fn lanes(&self) -> Vec<(String, Arc<Lane>)> {
        lock(&self.lanes)
            .iter()
            .map(|(id, lane)| (id.clone(), lane.clone()))
            .collect()
    }

    /// Whether all that happened by `now` was told and all that was told was sent, retries that
    /// are not due yet aside.
    pub(crate) fn is_settled(&self, now: Timestamp) -> bool {
        self.cursor().is_none_or(|at| at >= now.as_second())
            && !self.lanes().iter().any(|(_, lane)| lane.is_busy(now))
    }

    fn pressed(&self, now: Timestamp) -> bool {
        self.lanes()
            .iter()
            .any(|(_, lane)| lane.backlog(now) > PRESSURE)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells what happens until it is dropped: the one task behind all webhooks.
pub(crate) async fn run(sandbox: Sandbox) {
    // Dropped with this task, and every courier with it.
    let mut couriers = JoinSet::new();
    let mut served: HashMap<String, Arc<Lane>> = HashMap::new();
    loop {
        let hub = sandbox.webhooks();
        let lanes: HashMap<String, Arc<Lane>> = hub.lanes().into_iter().collect();
        for (id, lane) in &lanes {
            if !served.get(id).is_some_and(|old| Arc::ptr_eq(old, lane)) {
                couriers.spawn(courier::run(sandbox.clone(), id.clone(), lane.clone()));
            }
        }
        served = lanes;
        while couriers.try_join_next().is_some() {}
        for due in revalidation::due(&sandbox) {
            couriers.spawn(revalidation::run(sandbox.clone(), due));
        }
        let pumped = sandbox.clone();
        match tokio::task::spawn_blocking(move || pump::slice(&pumped)).await {
            Ok(true) => {
                relax(&sandbox).await;
                continue;
            }
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "telling what happened failed"),
        }
        let Some(told_until) = hub.cursor() else {
            hub.bell.notified().await;
            continue;
        };
        tokio::select! {
            () = hub.bell.notified() => {}
            () = sandbox.time().until(next_look(&sandbox, told_until)) => {}
        }
    }
}

/// When to look next: once the next second is over; later where the clock runs fast, so that a
/// sped-up world does not spin.
fn next_look(sandbox: &Sandbox, told_until: i64) -> Timestamp {
    let breath = SignedDuration::try_from_secs_f64(sandbox.time().speed() / 20.0);
    let wait = breath.map_or(SignedDuration::from_secs(1), |breath| {
        breath.max(SignedDuration::from_secs(1))
    });
    Timestamp::from_second(told_until)
        .and_then(|told| told.checked_add(wait))
        .unwrap_or(Timestamp::MAX)
}

/// Waits while a receiver is behind, but not for ever: the others want theirs.
async fn relax(sandbox: &Sandbox) {
    let hub = sandbox.webhooks();
    while hub.pressed(sandbox.now()) {
        let clock = &sandbox.config().clock;
        if clock.timeout(PATIENCE, hub.sent.notified()).await.is_err() {
            return;
        }
    }
}
