//! How often every test runs, all of them together within the share of the quota.
//!
//! The budget would stop the tests late in a day that asks too much; the plan spreads the same
//! requests over the whole day instead, and knows before the first run, from the account's size.
//! For each bound (the day's cap, what a label's windows let through) it asks whether the tests
//! fit. Where they do not, tests of slow things are stretched first, down to once a day; then
//! tests of what happens now. Who costs more gives way more, by the square root of a run's cost: so
//! the requests go where they keep the most figures young, and of two that cost the same the one
//! asked for twice as often still runs twice as often. A test in several bounds keeps to the
//! tightest. One that events feed asks only for the runs that compare.

mod bound;
mod cost;
mod fit;

use std::{collections::HashMap, time::Duration};

use connect::ConnectionId;

pub(crate) use self::{
    bound::{Bound, bounds, label_name, name, whole},
    cost::Cost,
};
use crate::{
    Error, Monitor,
    probe::Probe,
    probes::probes,
    storage::{self, RunRow, Setting},
    unit::{Unit, duration, thousands},
};

/// The longest an ordinary run may take.
const RUN_LIMIT: Duration = Duration::from_mins(5);
/// The longest any run may take.
const LONGEST_RUN: Duration = Duration::from_hours(2);

/// How often a test really runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Effective {
    pub(crate) seconds: u32,
    /// Why it is not what was asked for.
    pub(crate) why: Option<String>,
}

/// A test with all the plan needs to know of it.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) probe: &'static Probe,
    pub(crate) asked_seconds: u32,
    /// How often it asks to be read: less often than its figures are renewed, where events tell the
    /// same.
    pub(crate) read_seconds: u32,
    pub(crate) cost: Cost,
    pub(crate) every: Effective,
    /// How long one run may take: a walk of many pages waits for its turn in every window.
    pub(crate) patience: Duration,
}

impl Planned {
    /// Requests a second of those operations that `counts` counts.
    pub(crate) fn per_second(&self, counts: impl Fn(&str) -> bool) -> f64 {
        let requests = self.cost.requests.iter();
        let counted = requests.filter(|(operation, _)| counts(operation));
        counted.map(|(_, n)| n).sum::<f64>()
            / f64::from(self.every.seconds.max(self.read_seconds).max(1))
    }
}

/// How often each test runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// The tests that are switched on.
    pub(crate) tests: Vec<Planned>,
    /// Those that are not, with the period they were set to.
    off: HashMap<&'static str, u32>,
}

impl Plan {
    /// How often a test runs.
    pub(crate) fn every(&self, probe: &Probe) -> Effective {
        let planned = self.tests.iter().find(|test| test.probe.id == probe.id);
        planned.map_or_else(
            || Effective {
                seconds: self
                    .off
                    .get(probe.id)
                    .copied()
                    .unwrap_or(probe.period_seconds),
                why: None,
            },
            |test| test.every.clone(),
        )
    }

    /// How long a run of a test may take.
    pub(crate) fn patience(&self, probe: &Probe) -> Duration {
        let planned = self.tests.iter().find(|test| test.probe.id == probe.id);
        planned.map_or(RUN_LIMIT, |test| test.patience)
    }

    /// The tests that are on, as often as they fit.
    pub(crate) fn of(mut tests: Vec<Planned>, bounds: &[Bound]) -> Self {
        let mut tightest: Vec<(f64, Option<&Bound>, f64)> = vec![(1.0, None, 0.0); tests.len()];
        for bound in bounds {
            let demands: Vec<_> = tests
                .iter()
                .map(|test| {
                    let counted = test.cost.requests.iter();
                    let counted = counted.filter(|(operation, _)| bound.covers(operation));
                    fit::Demand::new(
                        f64::from(test.read_seconds),
                        test.probe.live,
                        counted.map(|(_, n)| n).sum(),
                    )
                })
                .collect();
            let needed = fit::a_day(&demands);
            for (at, factor) in fit::factors(&demands, bound.a_day).into_iter().enumerate() {
                if factor > tightest[at].0 {
                    tightest[at] = (factor, Some(bound), needed);
                }
            }
        }
        for test in &mut tests {
            test.patience = patience(&test.cost, bounds);
        }
        for (test, (factor, bound, needed)) in tests.iter_mut().zip(tightest) {
            if let Some(bound) = bound {
                stretch(test, factor, bound, needed);
            }
        }
        Self {
            tests,
            off: HashMap::new(),
        }
    }
}

/// Twice what the windows would take for it, and a few minutes at least.
fn patience(cost: &Cost, bounds: &[Bound]) -> Duration {
    let longest = bounds
        .iter()
        .filter(|bound| bound.windows && bound.a_day > 0.0)
        .map(|bound| {
            let counted = cost.requests.iter();
            let counted = counted.filter(|(operation, _)| bound.covers(operation));
            counted.map(|(_, n)| n).sum::<f64>() / bound.a_day * 86_400.0
        })
        .fold(0.0, f64::max);
    let longest = Duration::try_from_secs_f64(longest).unwrap_or(LONGEST_RUN);
    longest.clamp(RUN_LIMIT, LONGEST_RUN)
}

fn stretch(test: &mut Planned, factor: f64, bound: &Bound, needed: f64) {
    let asked = f64::from(test.read_seconds);
    let seconds = rounded(asked * factor);
    if seconds <= test.read_seconds {
        return;
    }
    let requests = |n: f64| Unit::Count("requests").say(n.ceil());
    let (cost, told) = if test.cost.measured {
        ("takes", "")
    } else {
        ("is expected to take", " on an account of this size")
    };
    let last = if test.probe.live {
        "Tests of slow things are stretched first."
    } else {
        "Tests of what happens now are stretched last, the dearer ones more."
    };
    test.every = Effective {
        seconds,
        why: Some(format!(
            "Runs every {} and not every {}: one run {cost} {}{told}, and all tests together \
             would take {} of the {} {} that they may plan for. {last}",
            duration(f64::from(seconds)),
            duration(asked),
            requests(test.cost.total()),
            requests(needed),
            thousands(floor(bound.a_day)),
            bound.name,
        )),
    };
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a day's requests, not negative"
)]
fn floor(number: f64) -> u64 {
    number.floor() as u64
}

/// Whole minutes above two minutes, whole seconds below; never more often than fits.
fn rounded(seconds: f64) -> u32 {
    let step = if seconds > 120.0 { 60.0 } else { 1.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between a second and a week"
    )]
    let whole = ((seconds / step).ceil() * step).clamp(1.0, f64::from(u32::MAX)) as u32;
    whole
}

impl Monitor {
    /// How often every test of a connection runs.
    pub(crate) async fn plan(&self, connection: &ConnectionId) -> Result<Plan, Error> {
        let settings = storage::settings(&self.0.db, connection.as_str()).await?;
        let last = storage::latest_runs(&self.0.db, connection.as_str()).await?;
        self.plan_of(connection, &settings, &last).await
    }

    /// The same from what was read already.
    pub(crate) async fn plan_of(
        &self,
        connection: &ConnectionId,
        settings: &[Setting],
        last: &[RunRow],
    ) -> Result<Plan, Error> {
        let feed = self.feed(connection).await?;
        let users = storage::users(&self.0.db, connection.as_str()).await?;
        let mut tests = Vec::new();
        let mut off = HashMap::new();
        for probe in probes() {
            let setting = settings.iter().find(|setting| setting.probe == probe.id);
            let asked_seconds = crate::monitor::period(probe, setting);
            if setting.is_some_and(|setting| !setting.enabled) {
                off.insert(probe.id, asked_seconds);
                continue;
            }
            let run = last.iter().find(|run| run.probe == probe.id);
            let asked = Effective {
                seconds: asked_seconds,
                why: None,
            };
            tests.push(Planned {
                probe,
                asked_seconds,
                read_seconds: crate::monitor::compared(probe, asked.clone(), &feed).seconds,
                cost: Cost::of(probe, run, users),
                every: asked,
                patience: RUN_LIMIT,
            });
        }
        let bounds = match self.0.accounts.budget(connection).await {
            Ok(budget) => bounds(&budget),
            Err(error) => {
                tracing::warn!(%connection, %error, "tests run as asked: the budget is not known");
                Vec::new()
            }
        };
        let plan = Plan::of(tests, &bounds);
        Ok(Plan { off, ..plan })
    }
}

#[cfg(test)]
mod tests;
