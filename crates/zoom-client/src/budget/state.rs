//! What a budget knows at one moment, and the decisions taken from it: under one lock, without
//! waiting.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use zoom_catalog::{
    RateLabel,
    limits::{self, DayCap, Family, Plan},
};

use super::{
    Priority,
    answered::{Answered, TURNING},
    day::{Cap, Day, TRUSTED},
    refused::BudgetSpent,
    window::{Bounds, Lane, Ticket},
};
use crate::{
    Limited, LimitedKind,
    ledger::{Spend, SpendClass},
    rate_headers::{RateHeaders, next_utc_day},
};

pub(super) struct State {
    pub(super) plan: Plan,
    pub(super) share: f64,
    pub(super) lanes: BTreeMap<(Family, RateLabel), Lane>,
    pub(super) day: Day,
    pub(super) tickets: u64,
    pub(super) nodes: Nodes,
}

/// What the ledger should keep of an answer.
pub(super) struct News {
    /// The day in which Zoom counted it.
    pub(super) day: Date,
    pub(super) class: SpendClass,
    pub(super) count: u64,
}

/// The processes that call for the account.
pub(super) struct Nodes {
    pub(super) count: u32,
    /// Since when this one does, without a longer pause.
    joined_at: Option<Timestamp>,
    /// Until when the others believe that it does.
    until: Option<Timestamp>,
}

impl Nodes {
    /// How long a process is believed to be there without saying so again.
    pub(super) const LIFE: SignedDuration = SignedDuration::from_secs(90);

    pub(super) fn said(&mut self, now: Timestamp, until: Timestamp, count: u32) {
        if self.until.is_none_or(|until| until < now) {
            self.joined_at = Some(now);
        }
        self.until = Some(until);
        self.count = count.max(1);
    }

    /// Whether the others have not looked since this one came.
    fn newcomer(&self, now: Timestamp) -> bool {
        self.count > 1
            && self
                .joined_at
                .is_some_and(|at| now.duration_since(at).abs() < TRUSTED)
    }
}

fn clamp(share: f64) -> f64 {
    if share.is_finite() {
        share.clamp(0.01, 1.0)
    } else {
        0.5
    }
}

/// The labels counted against one cap with `label`.
pub(super) fn together(plan: Plan, family: Family, label: RateLabel) -> Vec<RateLabel> {
    match limits::day_cap(plan, family, label) {
        Some(cap) if cap.heavy_and_intensive_together => {
            vec![RateLabel::Heavy, RateLabel::ResourceIntensive]
        }
        _ => vec![label],
    }
}

/// `percent` hundredths of `share` of `count`, rounded down but never to nothing.
pub(super) fn part(count: u32, share: f64, percent: u64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share between 0 and 1 of a u32 fits"
    )]
    let ours = (f64::from(count) * share).floor() as u64;
    (ours * percent / 100).max(1)
}

/// What is kept of a cap besides what others have spent: they go on spending between two looks.
fn reserve(cap: u64) -> u64 {
    (cap / 50).max(1)
}

impl State {
    pub(super) fn new(plan: Plan, share: f64) -> Self {
        Self {
            plan,
            share: clamp(share),
            lanes: BTreeMap::new(),
            day: Day::default(),
            tickets: 0,
            nodes: Nodes {
                count: 1,
                joined_at: None,
                until: None,
            },
        }
    }

    pub(super) fn configure(&mut self, plan: Plan, share: f64) {
        self.plan = plan;
        self.share = clamp(share);
    }

    pub(super) fn cap(&self, (family, label): (Family, RateLabel)) -> Option<(Cap, DayCap)> {
        let cap = limits::day_cap(self.plan, family, label)?;
        let first = together(self.plan, family, label)[0];
        Some(((family, first), cap))
    }

    /// What every process of ours has spent against the cap of this label.
    pub(super) fn counted(&self, (family, label): (Family, RateLabel)) -> u64 {
        together(self.plan, family, label)
            .into_iter()
            .map(|label| self.day.spend.of(&SpendClass::Label(family, label)))
            .sum()
    }

    /// What this class of work may spend today: its part of our share, and never what other apps
    /// have left no room for. `None` where Zoom sets no bound.
    pub(super) fn allowed(&self, lane: (Family, RateLabel), priority: Priority) -> Option<u64> {
        let (key, cap) = self.cap(lane)?;
        let ours = part(cap.count, self.share, priority.percent());
        let count = u64::from(cap.count);
        let left = self.day.others(key).map_or(u64::MAX, |others| {
            count.saturating_sub(others.saturating_add(reserve(count)))
        });
        Some(ours.min(left))
    }

    /// What a plan for the whole day may count on, other apps going on as they did today.
    pub(super) fn expected(&self, now: Timestamp, lane: (Family, RateLabel)) -> Option<u64> {
        let (key, cap) = self.cap(lane)?;
        let allowed = self.allowed(lane, Priority::Person)?;
        let count = u64::from(cap.count);
        let others = self.day.others_by_midnight(key, next_utc_day(now));
        let left = others.map_or(u64::MAX, |others| {
            count.saturating_sub(others.saturating_add(reserve(count)))
        });
        Some(allowed.min(left))
    }

    pub(super) fn check_day(
        &self,
        now: Timestamp,
        lane: (Family, RateLabel),
        priority: Priority,
    ) -> Result<(), BudgetSpent> {
        let (family, label) = lane;
        let used = self.counted(lane);
        let spent = |allowed, resumes_at, by_zoom, by_others| BudgetSpent {
            label,
            family,
            host: None,
            used,
            allowed,
            resumes_at,
            by_zoom,
            by_others,
        };
        if let Some(at) = self.day.closed(&SpendClass::Label(family, label), now) {
            return Err(spent(used, at, true, false));
        }
        if let (Some((_, cap)), Some(allowed)) = (self.cap(lane), self.allowed(lane, priority))
            && used >= allowed
        {
            let share = part(cap.count, self.share, priority.percent());
            return Err(spent(allowed, next_utc_day(now), false, allowed < share));
        }
        Ok(())
    }

    /// The label's count after a call of ours was added by all nodes: whether that was one too
    /// many, because another node was quicker.
    pub(super) fn is_over(&self, lane: (Family, RateLabel), priority: Priority) -> bool {
        self.allowed(lane, priority)
            .is_some_and(|allowed| self.counted(lane) > allowed)
    }

    pub(super) fn check_host(
        &self,
        now: Timestamp,
        (family, label): (Family, RateLabel),
        host: &str,
    ) -> Result<(), BudgetSpent> {
        let class = SpendClass::Host(host.to_owned());
        let allowed = u64::from(limits::PER_HOST_DAY);
        let closed = self.day.closed(&class, now);
        if self.day.host_left(host, allowed) > 0 && closed.is_none() {
            return Ok(());
        }
        Err(BudgetSpent {
            label,
            family,
            host: Some(host.to_owned()),
            used: self.day.spend.of(&class),
            allowed,
            resumes_at: closed.unwrap_or_else(|| next_utc_day(now)),
            by_zoom: closed.is_some(),
            by_others: false,
        })
    }

    pub(super) fn bounds(&self, now: Timestamp, (family, label): (Family, RateLabel)) -> Bounds {
        Bounds {
            rate: limits::rate(self.plan, family, label),
            share: self.share,
            nodes: self.nodes.count,
            newcomer: self.nodes.newcomer(now),
        }
    }

    /// `None` when it is this ticket's turn and there is room; else when to look again.
    pub(super) fn turn(
        &mut self,
        now: Timestamp,
        lane: (Family, RateLabel),
        ticket: Ticket,
    ) -> Option<Timestamp> {
        let bounds = self.bounds(now, lane);
        self.lanes
            .entry(lane)
            .or_default()
            .turn(now, bounds, ticket)
    }

    /// Counts a call that is let go.
    pub(super) fn take(&mut self, lane: (Family, RateLabel), calls: &Spend) {
        self.lanes.entry(lane).or_default().begin();
        for (class, n) in &calls.0 {
            self.day.spend.add(class.clone(), *n);
        }
    }

    /// Takes in what an answer's headers told of the whole account's count. Answers what the
    /// ledger should keep of it.
    pub(super) fn told(
        &mut self,
        now: Timestamp,
        call: &Answered<'_>,
        headers: &RateHeaders,
    ) -> Option<News> {
        let family = Family::of(call.operation);
        // Zoom's own word for the label counts, should the catalogue ever be wrong.
        let lane = (family, headers.category.unwrap_or(call.operation.label));
        let (limit, remaining) = (headers.limit?, headers.remaining?);
        match headers.of(self.plan, family, lane.1, call.host.is_some())? {
            LimitedKind::Rate => {
                let bounds = self.bounds(now, lane);
                let lane = self.lanes.entry(lane).or_default();
                lane.told(now, bounds, limit, remaining);
                None
            }
            LimitedKind::Day => {
                let day = self.counted_in(now, call)?;
                let whole = limit.saturating_sub(remaining);
                self.others_spent(now, day, lane, whole, limit)
            }
            LimitedKind::HostDay => {
                self.counted_in(now, call)?;
                self.day.host_told(call.host?, remaining);
                None
            }
        }
    }

    /// Takes a 429 to heart: pauses the label, or closes it (or the host) until the day ends.
    pub(super) fn learn(
        &mut self,
        now: Timestamp,
        call: &Answered<'_>,
        limited: &Limited,
    ) -> Option<News> {
        let lane @ (family, label) = (Family::of(call.operation), call.operation.label);
        let bounds = self.bounds(now, lane);
        let day = self.counted_in(now, call);
        // What may be yesterday's refusal closes nothing of today: in a minute Zoom is asked again.
        let soon = now.saturating_add(TURNING).unwrap_or(limited.until);
        let until = day.map_or(limited.until.min(soon), |_| limited.until);
        let window = self.lanes.entry(lane).or_default();
        match limited.kind {
            LimitedKind::Rate => {
                window.refused(now, bounds);
                window.pause(limited.until);
                None
            }
            LimitedKind::HostDay => {
                window.limited += 1;
                let class = SpendClass::Host(call.host?.to_owned());
                self.day.close(class, until);
                None
            }
            LimitedKind::Day => {
                window.limited += 1;
                for label in together(self.plan, family, label) {
                    self.day.close(SpendClass::Label(family, label), until);
                }
                let (_, cap) = self.cap(lane)?;
                let whole = u64::from(cap.count);
                self.others_spent(now, day?, lane, whole, whole)
            }
        }
    }

    /// The day in which Zoom counted a call, where that is certain and our counts are of it.
    fn counted_in(&self, now: Timestamp, call: &Answered<'_>) -> Option<Date> {
        call.day(now).filter(|day| self.day.is(*day))
    }

    /// `whole` of a cap is used: what is not ours of it is other apps'.
    fn others_spent(
        &mut self,
        now: Timestamp,
        day: Date,
        lane: (Family, RateLabel),
        whole: u64,
        limit: u64,
    ) -> Option<News> {
        let (key, _) = self.cap(lane)?;
        let others = whole.saturating_sub(self.counted(lane));
        self.day
            .others_spent(now, key, others, limit)
            .then_some(News {
                day,
                class: SpendClass::Others(key.0, key.1),
                count: others,
            })
    }
}
