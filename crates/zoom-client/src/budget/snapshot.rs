//! The budget as a page shows it.

use jiff::Timestamp;
use zoom_catalog::{
    RateLabel,
    limits::{self, Family, Plan, Window},
};

use super::{Budget, Priority, part, together};
use crate::{
    ledger::{LedgerError, SpendClass},
    rate_headers::next_utc_day,
};

/// What is spent and what is left.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetSnapshot {
    /// The account's plan.
    pub plan: Plan,
    /// Parfocal's share of the quota, over 0 up to 1.
    pub share: f64,
    /// When the day's counts begin anew.
    pub resets_at: Timestamp,
    /// By family and label, lightest first; phone only once it was used.
    pub labels: Vec<LabelSpend>,
    /// Hosts who created or updated something today.
    pub hosts: Vec<HostSpend>,
}

/// One label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelSpend {
    /// Product family.
    pub family: Family,
    /// Rate label.
    pub label: RateLabel,
    /// Calls Parfocal may make in each window.
    pub per_window: u64,
    /// How long a window is.
    pub window: Window,
    /// Calls made today, by every node.
    pub used_today: u64,
    /// Calls Parfocal may make today (heavy and resource-intensive together where Zoom counts
    /// them so); `None` where Zoom sets no bound.
    pub allowed_today: Option<u64>,
    /// What is counted against `allowed_today`.
    pub counted_today: u64,
    /// Calls waiting for their turn.
    pub waiting: usize,
    /// 429s since this process began.
    pub limited: u64,
    /// Until when Zoom asked for a pause.
    pub paused_until: Option<Timestamp>,
}

/// One host's creations and updates today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSpend {
    /// User id, or what the caller named the host by.
    pub host: String,
    /// Made.
    pub used: u64,
    /// Left of the hundred.
    pub left: u64,
}

impl Budget {
    /// What is spent and what is left.
    pub async fn snapshot(&self) -> Result<BudgetSnapshot, LedgerError> {
        self.load_day().await?;
        let now = self.clock.now();
        let state = self.lock();
        let mut labels = Vec::new();
        for family in [Family::General, Family::Phone] {
            for label in RateLabel::ALL {
                let used_today = state.day.spend.of(&SpendClass::Label(family, label));
                let lane = state.lanes.get(&(family, label));
                if family == Family::Phone && used_today == 0 && lane.is_none() {
                    continue;
                }
                let rate = limits::rate(state.plan, family, label);
                let whole = Priority::Person.percent();
                labels.push(LabelSpend {
                    family,
                    label,
                    per_window: part(rate.count, state.share, whole),
                    window: rate.window,
                    used_today,
                    allowed_today: limits::day_cap(state.plan, family, label)
                        .map(|cap| part(cap.count, state.share, whole)),
                    counted_today: together(state.plan, family, label)
                        .into_iter()
                        .map(|label| state.day.spend.of(&SpendClass::Label(family, label)))
                        .sum(),
                    waiting: lane.map_or(0, |lane| lane.waiting.len()),
                    limited: lane.map_or(0, |lane| lane.limited),
                    paused_until: lane
                        .and_then(|lane| lane.paused(now))
                        .or_else(|| state.day.closed(&SpendClass::Label(family, label), now)),
                });
            }
        }
        let hosts = state
            .day
            .spend
            .0
            .iter()
            .filter_map(|(class, used)| match class {
                SpendClass::Host(host) => Some(HostSpend {
                    host: host.clone(),
                    used: *used,
                    left: u64::from(limits::PER_HOST_DAY).saturating_sub(*used),
                }),
                SpendClass::Label(..) => None,
            })
            .collect();
        Ok(BudgetSnapshot {
            plan: state.plan,
            share: state.share,
            resets_at: next_utc_day(now),
            labels,
            hosts,
        })
    }
}
