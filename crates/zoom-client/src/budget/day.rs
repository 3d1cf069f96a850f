//! One UTC day: what was spent, and what Zoom closed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::ledger::{Spend, SpendClass};

/// How long what the ledger said is trusted: other nodes spend too.
const TRUSTED: SignedDuration = SignedDuration::from_secs(30);

#[derive(Default)]
pub(super) struct Day {
    date: Option<Date>,
    read_at: Option<Timestamp>,
    pub(super) spend: Spend,
    closed: BTreeMap<SpendClass, Timestamp>,
}

impl Day {
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
        }
        self.read_at = Some(now);
        for (class, n) in ledger.0 {
            let known = self.spend.0.entry(class).or_default();
            *known = n.max(*known);
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
}
