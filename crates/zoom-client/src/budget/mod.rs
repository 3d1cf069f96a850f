//! The budget: how much of the account's Zoom quota Parfocal may spend, and how fast.
//!
//! Zoom's limits are the account's, shared by all its apps. Parfocal takes a share of them (half,
//! unless configured) and never more: of each second (minute, for resource-intensive calls), of
//! the UTC day where Zoom bounds it, and of the hundred creations and updates a day of each host.
//! What is spent is written to a [`SpendLedger`] before the call is made, with whom it was for, so
//! that it is known after a restart and to other nodes.
//!
//! Other apps spend too, and Zoom's headers tell of it where there are any: what the whole account
//! used, less what we did. Where they use more than their part, ours shrinks to what they leave,
//! less a reserve; a 429 teaches the same where headers are absent. Zoom's newest word counts, so that
//! what was thought too much is given back.
//!
//! Priorities: what a person waits for goes before alarms, those before the schedule, that before
//! backfill; and each lower class may use only part of a window and of the day, so that a busy
//! schedule never leaves a person without a call. Whoever waits long for a window rises a class,
//! so that nobody waits for ever; the day's parts stay as they are.
//!
//! Several processes that call for one account find each other in the ledger and divide each
//! window's share; one that has just come takes a tenth of it for the half minute until the others
//! have looked. The day is everybody's, and exact: the ledger counts for all of them.
//!
//! The windows here are sliding ones of our own in which a call counts until one window, and a
//! tenth, after its answer. No algorithm is shared with the emulated Zoom.

mod answered;
mod day;
mod refused;
mod snapshot;
mod state;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::Clock;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use tokio::sync::Notify;
use zoom_catalog::{
    Operation, RateLabel,
    limits::{self, Family, Plan},
};

pub(crate) use self::answered::Answered;
use self::state::{News, Nodes, State, part, together};
pub use self::{
    refused::{BudgetError, BudgetSpent},
    snapshot::{BudgetSnapshot, HostSpend, LabelSpend, PurposeSpend},
};
use crate::{
    Limited,
    ledger::{LedgerError, Spend, SpendClass, SpendLedger},
    rate_headers::{RateHeaders, utc_day},
};

/// Who waits for the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// A person, now.
    Person,
    /// Something is wrong and a call tells how wrong.
    Alarm,
    /// The schedule of API tests, synchronisation.
    Schedule,
    /// The past, whenever there is room.
    Backfill,
}

impl Priority {
    /// The most urgent first.
    pub const ALL: [Self; 4] = [Self::Person, Self::Alarm, Self::Schedule, Self::Backfill];

    /// The part of a window and of the day this class may use up to, in hundredths.
    pub fn percent(self) -> u64 {
        match self {
            Self::Person => 100,
            Self::Alarm => 97,
            Self::Schedule => 90,
            Self::Backfill => 60,
        }
    }

    /// In whose name calls are counted that name nobody: `person`, `alarms`, `schedule`,
    /// `backfill`.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Alarm => "alarms",
            Self::Schedule => "schedule",
            Self::Backfill => "backfill",
        }
    }

    /// So many classes more urgent.
    fn raised(self, classes: f64) -> Self {
        let steps = Self::ALL.iter().filter(|higher| **higher < self);
        // The classes above, nearest first, each reached after one more step.
        let reached = steps
            .rev()
            .zip(1_u32..)
            .take_while(|(_, step)| f64::from(*step) <= classes)
            .last();
        reached.map_or(self, |(higher, _)| *higher)
    }
}

/// A call that somebody wants to make.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// What is to be called.
    pub operation: &'static Operation,
    /// How urgent it is.
    pub priority: Priority,
    /// Whom it is for.
    pub purpose: &'static str,
    /// The host, for creating or updating a meeting or webinar of theirs.
    pub host: Option<&'w str>,
}

/// A call may be made, now. Held until the call has been answered: only then can it no longer
/// reach Zoom's counter.
#[derive(Debug)]
#[must_use = "a permit is counted as a call, from now until it is dropped"]
pub struct Permit<'b> {
    budget: &'b Budget,
    lane: (Family, RateLabel),
    /// Since when.
    pub granted_at: Timestamp,
    /// How long it had to wait.
    pub waited: SignedDuration,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let now = self.budget.clock.now();
        let mut state = self.budget.lock();
        state.lanes.entry(self.lane).or_default().end(now);
        drop(state);
        self.budget.changed.notify_waiters();
    }
}

/// What goes on in one process at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Calls that wait for their turn.
    pub waiting: usize,
    /// Calls that have no answer yet.
    pub under_way: u64,
}

/// The budget of one account.
pub struct Budget {
    clock: Clock,
    ledger: Arc<dyn SpendLedger>,
    state: Mutex<State>,
    changed: Notify,
}

impl Budget {
    /// The budget of an account on `plan`, of whose quota `share` (over 0, up to 1) is Parfocal's.
    pub fn new(plan: Plan, share: f64, clock: Clock, ledger: Arc<dyn SpendLedger>) -> Self {
        let state = Mutex::new(State::new(plan, share));
        Self {
            clock,
            ledger,
            state,
            changed: Notify::new(),
        }
    }

    /// The account turned out to be on another plan, or its owner changed the share.
    pub fn configure(&self, plan: Plan, share: f64) {
        let mut state = self.lock();
        state.configure(plan, share);
        drop(state);
        self.changed.notify_waiters();
    }

    /// The plan it reckons with.
    pub fn plan(&self) -> Plan {
        self.lock().plan
    }

    /// What goes on at this moment.
    pub fn load(&self) -> Load {
        let state = self.lock();
        let lanes = || state.lanes.values();
        Load {
            waiting: lanes().map(|lane| lane.waiting.len()).sum(),
            under_way: lanes().map(|lane| lane.under_way).sum(),
        }
    }

    /// Waits for the second's or minute's turn and counts the call.
    pub async fn acquire(&self, wanted: &Wanted<'_>) -> Result<Permit<'_>, BudgetError> {
        let lane = (Family::of(wanted.operation), wanted.operation.label);
        let asked_at = self.clock.now();
        let waiting = Waiting::join(self, lane, wanted.priority);
        let (permit, calls) = loop {
            self.load_day().await?;
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let next = {
                let mut state = self.lock();
                let now = self.clock.now();
                state.check_day(now, lane, wanted.priority)?;
                if let Some(host) = wanted.host {
                    state.check_host(now, lane, host)?;
                }
                let Some(next) = state.turn(now, lane, waiting.ticket) else {
                    let calls = calls(now, lane, wanted);
                    state.take(lane, &calls);
                    let permit = Permit {
                        budget: self,
                        lane,
                        granted_at: now,
                        waited: now.duration_since(asked_at),
                    };
                    break (permit, calls);
                };
                next
            };
            tokio::select! {
                () = changed => {}
                () = self.clock.sleep_until(next) => {}
            }
        };
        drop(waiting);
        let day = utc_day(permit.granted_at);
        let counted = self.ledger.add(day, &calls).await?;
        let over = {
            let mut state = self.lock();
            state.day.raise(day, counted);
            state.is_over(lane, wanted.priority)
        };
        if over {
            // Another process took the last call at the same moment: this one is not made.
            self.lock()
                .check_day(permit.granted_at, lane, wanted.priority)?;
        }
        Ok(permit)
    }

    /// Takes in what the headers of an answer tell of the whole account's count.
    pub(crate) async fn told(&self, call: &Answered<'_>, headers: &RateHeaders) {
        let now = self.clock.now();
        let news = self.lock().told(now, call, headers);
        self.keep(news).await;
    }

    /// Takes a 429 to heart: pauses the label, or closes it (or the host) until the day ends.
    pub(crate) async fn learn(&self, call: &Answered<'_>, limited: &Limited) {
        let now = self.clock.now();
        let news = self.lock().learn(now, call, limited);
        self.keep(news).await;
    }

    async fn keep(&self, news: Option<News>) {
        let Some(News { day, class, count }) = news else {
            return;
        };
        // It is known in this process; the next answer tells it again.
        if let Err(error) = self.ledger.set(day, &class, count).await {
            tracing::warn!(%error, "what other apps spend could not be kept");
        }
    }

    /// Creations and updates a host has left today.
    pub async fn host_left(&self, host: &str) -> Result<u64, BudgetError> {
        self.load_day().await?;
        let limit = u64::from(limits::PER_HOST_DAY);
        Ok(self.lock().day.host_left(host, limit))
    }

    /// What was spent on one UTC day, by every process; days are kept by the ledger.
    pub async fn spent_on(&self, day: Date) -> Result<Spend, LedgerError> {
        self.ledger.spent(day).await
    }

    /// Reads the ledger when the day is new or was read half a minute ago, and says there that
    /// this process calls for the account.
    async fn load_day(&self) -> Result<(), LedgerError> {
        let now = self.clock.now();
        let today = utc_day(now);
        if !self.lock().day.is_stale(today, now) {
            return Ok(());
        }
        let until = now.saturating_add(Nodes::LIFE).unwrap_or(now);
        let nodes = self.ledger.present(now, until).await?;
        let spend = self.ledger.spent(today).await?;
        let mut state = self.lock();
        state.nodes.said(now, until, nodes);
        state.day.merge(today, now, spend);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one call is counted under.
fn calls(now: Timestamp, (family, label): (Family, RateLabel), wanted: &Wanted<'_>) -> Spend {
    let mut calls = Spend::default();
    calls.add(SpendClass::Label(family, label), 1);
    calls.add(
        SpendClass::For {
            hour: now.to_zoned(TimeZone::UTC).hour(),
            purpose: wanted.purpose.to_owned(),
            family,
            label,
        },
        1,
    );
    if let Some(host) = wanted.host {
        calls.add(SpendClass::Host(host.to_owned()), 1);
    }
    calls
}

impl std::fmt::Debug for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.lock();
        f.debug_struct("Budget")
            .field("plan", &state.plan)
            .field("share", &state.share)
            .finish_non_exhaustive()
    }
}

/// A place in a lane's queue, given up when dropped.
struct Waiting<'b> {
    budget: &'b Budget,
    lane: (Family, RateLabel),
    ticket: (Priority, u64),
}

impl<'b> Waiting<'b> {
    fn join(budget: &'b Budget, lane: (Family, RateLabel), priority: Priority) -> Self {
        let mut state = budget.lock();
        state.tickets += 1;
        let ticket = (priority, state.tickets);
        let now = budget.clock.now();
        let lanes = &mut state.lanes;
        lanes.entry(lane).or_default().waiting.insert(ticket, now);
        drop(state);
        Self {
            budget,
            lane,
            ticket,
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(lane) = self.budget.lock().lanes.get_mut(&self.lane) {
            lane.waiting.remove(&self.ticket);
        }
        self.budget.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
