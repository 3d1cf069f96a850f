//! One UTC day: what we spent, what other apps of the account were seen to spend, and what Zoom
//! closed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use zoom_catalog::{RateLabel, limits::Family};

use crate::ledger::{Spend, SpendClass};

/// How long what the ledger said is trusted: other nodes spend too.
pub(super) const TRUSTED: SignedDuration = SignedDuration::from_secs(30);
/// Two looks at other apps' use tell a rate once they lie this far apart.
const APART: SignedDuration = SignedDuration::from_mins(10);

/// The labels counted against one daily cap, by the first of them.
pub(super) type Cap = (Family, RateLabel);

#[derive(Default)]
pub(super) struct Day {
    date: Option<Date>,
    read_at: Option<Timestamp>,
    pub(super) spend: Spend,
    closed: BTreeMap<SpendClass, Timestamp>,
    seen: BTreeMap<Cap, Seen>,
    hosts: BTreeMap<String, HostTold>,
}

/// Two looks at what other apps have spent of a cap.
struct Seen {
    first: (Timestamp, u64),
    last: (Timestamp, u64),
}

impl Seen {
    /// The newest word; one below the first look proves that look wrong.
    fn says(&mut self, at: Timestamp, others: u64) {
        self.last = (at, others);
        if others < self.first.1 {
            self.first = self.last;
        }
    }
}

/// What Zoom said is left of a host's hundred, and how much of it we had used then.
struct HostTold {
    left: u64,
    ours: u64,
}

impl Day {
    /// Whether what is counted here is of this day.
    pub(super) fn is(&self, day: Date) -> bool {
        self.date == Some(day)
    }

    /// Whether the ledger must be read before anything is decided.
    pub(super) fn is_stale(&self, today: Date, now: Timestamp) -> bool {
        self.date != Some(today)
            || self
                .read_at
                .is_none_or(|at| now.duration_since(at).abs() >= TRUSTED)
    }

    /// Takes over what the ledger says. What is counted here and not yet there stays counted.
    pub(super) fn merge(&mut self, today: Date, now: Timestamp, ledger: Spend) {
        if self.date != Some(today) {
            self.date = Some(today);
            self.spend = Spend::default();
            self.seen.clear();
            self.hosts.clear();
        }
        self.read_at = Some(now);
        self.raise(today, ledger);
    }

    /// Counts at least what the ledger says, if it speaks of this day; of other apps' use, what it
    /// says now.
    pub(super) fn raise(&mut self, day: Date, ledger: Spend) {
        if self.date != Some(day) {
            return;
        }
        for (class, n) in ledger.0 {
            if let SpendClass::Others(family, label) = class {
                let known = self.spend.0.insert(class, n);
                // Another process has heard something newer.
                if known != Some(n)
                    && let Some(seen) = self.seen.get_mut(&(family, label))
                {
                    seen.says(seen.last.0, n);
                }
            } else {
                self.spend.raise(class, n);
            }
        }
    }

    /// Zoom said that a class is used up until `at`.
    pub(super) fn close(&mut self, class: SpendClass, at: Timestamp) {
        self.closed.insert(class, at);
    }

    /// Until when a class is closed, if it still is.
    pub(super) fn closed(&self, class: &SpendClass, now: Timestamp) -> Option<Timestamp> {
        self.closed.get(class).copied().filter(|at| *at > now)
    }

    /// Other apps have spent `others` of a cap, by Zoom's newest word; answers whether that is
    /// news worth keeping, a two-hundredth of the cap at least.
    pub(super) fn others_spent(
        &mut self,
        now: Timestamp,
        cap: Cap,
        others: u64,
        limit: u64,
    ) -> bool {
        let seen = self.seen.entry(cap).or_insert(Seen {
            first: (now, others),
            last: (now, others),
        });
        seen.says(now, others);
        let class = SpendClass::Others(cap.0, cap.1);
        let news = others.abs_diff(self.spend.of(&class)) > limit / 200;
        if news {
            self.spend.0.insert(class, others);
        }
        news
    }

    /// What other apps have spent of a cap, as far as Zoom ever told.
    pub(super) fn others(&self, cap: Cap) -> Option<u64> {
        let kept = || self.spend.0.get(&SpendClass::Others(cap.0, cap.1)).copied();
        self.seen.get(&cap).map(|seen| seen.last.1).or_else(kept)
    }

    /// What they will have spent when the day ends, at the rate seen today.
    pub(super) fn others_by_midnight(&self, cap: Cap, midnight: Timestamp) -> Option<u64> {
        let so_far = self.others(cap)?;
        let Some(seen) = self.seen.get(&cap) else {
            return Some(so_far);
        };
        let between = seen.last.0.duration_since(seen.first.0);
        if between < APART {
            return Some(so_far);
        }
        let left = midnight.duration_since(seen.last.0);
        let more = u128::from(seen.last.1 - seen.first.1)
            * u128::try_from(left.as_secs().max(0)).unwrap_or(0)
            / u128::try_from(between.as_secs().max(1)).unwrap_or(1);
        Some(so_far.saturating_add(u64::try_from(more).unwrap_or(u64::MAX)))
    }

    /// Zoom said how much of a host's hundred is left, whoever used the rest.
    pub(super) fn host_told(&mut self, host: &str, left: u64) {
        let ours = self.spend.of(&SpendClass::Host(host.to_owned()));
        self.hosts.insert(host.to_owned(), HostTold { left, ours });
    }

    /// What a host has left of `limit`, other apps' use counted where Zoom told it.
    pub(super) fn host_left(&self, host: &str, limit: u64) -> u64 {
        let ours = self.spend.of(&SpendClass::Host(host.to_owned()));
        let told = self.hosts.get(host).map_or(u64::MAX, |told| {
            told.left.saturating_sub(ours.saturating_sub(told.ours))
        });
        limit.saturating_sub(ours).min(told)
    }
}
