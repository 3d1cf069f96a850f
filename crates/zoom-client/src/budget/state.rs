//! What a budget knows at one moment, and the decisions taken from it: under one lock, without
//! waiting.

use std::collections::BTreeMap;

use jiff::Timestamp;
use zoom_catalog::{
    RateLabel,
    limits::{self, Family, Plan},
};

use super::{Priority, day::Day, refused::BudgetSpent, window::Lane};
use crate::{ledger::SpendClass, rate_headers::next_utc_day};

pub(super) struct State {
    pub(super) plan: Plan,
    pub(super) share: f64,
    pub(super) lanes: BTreeMap<(Family, RateLabel), Lane>,
    pub(super) day: Day,
    pub(super) tickets: u64,
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

impl State {
    pub(super) fn new(plan: Plan, share: f64) -> Self {
        Self {
            plan,
            share: clamp(share),
            lanes: BTreeMap::new(),
            day: Day::default(),
            tickets: 0,
        }
    }

    pub(super) fn configure(&mut self, plan: Plan, share: f64) {
        self.plan = plan;
        self.share = clamp(share);
    }

    pub(super) fn check_day(
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

    pub(super) fn check_host(
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
    pub(super) fn turn(
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

    pub(super) fn take(
        &mut self,
        now: Timestamp,
        (family, label): (Family, RateLabel),
        host: Option<&str>,
    ) {
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
