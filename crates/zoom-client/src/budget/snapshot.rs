//! The budget as a page shows it.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
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
    /// The instant it was taken.
    pub at: Timestamp,
    /// When the day's counts begin anew.
    pub resets_at: Timestamp,
    /// Processes that call for the account and divide its windows.
    pub nodes: u32,
    /// By family and label, lightest first; phone only once it was used.
    pub labels: Vec<LabelSpend>,
    /// Who spent it, the most first.
    pub purposes: Vec<PurposeSpend>,
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
    /// The labels that are counted against the same daily cap, this one among them.
    pub together: Vec<RateLabel>,
    /// Calls Zoom allows the account in each window.
    pub limit_per_window: u64,
    /// Calls Parfocal may make in each window.
    pub per_window: u64,
    /// The most that other apps were seen to use of a window lately; `None` where Zoom told
    /// nothing.
    pub others_per_window: Option<u64>,
    /// How long a window is.
    pub window: Window,
    /// Calls made today, by every node.
    pub used_today: u64,
    /// Calls Zoom allows the account today; `None` where it sets no bound.
    pub limit_today: Option<u64>,
    /// Parfocal's share of that (of heavy and resource-intensive together where Zoom counts them
    /// so), or what other apps have left where that is less.
    pub allowed_today: Option<u64>,
    /// What a plan for the day may count on, should other apps go on as they did today.
    pub expected_today: Option<u64>,
    /// What is counted against `allowed_today`.
    pub counted_today: u64,
    /// What other apps have spent against the cap, where Zoom ever told.
    pub others_today: Option<u64>,
    /// Calls made in each UTC hour of the day.
    pub hours: [u64; 24],
    /// Calls waiting for their turn.
    pub waiting: usize,
    /// Calls that have no answer yet.
    pub under_way: u64,
    /// 429s since this process began.
    pub limited: u64,
    /// Until when Zoom asked for a pause.
    pub paused_until: Option<Timestamp>,
}

/// Calls of one label that were made for one purpose today.
#[derive(Debug, Clone, PartialEq)]
pub struct PurposeSpend {
    /// Whom they were for.
    pub purpose: String,
    /// Product family.
    pub family: Family,
    /// Rate label.
    pub label: RateLabel,
    /// Calls made today, by every node.
    pub used_today: u64,
    /// Calls an hour, over the last hour.
    pub per_hour: f64,
}

/// One host's creations and updates today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSpend {
    /// User id, or what the caller named the host by.
    pub host: String,
    /// Made by Parfocal.
    pub used: u64,
    /// Left of the hundred, other apps' use counted where Zoom told it.
    pub left: u64,
}

/// How much of the current hour has passed, and which it is.
#[derive(Clone, Copy)]
struct Hour {
    number: usize,
    passed: f64,
}

impl Hour {
    fn of(now: Timestamp) -> Self {
        let now = now.to_zoned(TimeZone::UTC);
        let seconds = i32::from(now.minute()) * 60 + i32::from(now.second());
        Self {
            number: usize::try_from(now.hour()).unwrap_or(0),
            passed: f64::from(seconds) / 3600.0,
        }
    }

    /// Calls an hour over the last hour, reckoned from whole hours; in the day's first hour over
    /// that hour alone, and over ten minutes of it at least.
    fn rate(self, hours: &[u64; 24]) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a day's calls are far below 2^52"
        )]
        let count = |hour: usize| hours[hour] as f64;
        let current = count(self.number);
        match self.number.checked_sub(1) {
            Some(before) => current + count(before) * (1.0 - self.passed),
            None => current / self.passed.max(1.0 / 6.0),
        }
    }
}

impl Budget {
    /// What is spent and what is left.
    pub async fn snapshot(&self) -> Result<BudgetSnapshot, LedgerError> {
        self.load_day().await?;
        let now = self.clock.now();
        let state = self.lock();
        let by_hour = by_hour(&state.day.spend);
        let mut labels = Vec::new();
        for family in [Family::General, Family::Phone] {
            for label in RateLabel::ALL {
                let key = (family, label);
                let used_today = state.day.spend.of(&SpendClass::Label(family, label));
                let lane = state.lanes.get(&key);
                if family == Family::Phone && used_today == 0 && lane.is_none() {
                    continue;
                }
                let rate = limits::rate(state.plan, family, label);
                let bounds = state.bounds(now, key);
                let cap = state.cap(key);
                let mut hours = [0; 24];
                for (_, counts) in by_hour.iter().filter(|((_, f, l), _)| (*f, *l) == key) {
                    for (sum, n) in hours.iter_mut().zip(counts) {
                        *sum += n;
                    }
                }
                labels.push(LabelSpend {
                    family,
                    label,
                    together: together(state.plan, family, label),
                    limit_per_window: u64::from(rate.count),
                    per_window: lane.map_or_else(
                        || part(rate.count, state.share, Priority::Person.percent()),
                        |lane| lane.room(now, bounds, Priority::Person),
                    ),
                    others_per_window: lane.and_then(|lane| lane.others(now, bounds)),
                    window: rate.window,
                    used_today,
                    limit_today: cap.map(|(_, cap)| u64::from(cap.count)),
                    allowed_today: state.allowed(key, Priority::Person),
                    expected_today: state.expected(now, key),
                    counted_today: state.counted(key),
                    others_today: cap.and_then(|(cap, _)| state.day.others(cap)),
                    hours,
                    waiting: lane.map_or(0, |lane| lane.waiting.len()),
                    under_way: lane.map_or(0, |lane| lane.under_way),
                    limited: lane.map_or(0, |lane| lane.limited),
                    paused_until: lane
                        .and_then(|lane| lane.paused(now))
                        .or_else(|| state.day.closed(&SpendClass::Label(family, label), now)),
                });
            }
        }
        let hour = Hour::of(now);
        let mut purposes: Vec<PurposeSpend> = by_hour
            .iter()
            .map(|((purpose, family, label), hours)| PurposeSpend {
                purpose: (*purpose).to_owned(),
                family: *family,
                label: *label,
                used_today: hours.iter().sum(),
                per_hour: hour.rate(hours),
            })
            .collect();
        purposes.sort_by_key(|one| std::cmp::Reverse(one.used_today));
        let limit = u64::from(limits::PER_HOST_DAY);
        let hosts = state.day.spend.0.iter();
        let hosts = hosts.filter_map(|(class, used)| match class {
            SpendClass::Host(host) => Some(HostSpend {
                host: host.clone(),
                used: *used,
                left: state.day.host_left(host, limit),
            }),
            _ => None,
        });
        Ok(BudgetSnapshot {
            plan: state.plan,
            share: state.share,
            at: now,
            resets_at: next_utc_day(now),
            nodes: state.nodes.count,
            labels,
            purposes,
            hosts: hosts.collect(),
        })
    }
}

type ByHour<'s> = BTreeMap<(&'s str, Family, RateLabel), [u64; 24]>;

/// The day's calls by purpose and label, hour by hour.
fn by_hour(spend: &crate::Spend) -> ByHour<'_> {
    let mut all = ByHour::new();
    for (class, n) in &spend.0 {
        if let SpendClass::For {
            hour,
            purpose,
            family,
            label,
        } = class
            && let Some(count) = usize::try_from(*hour).ok().and_then(|hour| {
                all.entry((purpose.as_str(), *family, *label))
                    .or_insert([0; 24])
                    .get_mut(hour)
            })
        {
            *count += n;
        }
    }
    all
}
