//! What will be spent by midnight UTC.
//!
//! Not a straight line from midnight: that would call a busy morning a busy day, and forget that a
//! test every six hours is due once more. What the tests will ask is known, it is their plan; what
//! everybody else asks (people, meetings, repairs) is taken to go on as in the last hour.

use jiff::{SignedDuration, Timestamp};
use zoom_client::{BudgetSnapshot, LabelSpend, Priority};

use super::view::QuotaView;
use crate::{
    plan::{Plan, name, whole},
    probes::probe,
    unit::{Unit, thousands},
};

/// Requests a second on one cap, from now on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    /// By the tests' plan.
    pub(super) planned: f64,
    /// By everybody else, as in the last hour.
    pub(super) others: f64,
}

impl Rate {
    /// What is spent on the cap of `label`.
    pub(super) fn of(budget: &BudgetSnapshot, label: &LabelSpend, plan: &Plan) -> Self {
        let counts = |operation: &str| {
            zoom_catalog::operation(operation).is_some_and(|operation| {
                label.together.contains(&operation.label)
                    && label.family == zoom_catalog::limits::Family::of(operation)
            })
        };
        let planned = plan.tests.iter().map(|test| test.per_second(counts));
        let others = budget
            .purposes
            .iter()
            .filter(|one| one.family == label.family && label.together.contains(&one.label))
            .filter(|one| probe(&one.purpose).is_none());
        Self {
            planned: planned.sum(),
            others: others.map(|one| one.per_hour).sum::<f64>() / 3600.0,
        }
    }

    fn both(self) -> f64 {
        self.planned + self.others
    }
}

/// One cap as it will be.
pub(super) fn quota(budget: &BudgetSnapshot, label: &LabelSpend, plan: &Plan) -> Option<QuotaView> {
    let (limit, allowed) = (label.limit_today?, label.allowed_today?);
    let rate = Rate::of(budget, label, plan);
    let used = label.counted_today;
    let tests = allowed * Priority::Schedule.percent() / 100;
    let reached = |at: u64| {
        let seconds = whole(at.saturating_sub(used)) / rate.both().max(f64::MIN_POSITIVE);
        let when = SignedDuration::try_from_secs_f64(seconds).ok()?;
        let when = budget.at.checked_add(when).ok()?;
        (when < budget.resets_at).then_some(when)
    };
    let left_seconds = budget.resets_at.duration_since(budget.at).as_secs_f64();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and a saturated count is still a large one"
    )]
    let more = (rate.both() * left_seconds).round() as u64;
    let mut view = QuotaView {
        name: name(label.family, &label.together),
        limit,
        allowed,
        used,
        others: label.others_today,
        left: allowed.saturating_sub(used),
        // More than is allowed is never spent.
        projected: used.saturating_add(more).min(allowed.max(used)),
        tests_last_until: reached(tests),
        lasts_until: reached(allowed),
        words: String::new(),
    };
    view.words = words(&view, label, budget.at);
    Some(view)
}

fn words(quota: &QuotaView, label: &LabelSpend, now: Timestamp) -> String {
    let name = &quota.name;
    let mut said = if let Some(at) = label.paused_until {
        format!("Zoom asked for a pause until {}.", clock(at))
    } else if quota.left == 0 {
        format!("The {name} calls of today are used up; they begin anew at 00:00 UTC.")
    } else {
        match (quota.tests_last_until, quota.lasts_until) {
            (Some(tests), _) if tests <= now => format!(
                "API tests have used their part of the {name} calls and wait until 00:00 UTC; \
                 {} are left for people.",
                thousands(quota.left)
            ),
            (Some(tests), Some(all)) => format!(
                "At this pace the {name} calls last API tests until {} and people until {}.",
                clock(tests),
                clock(all)
            ),
            (Some(tests), None) => format!(
                "At this pace the {name} calls last API tests until {}; what people need lasts \
                 the day.",
                clock(tests)
            ),
            _ => format!(
                "The {name} calls last the day: about {} of {} by 00:00 UTC.",
                Unit::Count("calls").say(whole(quota.projected)),
                thousands(quota.allowed)
            ),
        }
    };
    if let Some(others) = quota.others.filter(|others| *others > 0) {
        let shrunk = if quota.others_left_less() {
            ", which leaves less than Parfocal's share"
        } else {
            ""
        };
        let spent = thousands(others);
        let told = format!(" Other apps of the account have spent {spent} at least{shrunk}.");
        said.push_str(&told);
    }
    said
}

impl QuotaView {
    /// Whether other apps' use, not the share, is what bounds Parfocal.
    fn others_left_less(&self) -> bool {
        self.others.is_some_and(|others| {
            self.limit.saturating_sub(others) < self.allowed.saturating_add(self.limit / 25)
        })
    }
}

/// `18:40 UTC`.
pub(super) fn clock(at: Timestamp) -> String {
    at.strftime("%H:%M UTC").to_string()
}
