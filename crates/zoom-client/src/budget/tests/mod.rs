//! The budget against Zoom's numbers, on a clock that is moved by hand.

mod answers;
mod days;
mod midnights;
mod turns;
mod windows;

use std::time::Duration;

use clock::ManualClock;
use zoom_catalog::operation;

use super::*;
use crate::{LimitedKind, MemoryLedger};

fn wanted<'w>(
    operation: &'static Operation,
    priority: Priority,
    host: Option<&'w str>,
) -> Wanted<'w> {
    Wanted {
        operation,
        priority,
        purpose: priority.purpose(),
        host,
    }
}

struct Room {
    budget: Arc<Budget>,
    ledger: Arc<MemoryLedger>,
    clock: Clock,
    hand: ManualClock,
}

fn room(plan: Plan, share: f64) -> Room {
    let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let ledger = Arc::new(MemoryLedger::default());
    let kept: Arc<dyn SpendLedger> = Arc::clone(&ledger) as _;
    let budget = Arc::new(Budget::new(plan, share, clock.clone(), kept));
    Room {
        budget,
        ledger,
        clock,
        hand,
    }
}

impl Room {
    /// Whether a call is let through without the clock moving.
    async fn passes(&self, key: &str, priority: Priority) -> bool {
        let wanted = wanted(operation(key).unwrap(), priority, None);
        let mut asking = Box::pin(self.budget.acquire(&wanted));
        tokio::select! {
            biased;
            permit = &mut asking => permit.is_ok(),
            () = settle() => false,
        }
    }

    async fn count(&self, key: &str, priority: Priority) -> usize {
        let mut passed = 0;
        while passed < 1000 && self.passes(key, priority).await {
            passed += 1;
        }
        passed
    }

    async fn spent_already(&self, class: SpendClass, n: u64) {
        let calls = Spend(std::iter::once((class, n)).collect());
        let day = utc_day(self.clock.now());
        self.ledger.add(day, &calls).await.unwrap();
    }

    fn a_while(&self) {
        self.hand.advance(Duration::from_secs(70));
    }
}

/// Lets everything that can run do so.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

const LIGHT: &str = "GET /users/{userId}";

const MEDIUM: &str = "GET /users";

const HEAVY: &str = "GET /report/daily";

const INTENSIVE: &str = "GET /metrics/meetings";

const PHONE: &str = "GET /phone/call_history";

/// What an answer's headers say.
fn says(kind: Option<LimitedKind>, limit: u64, remaining: u64) -> RateHeaders {
    RateHeaders {
        category: None,
        kind,
        limit: Some(limit),
        remaining: Some(remaining),
    }
}

/// What Zoom says of the day's 60 000 heavy calls.
fn heavy_left(remaining: u64) -> RateHeaders {
    says(Some(LimitedKind::Day), 60_000, remaining)
}

impl Room {
    async fn told(&self, key: &str, host: Option<&str>, headers: RateHeaders) {
        // An answer comes after a call, and the day is known by then.
        self.budget.load_day().await.unwrap();
        let op = operation(key).unwrap();
        self.budget.told(&self.answered(op, host), &headers).await;
    }

    /// An answer of this moment, without Zoom's `Date`.
    fn answered<'a>(&self, operation: &'a Operation, host: Option<&'a str>) -> Answered<'a> {
        Answered {
            operation,
            host,
            granted_at: self.clock.now(),
            server_date: None,
        }
    }

    async fn label(&self, label: RateLabel) -> LabelSpend {
        let snapshot = self.budget.snapshot().await.unwrap();
        let mut labels = snapshot.labels.into_iter();
        labels.find(|one| one.label == label).unwrap()
    }
}
