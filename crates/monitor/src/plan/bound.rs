//! What a plan must fit into: the day's caps, and what a label's windows let through in a day.

use jiff::Timestamp;
use zoom_catalog::{RateLabel, limits::Family};
use zoom_client::{BudgetSnapshot, LabelSpend};

use crate::reading::as_f64;

/// The part of the day's share that tests may plan for; the rest is for people, meetings,
/// repairs, and for runs that cost more than the last one did.
const OF_DAY: f64 = 0.75;
/// The most that everything together may have spent at any hour, before tests slow down more.
const PACE: f64 = 0.85;
/// The part of what a label's windows let through in a day. Half, so that no run waits long.
const OF_WINDOWS: f64 = 0.5;
const DAY: f64 = 86_400.0;

/// One bound.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bound {
    /// Which, in words.
    pub(crate) name: String,
    family: Family,
    labels: Vec<RateLabel>,
    /// Whether it is what a label's windows let through, rather than a cap of the day.
    pub(crate) windows: bool,
    /// Requests a day that tests may plan for, at this moment.
    pub(crate) a_day: f64,
}

impl Bound {
    /// Whether `operation` is counted here.
    pub(crate) fn covers(&self, operation: &str) -> bool {
        zoom_catalog::operation(operation).is_some_and(|operation| {
            self.labels.contains(&operation.label) && self.family == Family::of(operation)
        })
    }
}

/// Every bound of an account, from its budget.
pub(crate) fn bounds(budget: &BudgetSnapshot) -> Vec<Bound> {
    let mut all = Vec::new();
    for one in &budget.labels {
        let word = name(one.family, &[one.label]);
        let windows = DAY / f64::from(one.window.seconds());
        all.push(Bound {
            name: format!("{word} requests its windows let through in a day"),
            family: one.family,
            labels: vec![one.label],
            windows: true,
            a_day: whole(one.per_window) * windows * OF_WINDOWS,
        });
        // Labels that share a cap have one bound.
        if let Some(expected) = one.expected_today.filter(|_| one.together[0] == one.label) {
            all.push(Bound {
                name: format!("{} requests a day", name(one.family, &one.together)),
                family: one.family,
                labels: one.together.clone(),
                windows: false,
                a_day: sustained(
                    whole(expected),
                    whole(one.counted_today),
                    budget.at,
                    budget.resets_at,
                ),
            });
        }
    }
    all
}

/// What may be spent a day from now on: the planned part, or less where the day is ahead of it.
fn sustained(expected: f64, used: f64, now: Timestamp, midnight: Timestamp) -> f64 {
    let left = midnight.duration_since(now).as_secs_f64().max(1.0);
    let pace = (expected * PACE - used) / left * DAY;
    (expected * OF_DAY).min(pace).max(0.0)
}

/// “heavy and resource-intensive”, “phone heavy”.
pub(crate) fn name(family: Family, labels: &[RateLabel]) -> String {
    let words: Vec<String> = labels
        .iter()
        .map(|label| label.as_str().to_lowercase())
        .collect();
    let words = words.join(" and ");
    match family {
        Family::General => words,
        Family::Phone => format!("phone {words}"),
        Family::ContactCenter => format!("contact centre {words}"),
    }
}

/// A label's name where it stands alone.
pub(crate) fn label_name(one: &LabelSpend) -> String {
    name(one.family, &[one.label])
}

pub(crate) fn whole(number: u64) -> f64 {
    as_f64(i64::try_from(number).unwrap_or(i64::MAX))
}
