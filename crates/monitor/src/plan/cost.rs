//! What one run of a test costs, operation by operation: as measured by its last run, or before
//! the first one as the table of the probes expects it of an account of that size.

use crate::{outcome::Outcome, probe::Probe, reading::as_f64, storage::RunRow};

/// Users an account is taken to have until anybody knows.
pub(crate) const USERS_UNKNOWN: u64 = 1_000;

/// What one run costs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cost {
    /// Requests by operation.
    pub(crate) requests: Vec<(&'static str, f64)>,
    /// Whether a run told, rather than the account's size.
    pub(crate) measured: bool,
}

impl Cost {
    /// Of the next run, judged by the last one if that told anything.
    pub(crate) fn of(probe: &'static Probe, last: Option<&RunRow>, users: Option<u64>) -> Self {
        let users = users.unwrap_or(USERS_UNKNOWN);
        let requests: Vec<_> = probe
            .needs
            .iter()
            .map(|need| (need.operation, whole(need.calls.expected(users))))
            .collect();
        let expected: f64 = requests.iter().map(|(_, n)| n).sum();
        let Some(measured) = last.and_then(measured).filter(|_| expected > 0.0) else {
            return Self {
                requests,
                measured: false,
            };
        };
        // Of a run only the sum is kept; it is divided as was expected.
        let scale = measured / expected;
        Self {
            requests: requests.into_iter().map(|(o, n)| (o, n * scale)).collect(),
            measured: true,
        }
    }

    /// All requests of a run.
    pub(crate) fn total(&self) -> f64 {
        self.requests.iter().map(|(_, n)| n).sum()
    }
}

/// What the next run will cost again; nothing is known from one that was cut short.
fn measured(run: &RunRow) -> Option<f64> {
    match run.outcome {
        Outcome::Ok { .. }
        | Outcome::NoScope { .. }
        | Outcome::NotSetUp { .. }
        | Outcome::NeedsPlan { .. }
        | Outcome::Refused { .. } => Some(as_f64(run.requests)),
        Outcome::BudgetSpent { .. }
        | Outcome::RateLimited { .. }
        | Outcome::Unreachable { .. }
        | Outcome::Failed { .. } => None,
    }
}

fn whole(number: u64) -> f64 {
    as_f64(i64::try_from(number).unwrap_or(i64::MAX))
}
