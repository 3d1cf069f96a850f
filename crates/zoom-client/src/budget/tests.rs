//! The budget against Zoom's numbers, on a clock that is moved by hand.

use std::time::Duration;

use clock::ManualClock;
use zoom_catalog::operation;

use super::*;
use crate::{MemoryLedger, Spend, rate_headers::utc_day};

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
        let op = operation(key).unwrap();
        let mut asking = Box::pin(self.budget.acquire(op, priority, None));
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
        self.ledger
            .add(utc_day(self.clock.now()), &class, n)
            .await
            .unwrap();
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

#[tokio::test]
async fn a_window_holds_the_share_of_zooms_numbers_and_no_call_more() {
    for (plan, share, key, expected) in [
        (Plan::Business, 0.5, LIGHT, 40),
        (Plan::Business, 1.0, LIGHT, 80),
        (Plan::Pro, 0.5, MEDIUM, 10),
        (Plan::Free, 0.5, LIGHT, 2),
        (Plan::Business, 0.5, INTENSIVE, 10),
        (Plan::Free, 0.5, HEAVY, 1),
    ] {
        let room = room(plan, share);
        assert_eq!(
            room.count(key, Priority::Person).await,
            expected,
            "{plan} {share} {key}"
        );
    }
}

#[tokio::test]
async fn a_window_slides_and_intensive_calls_wait_a_minute() {
    let room = room(Plan::Business, 0.5);
    assert_eq!(room.count(MEDIUM, Priority::Person).await, 30);
    room.hand.advance(Duration::from_secs(1));
    assert!(
        !room.passes(MEDIUM, Priority::Person).await,
        "a tenth longer than Zoom's second"
    );
    room.hand.advance(Duration::from_millis(101));
    assert_eq!(room.count(MEDIUM, Priority::Person).await, 30);

    assert_eq!(room.count(INTENSIVE, Priority::Person).await, 10);
    room.hand.advance(Duration::from_mins(1));
    assert!(!room.passes(INTENSIVE, Priority::Person).await);
    room.hand.advance(Duration::from_secs(7));
    assert_eq!(room.count(INTENSIVE, Priority::Person).await, 10);
}

#[tokio::test]
async fn less_than_one_call_a_second_means_a_longer_window() {
    let room = room(Plan::Free, 0.25);
    assert_eq!(room.count(HEAVY, Priority::Person).await, 1);
    room.hand.advance(Duration::from_secs(4));
    assert!(
        !room.passes(HEAVY, Priority::Person).await,
        "a quarter of a call a second"
    );
    room.hand.advance(Duration::from_secs(1));
    assert!(room.passes(HEAVY, Priority::Person).await);
}

#[tokio::test]
async fn who_waits_is_let_through_when_the_window_moves() {
    let room = room(Plan::Free, 0.5);
    assert_eq!(room.count(HEAVY, Priority::Person).await, 1);
    let budget = Arc::clone(&room.budget);
    let waiting = tokio::spawn(async move {
        budget
            .acquire(operation(HEAVY).unwrap(), Priority::Schedule, None)
            .await
    });
    settle().await;
    assert!(!waiting.is_finished());
    room.a_while();
    let permit = waiting.await.unwrap().unwrap();
    assert_eq!(permit.waited, SignedDuration::from_secs(70));
}

#[tokio::test]
async fn a_person_is_served_before_a_schedule_that_waited_longer() {
    let room = room(Plan::Free, 0.5);
    assert_eq!(room.count(HEAVY, Priority::Person).await, 1);
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for priority in [Priority::Backfill, Priority::Schedule, Priority::Person] {
        let (budget, order) = (Arc::clone(&room.budget), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let permit = budget
                .acquire(operation(HEAVY).unwrap(), priority, None)
                .await;
            order.lock().unwrap().push(priority);
            permit.map(drop)
        }));
        settle().await;
    }
    for _ in 0..3 {
        room.a_while();
        settle().await;
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let order = order.lock().unwrap().clone();
    assert_eq!(
        order,
        [Priority::Person, Priority::Schedule, Priority::Backfill]
    );
}

#[tokio::test]
async fn who_gives_up_waiting_holds_nobody_else_up() {
    let room = room(Plan::Free, 0.5);
    assert_eq!(room.count(HEAVY, Priority::Person).await, 1);
    // Each failed try is a call that waited and was dropped.
    assert!(!room.passes(HEAVY, Priority::Person).await);
    assert!(!room.passes(HEAVY, Priority::Person).await);
    room.a_while();
    assert!(room.passes(HEAVY, Priority::Backfill).await);
}

#[tokio::test]
async fn lower_priorities_leave_room_in_every_window() {
    let room = room(Plan::Business, 0.5);
    assert_eq!(room.count(LIGHT, Priority::Backfill).await, 24);
    assert_eq!(room.count(LIGHT, Priority::Schedule).await, 12);
    assert_eq!(room.count(LIGHT, Priority::Person).await, 4);
}

#[tokio::test]
async fn heavy_and_intensive_calls_share_one_cap_a_day_and_its_end_is_said() {
    let room = room(Plan::Business, 0.5);
    room.spent_already(SpendClass::Label(Family::General, RateLabel::Heavy), 20_000)
        .await;
    room.spent_already(
        SpendClass::Label(Family::General, RateLabel::ResourceIntensive),
        9_999,
    )
    .await;
    let op = operation(HEAVY).unwrap();
    let refused = room
        .budget
        .acquire(op, Priority::Schedule, None)
        .await
        .unwrap_err();
    let BudgetError::Spent(spent) = refused else {
        panic!("{refused}")
    };
    assert_eq!((spent.used, spent.allowed), (29_999, 27_000));

    assert!(
        room.passes(HEAVY, Priority::Person).await,
        "a person has the last tenth"
    );
    let refused = room
        .budget
        .acquire(op, Priority::Person, None)
        .await
        .unwrap_err();
    let BudgetError::Spent(spent) = refused else {
        panic!("{refused}")
    };
    assert_eq!(
        (spent.used, spent.allowed, spent.by_zoom),
        (30_000, 30_000, false)
    );
    assert_eq!(spent.resumes_at, "2026-11-22T00:00:00Z".parse().unwrap());
    assert!(
        room.passes(LIGHT, Priority::Backfill).await,
        "other labels are not touched"
    );
    assert!(
        room.passes(PHONE, Priority::Schedule).await,
        "phone has a cap of its own"
    );

    room.hand.advance(Duration::from_hours(12));
    assert!(
        room.passes(HEAVY, Priority::Schedule).await,
        "a new UTC day"
    );
}

#[tokio::test]
async fn a_free_account_has_a_cap_for_every_label() {
    let room = room(Plan::Free, 0.5);
    room.spent_already(SpendClass::Label(Family::General, RateLabel::Medium), 1_000)
        .await;
    assert!(!room.passes(MEDIUM, Priority::Person).await);
    assert!(room.passes(LIGHT, Priority::Person).await);
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_another_node_is_seen() {
    let room = room(Plan::Business, 0.5);
    assert!(room.passes(HEAVY, Priority::Person).await);
    let again = Budget::new(
        Plan::Business,
        0.5,
        room.clock.clone(),
        Arc::clone(&room.ledger) as Arc<dyn SpendLedger>,
    );
    let heavy = |snapshot: &BudgetSnapshot| {
        snapshot
            .labels
            .iter()
            .find(|l| l.label == RateLabel::Heavy)
            .unwrap()
            .used_today
    };
    assert_eq!(heavy(&again.snapshot().await.unwrap()), 1);
    room.spent_already(SpendClass::Label(Family::General, RateLabel::Heavy), 50)
        .await;
    assert_eq!(
        heavy(&again.snapshot().await.unwrap()),
        1,
        "read half a minute ago at most"
    );
    room.hand.advance(Duration::from_secs(31));
    assert_eq!(heavy(&again.snapshot().await.unwrap()), 51);
}

#[tokio::test]
async fn a_host_has_a_hundred_creations_and_updates_a_day() {
    let room = room(Plan::Business, 0.5);
    let op = operation("POST /users/{userId}/meetings").unwrap();
    room.spent_already(SpendClass::Host("jill".to_owned()), 99)
        .await;
    assert_eq!(room.budget.host_left("jill").await.unwrap(), 1);
    drop(
        room.budget
            .acquire(op, Priority::Person, Some("jill"))
            .await
            .unwrap(),
    );
    let refused = room
        .budget
        .acquire(op, Priority::Person, Some("jill"))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("jill"), "{refused}");
    assert!(
        refused.to_string().contains("2026-11-22T00:00:00Z"),
        "{refused}"
    );
    drop(
        room.budget
            .acquire(op, Priority::Person, Some("jack"))
            .await
            .unwrap(),
    );
    let snapshot = room.budget.snapshot().await.unwrap();
    assert_eq!(snapshot.hosts.len(), 2);
    assert_eq!((snapshot.hosts[1].used, snapshot.hosts[1].left), (100, 0));
}

#[tokio::test]
async fn what_zoom_says_with_a_429_is_taken_to_heart() {
    let room = room(Plan::Business, 0.5);
    let op = operation(HEAVY).unwrap();
    let limited = |kind, until: &str| Limited {
        kind,
        until: until.parse().unwrap(),
        limit: None,
        remaining: None,
    };
    room.budget.learn(
        op,
        None,
        &limited(LimitedKind::Rate, "2026-11-21T12:00:05Z"),
    );
    assert!(!room.passes(HEAVY, Priority::Person).await);
    assert!(room.passes(MEDIUM, Priority::Person).await);
    room.hand.advance(Duration::from_secs(6));
    assert!(room.passes(HEAVY, Priority::Person).await);

    room.budget
        .learn(op, None, &limited(LimitedKind::Day, "2026-11-22T00:00:00Z"));
    for key in [HEAVY, INTENSIVE] {
        let op = operation(key).unwrap();
        let refused = room
            .budget
            .acquire(op, Priority::Person, None)
            .await
            .unwrap_err();
        let BudgetError::Spent(spent) = refused else {
            panic!("{refused}")
        };
        assert!(spent.by_zoom);
    }
    let create = operation("POST /users/{userId}/meetings").unwrap();
    let host_day = limited(LimitedKind::HostDay, "2026-11-22T00:00:00Z");
    room.budget.learn(create, Some("jill"), &host_day);
    assert!(
        room.budget
            .acquire(create, Priority::Person, Some("jill"))
            .await
            .is_err()
    );
    assert!(
        room.budget
            .acquire(create, Priority::Person, Some("jack"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn no_call_is_made_while_the_count_cannot_be_kept() {
    struct Broken;

    #[async_trait::async_trait]
    impl SpendLedger for Broken {
        async fn add(
            &self,
            _: jiff::civil::Date,
            _: &SpendClass,
            _: u64,
        ) -> Result<(), LedgerError> {
            Err(LedgerError {
                why: "disk full".to_owned(),
            })
        }

        async fn spent(&self, _: jiff::civil::Date) -> Result<Spend, LedgerError> {
            Ok(Spend::default())
        }
    }

    let (clock, _hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let budget = Budget::new(Plan::Business, 0.5, clock, Arc::new(Broken));
    let refused = budget
        .acquire(operation(LIGHT).unwrap(), Priority::Person, None)
        .await;
    assert!(refused.unwrap_err().to_string().contains("disk full"));
}
