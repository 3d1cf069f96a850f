//! The budget: how much of the account's Zoom quota Parfocal may spend, and how fast.
//!
//! Zoom's limits are the account's, shared by all its apps. Parfocal takes a share of them (half,
//! unless configured) and never more: of each second (minute, for resource-intensive calls), of
//! the UTC day where Zoom bounds it, and of the hundred creations and updates a day of each host.
//! What is spent is written to a [`SpendLedger`] before the call is made, so that it is known
//! after a restart and to other nodes.
//!
//! Priorities: what a person waits for goes before alarms, those before the schedule, that before
//! backfill; and each lower class may use only part of a window and of the day, so that a busy
//! schedule never leaves a person without a call.
//!
//! A second's or minute's window is this process's own: several nodes that call for one account
//! must divide the share among them. The day is everybody's, through the ledger.
//!
//! The windows here are sliding ones of our own, a tenth longer than Zoom's: calls do not arrive
//! with the spacing they are sent with. No algorithm is shared with the emulated Zoom.

mod day;
mod refused;
mod snapshot;
mod state;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use zoom_catalog::{
    Operation, RateLabel,
    limits::{self, Family, Plan},
};

use self::state::{State, part, together};
pub use self::{
    refused::{BudgetError, BudgetSpent},
    snapshot::{BudgetSnapshot, HostSpend, LabelSpend},
};
use crate::{
    Limited, LimitedKind,
    ledger::{LedgerError, SpendClass, SpendLedger},
    rate_headers::utc_day,
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
    /// The part of a window and of the day this class may use up to, in hundredths.
    fn percent(self) -> u64 {
        match self {
            Self::Person => 100,
            Self::Alarm => 97,
            Self::Schedule => 90,
            Self::Backfill => 60,
        }
    }
}

/// A call may be made, now.
#[derive(Debug)]
#[must_use = "a permit is counted as a call"]
pub struct Permit {
    /// Since when.
    pub granted_at: Timestamp,
    /// How long it had to wait.
    pub waited: SignedDuration,
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

    /// Waits for the second's or minute's turn and counts the call; `host` for creating or
    /// updating a meeting or webinar of that host.
    pub async fn acquire(
        &self,
        operation: &Operation,
        priority: Priority,
        host: Option<&str>,
    ) -> Result<Permit, BudgetError> {
        let family = Family::of(operation);
        let lane = (family, operation.label);
        let asked_at = self.clock.now();
        let waiting = Waiting::join(self, lane, priority);
        loop {
            self.load_day().await?;
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let next = {
                let mut state = self.lock();
                let now = self.clock.now();
                state.check_day(now, lane, priority)?;
                if let Some(host) = host {
                    state.check_host(now, lane, host)?;
                }
                let turn = state.turn(now, lane, waiting.ticket);
                if turn.is_none() {
                    state.take(now, lane, host);
                }
                turn
            };
            let Some(next) = next else { break };
            tokio::select! {
                () = changed => {}
                () = self.clock.sleep_until(next) => {}
            }
        }
        let granted_at = self.clock.now();
        drop(waiting);
        let day = utc_day(granted_at);
        self.ledger
            .add(day, &SpendClass::Label(family, operation.label), 1)
            .await?;
        if let Some(host) = host {
            self.ledger
                .add(day, &SpendClass::Host(host.to_owned()), 1)
                .await?;
        }
        Ok(Permit {
            granted_at,
            waited: granted_at.duration_since(asked_at),
        })
    }

    /// Takes a 429 to heart: pauses the label, or closes it (or the host) until the day ends.
    pub fn learn(&self, operation: &Operation, host: Option<&str>, limited: &Limited) {
        let family = Family::of(operation);
        let mut state = self.lock();
        let lane = state.lanes.entry((family, operation.label)).or_default();
        lane.limited += 1;
        match (limited.kind, host) {
            (LimitedKind::Rate, _) => lane.pause(limited.until),
            (LimitedKind::HostDay, Some(host)) => {
                state
                    .day
                    .close(SpendClass::Host(host.to_owned()), limited.until);
            }
            (LimitedKind::HostDay, None) => {}
            (LimitedKind::Day, _) => {
                let plan = state.plan;
                for label in together(plan, family, operation.label) {
                    state
                        .day
                        .close(SpendClass::Label(family, label), limited.until);
                }
            }
        }
    }

    /// Creations and updates a host has left today.
    pub async fn host_left(&self, host: &str) -> Result<u64, BudgetError> {
        self.load_day().await?;
        let used = self.lock().day.spend.of(&SpendClass::Host(host.to_owned()));
        Ok(u64::from(limits::PER_HOST_DAY).saturating_sub(used))
    }

    /// Reads the ledger when the day is new or was read half a minute ago.
    async fn load_day(&self) -> Result<(), LedgerError> {
        let now = self.clock.now();
        let today = utc_day(now);
        if !self.lock().day.is_stale(today, now) {
            return Ok(());
        }
        let spend = self.ledger.spent(today).await?;
        self.lock().day.merge(today, now, spend);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        state.lanes.entry(lane).or_default().waiting.insert(ticket);
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
