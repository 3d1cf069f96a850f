//! Rate limits as Zoom enforces them: per account, shared by all its apps.
//!
//! The numbers are the catalogue's; the algorithms are this module's own and are not shared with
//! the client's budget, or "no 429" would prove nothing.

mod day;
mod standing;
mod window;

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use zoom_catalog::{
    Operation, RateLabel,
    limits::{self, Family, Plan},
};

pub(crate) use self::standing::Standing;
use self::{
    day::{Counted, Day, next_midnight},
    standing::Refused,
    window::Counter,
};
use crate::config::{Limits, Window};

/// Which counters an operation falls under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lane {
    family: Family,
    label: RateLabel,
}

impl Lane {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self {
            family: Family::of(operation),
            label: operation.label,
        }
    }

    /// Lanes are few; each has a counter of its own.
    fn index(self) -> usize {
        let family = match self.family {
            Family::General => 0,
            Family::Phone => 1,
            Family::ContactCenter => 2,
        };
        let label = match self.label {
            RateLabel::Light => 0,
            RateLabel::Medium => 1,
            RateLabel::Heavy => 2,
            RateLabel::ResourceIntensive => 3,
        };
        family * 4 + label
    }

    /// The daily counter: Heavy and Resource-intensive may share one.
    fn day_name(self, together: bool) -> &'static str {
        const ALONE: [&str; 12] = [
            "light",
            "medium",
            "heavy",
            "intensive",
            "phone light",
            "phone medium",
            "phone heavy",
            "phone intensive",
            "contact light",
            "contact medium",
            "contact heavy",
            "contact intensive",
        ];
        const TOGETHER: [&str; 3] = ["together", "phone together", "contact together"];
        if together {
            TOGETHER[self.index() / 4]
        } else {
            ALONE[self.index()]
        }
    }
}

/// Counts the calls of one account.
#[derive(Debug)]
pub(crate) struct Limiter {
    plan: Plan,
    limits: Limits,
    window: Window,
    counters: [Mutex<Counter>; 12],
    day: Mutex<Day>,
}

impl Limiter {
    pub(crate) fn new(plan: Plan, limits: Limits, window: Window) -> Self {
        Self {
            plan,
            limits,
            window,
            counters: std::array::from_fn(|_| Mutex::new(Counter::new(window))),
            day: Mutex::default(),
        }
    }

    /// Forgets every count.
    pub(crate) fn reset(&self) {
        for counter in &self.counters {
            *lock(counter) = Counter::new(self.window);
        }
        *lock(&self.day) = Day::default();
    }

    /// Counts one call; `host` where it creates or updates a meeting or webinar of that user.
    /// `None` when nothing is counted at all.
    pub(crate) fn take(&self, lane: Lane, host: Option<&str>, now: Timestamp) -> Option<Standing> {
        if self.limits == Limits::Off {
            return None;
        }
        let rate = limits::rate(self.plan, lane.family, lane.label);
        let period = i64::from(rate.window.seconds()) * 1_000_000;
        let taken =
            lock(&self.counters[lane.index()]).take(now.as_microsecond(), rate.count, period);
        let mut standing = Standing {
            label: lane.label,
            limit: rate.count,
            remaining: taken.remaining,
            refused: (!taken.fits).then_some(Refused::Window),
        };
        if taken.fits {
            self.take_day(lane, host, now, &mut standing);
        }
        if self.limits == Limits::Count {
            standing.refused = None;
        }
        Some(standing)
    }

    /// Counts calls of an app that nobody plays, all at once; answers how many were let through.
    pub(crate) fn spend(&self, operation: &Operation, calls: u32, now: Timestamp) -> u32 {
        let lane = Lane::of(operation);
        let fits = |_: &u32| {
            let standing = self.take(lane, None, now);
            standing.is_none_or(|standing| standing.refused.is_none())
        };
        let through = (0..calls).take_while(fits).count();
        u32::try_from(through).unwrap_or(calls)
    }

    /// Counts what is done to one registrant of a meeting: `who` is a mail address or an id.
    pub(crate) fn take_registrant(
        &self,
        meeting: &str,
        who: &str,
        changes: bool,
        now: Timestamp,
    ) -> Option<Refused> {
        if self.limits == Limits::Off {
            return None;
        }
        let (meeting, who) = (meeting.to_owned(), who.to_lowercase());
        let (what, most) = if changes {
            let what = Counted::RegistrantStatus(meeting, who);
            (what, limits::REGISTRANT_STATUS_DAY)
        } else {
            let what = Counted::Registration(meeting, who);
            (what, limits::PER_REGISTRANT_DAY)
        };
        let left = lock(&self.day).take(now, what, most);
        (left.is_none() && self.limits == Limits::Real).then_some(Refused::Registrant { most })
    }

    fn take_day(&self, lane: Lane, host: Option<&str>, now: Timestamp, standing: &mut Standing) {
        let cap = limits::day_cap(self.plan, lane.family, lane.label);
        if cap.is_none() && host.is_none() {
            return;
        }
        let mut day = lock(&self.day);
        if let Some(cap) = cap {
            let name = lane.day_name(cap.heavy_and_intensive_together);
            if day.take(now, Counted::Cap(name), cap.count).is_none() {
                standing.limit = cap.count;
                standing.remaining = 0;
                standing.refused = Some(Refused::Day {
                    until: next_midnight(now),
                });
                return;
            }
        }
        if let Some(host) = host {
            let counted = Counted::Host(host.to_owned());
            if day.take(now, counted, limits::PER_HOST_DAY).is_none() {
                standing.refused = Some(Refused::Host);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use zoom_catalog::{RateLabel, limits::Plan, operation, operations};

    use super::{Lane, Limiter};
    use crate::config::{Limits, Window};

    fn refusals(limits: Limits, key: &str, host: Option<&str>, calls: &[Timestamp]) -> Vec<bool> {
        let limiter = Limiter::new(Plan::Free, limits, Window::Aligned);
        let lane = Lane::of(operation(key).unwrap());
        calls
            .iter()
            .map(|now| {
                limiter
                    .take(lane, host, *now)
                    .is_some_and(|standing| standing.refusal().is_some())
            })
            .collect()
    }

    fn seconds(count: i64) -> Vec<Timestamp> {
        (0..count)
            .map(|at| Timestamp::from_second(1_800_000_000 + at).unwrap())
            .collect()
    }

    #[test]
    fn a_free_account_reads_four_users_a_second() {
        let now = seconds(1)[0];
        let calls = [now; 5];
        let refused = refusals(Limits::Real, "GET /users/{userId}", None, &calls);
        assert_eq!(refused, [false, false, false, false, true]);
        let refused = refusals(Limits::Count, "GET /users/{userId}", None, &calls);
        assert_eq!(refused, [false; 5]);
    }

    #[test]
    fn a_host_has_a_hundred_creates_and_updates_a_day() {
        let key = "POST /users/{userId}/meetings";
        let refused = refusals(Limits::Real, key, Some("host"), &seconds(101));
        assert_eq!(refused.iter().filter(|refused| **refused).count(), 1);
        assert!(refused[100]);
    }

    #[test]
    fn the_day_of_a_free_account_ends_at_its_cap() {
        let heavy = operations()
            .iter()
            .find(|operation| operation.label == RateLabel::Heavy && !operation.is_phone())
            .unwrap();
        let refused = refusals(Limits::Real, heavy.key(), None, &seconds(1001));
        assert_eq!(refused.iter().position(|refused| *refused), Some(1000));
    }
}
