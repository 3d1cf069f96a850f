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
//! The windows here are sliding ones of our own, a tenth longer than Zoom's: calls do not arrive
//! with the spacing they are sent with. No algorithm is shared with the emulated Zoom.

mod day;
mod snapshot;
mod window;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use zoom_catalog::{
    Operation, RateLabel,
    limits::{self, Family, Plan},
};

pub use self::snapshot::{BudgetSnapshot, HostSpend, LabelSpend};
use self::{day::Day, window::Lane};
use crate::{
    Limited, LimitedKind,
    ledger::{LedgerError, SpendClass, SpendLedger},
    rate_headers::{next_utc_day, until, utc_day},
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

/// A day's share is used up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct BudgetSpent {
    /// The operation's rate label.
    pub label: RateLabel,
    /// The operation's product family.
    pub family: Family,
    /// The host, where it is the host's hundred that is used up.
    pub host: Option<String>,
    /// Calls made today.
    pub used: u64,
    /// Calls this class of work may make in a day.
    pub allowed: u64,
    /// When there are new ones.
    pub resumes_at: Timestamp,
    /// Whether Zoom itself said so, rather than Parfocal's own count.
    pub by_zoom: bool,
}

impl BudgetSpent {
    fn sentence(&self) -> String {
        let until = until(Some(self.resumes_at));
        match (&self.host, self.by_zoom) {
            (Some(host), _) => format!(
                "the {} creations and updates a day of the host {host} are used up{until}",
                self.allowed
            ),
            (None, true) => {
                format!(
                    "Zoom says that the day's {} calls are used up{until}",
                    self.label
                )
            }
            (None, false) => format!(
                "{} of the {} {} calls a day that Parfocal may make here are used{until}",
                self.used, self.allowed, self.label
            ),
        }
    }

    pub(crate) fn what_to_do(&self) -> String {
        let at = zoom_types::time::format(self.resumes_at);
        if self.host.is_some() {
            format!("Wait until {at}, or choose another host: Zoom counts each host by itself.")
        } else {
            format!(
                "Wait until {at}, run API tests less often, or raise Parfocal's share of the \
                 account's quota."
            )
        }
    }
}

/// Why a call may not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// A day's share is used up.
    #[error(transparent)]
    Spent(#[from] BudgetSpent),
    /// The count could not be kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// The budget of one account.
pub struct Budget {
    clock: Clock,
    ledger: Arc<dyn SpendLedger>,
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    plan: Plan,
    share: f64,
    lanes: BTreeMap<(Family, RateLabel), Lane>,
    day: Day,
    tickets: u64,
}

impl Budget {
    /// The budget of an account on `plan`, of whose quota `share` (over 0, up to 1) is Parfocal's.
    pub fn new(plan: Plan, share: f64, clock: Clock, ledger: Arc<dyn SpendLedger>) -> Self {
        let state = State {
            plan,
            share: clamp_share(share),
            lanes: BTreeMap::new(),
            day: Day::default(),
            tickets: 0,
        };
        Self {
            clock,
            ledger,
            state: Mutex::new(state),
            changed: Notify::new(),
        }
    }

    /// The account turned out to be on another plan, or its owner changed the share.
    pub fn configure(&self, plan: Plan, share: f64) {
        let mut state = self.lock();
        state.plan = plan;
        state.share = clamp_share(share);
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

fn clamp_share(share: f64) -> f64 {
    if share.is_finite() {
        share.clamp(0.01, 1.0)
    } else {
        0.5
    }
}

/// The labels counted against one cap with `label`.
fn together(plan: Plan, family: Family, label: RateLabel) -> Vec<RateLabel> {
    match limits::day_cap(plan, family, label) {
        Some(cap) if cap.heavy_and_intensive_together => {
            vec![RateLabel::Heavy, RateLabel::ResourceIntensive]
        }
        _ => vec![label],
    }
}

/// `percent` hundredths of `share` of `count`, rounded down but never to nothing.
fn part(count: u32, share: f64, percent: u64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share between 0 and 1 of a u32 fits"
    )]
    let ours = (f64::from(count) * share).floor() as u64;
    (ours * percent / 100).max(1)
}

impl State {
    fn check_day(
        &self,
        now: Timestamp,
        (family, label): (Family, RateLabel),
        priority: Priority,
    ) -> Result<(), BudgetSpent> {
        let spent = |used, allowed, resumes_at, by_zoom| BudgetSpent {
            label,
            family,
            host: None,
            used,
            allowed,
            resumes_at,
            by_zoom,
        };
        let counted = together(self.plan, family, label);
        let used = counted
            .iter()
            .map(|l| self.day.spend.of(&SpendClass::Label(family, *l)))
            .sum();
        if let Some(at) = self.day.closed(&SpendClass::Label(family, label), now) {
            return Err(spent(used, used, at, true));
        }
        if let Some(cap) = limits::day_cap(self.plan, family, label) {
            let allowed = part(cap.count, self.share, priority.percent());
            if used >= allowed {
                return Err(spent(used, allowed, next_utc_day(now), false));
            }
        }
        Ok(())
    }

    fn check_host(
        &self,
        now: Timestamp,
        (family, label): (Family, RateLabel),
        host: &str,
    ) -> Result<(), BudgetSpent> {
        let class = SpendClass::Host(host.to_owned());
        let used = self.day.spend.of(&class);
        let allowed = u64::from(limits::PER_HOST_DAY);
        let closed = self.day.closed(&class, now);
        if used < allowed && closed.is_none() {
            return Ok(());
        }
        Err(BudgetSpent {
            label,
            family,
            host: Some(host.to_owned()),
            used,
            allowed,
            resumes_at: closed.unwrap_or_else(|| next_utc_day(now)),
            by_zoom: closed.is_some(),
        })
    }

    /// `None` when it is this ticket's turn and there is room; else when to look again.
    fn turn(
        &mut self,
        now: Timestamp,
        (family, label): (Family, RateLabel),
        ticket: (Priority, u64),
    ) -> Option<Timestamp> {
        let rate = limits::rate(self.plan, family, label);
        let share = self.share;
        let lane = self.lanes.entry((family, label)).or_default();
        lane.turn(now, rate, share, ticket)
    }

    fn take(&mut self, now: Timestamp, (family, label): (Family, RateLabel), host: Option<&str>) {
        self.lanes
            .entry((family, label))
            .or_default()
            .granted
            .push_back(now);
        self.day.spend.add(SpendClass::Label(family, label), 1);
        if let Some(host) = host {
            self.day.spend.add(SpendClass::Host(host.to_owned()), 1);
        }
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
