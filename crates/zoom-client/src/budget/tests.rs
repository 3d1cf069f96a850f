//! The budget against Zoom's numbers, on a clock that is moved by hand.

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
        let asked = wanted(operation(HEAVY).unwrap(), Priority::Schedule, None);
        budget.acquire(&asked).await.map(|permit| permit.waited)
    });
    settle().await;
    assert!(!waiting.is_finished());
    room.a_while();
    let waited = waiting.await.unwrap().unwrap();
    assert_eq!(waited, SignedDuration::from_secs(70));
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
                .acquire(&wanted(operation(HEAVY).unwrap(), priority, None))
                .await;
            order.lock().unwrap().push(priority);
            permit.map(drop)
        }));
        settle().await;
    }
    for _ in 0..3 {
        // Free: one call every 2.2 seconds is ours; nobody has waited long enough to rise.
        room.hand.advance(Duration::from_secs(3));
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
        .acquire(&wanted(op, Priority::Schedule, None))
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
        .acquire(&wanted(op, Priority::Person, None))
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
            .acquire(&wanted(op, Priority::Person, Some("jill")))
            .await
            .unwrap(),
    );
    let refused = room
        .budget
        .acquire(&wanted(op, Priority::Person, Some("jill")))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("jill"), "{refused}");
    assert!(
        refused.to_string().contains("2026-11-22T00:00:00Z"),
        "{refused}"
    );
    drop(
        room.budget
            .acquire(&wanted(op, Priority::Person, Some("jack")))
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
    };
    let learn = async |op, host, limited| {
        room.budget.load_day().await.unwrap();
        room.budget.learn(&room.answered(op, host), &limited).await;
    };
    learn(op, None, limited(LimitedKind::Rate, "2026-11-21T12:00:05Z")).await;
    assert!(!room.passes(HEAVY, Priority::Person).await);
    assert!(room.passes(MEDIUM, Priority::Person).await);
    room.hand.advance(Duration::from_secs(6));
    assert!(room.passes(HEAVY, Priority::Person).await);

    let day = limited(LimitedKind::Day, "2026-11-22T00:00:00Z");
    learn(op, None, day).await;
    for key in [HEAVY, INTENSIVE] {
        let op = operation(key).unwrap();
        let refused = room
            .budget
            .acquire(&wanted(op, Priority::Person, None))
            .await
            .unwrap_err();
        let BudgetError::Spent(spent) = refused else {
            panic!("{refused}")
        };
        assert!(spent.by_zoom);
    }
    let create = operation("POST /users/{userId}/meetings").unwrap();
    let host_day = limited(LimitedKind::HostDay, "2026-11-22T00:00:00Z");
    learn(create, Some("jill"), host_day).await;
    assert!(
        room.budget
            .acquire(&wanted(create, Priority::Person, Some("jill")))
            .await
            .is_err()
    );
    assert!(
        room.budget
            .acquire(&wanted(create, Priority::Person, Some("jack")))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn no_call_is_made_while_the_count_cannot_be_kept() {
    struct Broken;

    #[async_trait::async_trait]
    impl SpendLedger for Broken {
        async fn add(&self, _: Date, _: &Spend) -> Result<Spend, LedgerError> {
            Err(LedgerError {
                why: "disk full".to_owned(),
            })
        }

        async fn set(&self, _: Date, _: &SpendClass, _: u64) -> Result<(), LedgerError> {
            Ok(())
        }

        async fn present(&self, _: Timestamp, _: Timestamp) -> Result<u32, LedgerError> {
            Ok(1)
        }

        async fn spent(&self, _: jiff::civil::Date) -> Result<Spend, LedgerError> {
            Ok(Spend::default())
        }
    }

    let (clock, _hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
    let budget = Budget::new(Plan::Business, 0.5, clock, Arc::new(Broken));
    let refused = budget
        .acquire(&wanted(operation(LIGHT).unwrap(), Priority::Person, None))
        .await;
    assert!(refused.unwrap_err().to_string().contains("disk full"));
}

/// What an answer's headers say.
fn says(kind: Option<LimitedKind>, limit: u64, remaining: u64) -> RateHeaders {
    RateHeaders {
        category: None,
        kind,
        limit: Some(limit),
        remaining: Some(remaining),
    }
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

#[tokio::test]
async fn what_other_apps_spent_of_the_day_is_learned_and_left_to_them() {
    let room = room(Plan::Business, 0.5);
    assert!(room.passes(HEAVY, Priority::Person).await);
    // 60 000 a day: 39 001 are used, one of them ours; 1 200 are kept in reserve.
    let day = |left| says(Some(LimitedKind::Day), 60_000, left);
    room.told(HEAVY, None, day(20_999)).await;
    let heavy = room.label(RateLabel::Heavy).await;
    assert_eq!(heavy.others_today, Some(39_000));
    assert_eq!(heavy.allowed_today, Some(19_800));
    // Resource-intensive calls are of the same cap.
    let intensive = room.label(RateLabel::ResourceIntensive).await;
    assert_eq!(intensive.allowed_today, Some(19_800));

    room.told(HEAVY, None, day(1_000)).await;
    let op = operation(HEAVY).unwrap();
    let asked = wanted(op, Priority::Person, None);
    let refused = room.budget.acquire(&asked).await.unwrap_err();
    let BudgetError::Spent(spent) = &refused else {
        panic!("{refused}")
    };
    assert!(spent.by_others && !spent.by_zoom, "{spent:?}");
    assert!(refused.to_string().contains("other apps"), "{refused}");
}

#[tokio::test]
async fn what_others_spent_survives_a_restart_and_a_refusal_without_headers_teaches_it() {
    let room = room(Plan::Business, 0.5);
    let op = operation(HEAVY).unwrap();
    assert!(room.passes(HEAVY, Priority::Person).await);
    let limited = Limited {
        kind: LimitedKind::Day,
        until: "2026-11-22T00:00:00Z".parse().unwrap(),
    };
    room.budget.learn(&room.answered(op, None), &limited).await;
    let again = Budget::new(
        Plan::Business,
        0.5,
        room.clock.clone(),
        Arc::clone(&room.ledger) as Arc<dyn SpendLedger>,
    );
    let asked = wanted(op, Priority::Person, None);
    let refused = again.acquire(&asked).await.unwrap_err();
    let BudgetError::Spent(spent) = refused else {
        panic!("{refused}")
    };
    assert!(spent.by_others, "{spent:?}");
    room.hand.advance(Duration::from_hours(12));
    assert!(again.acquire(&asked).await.is_ok(), "a new day");
}

/// What Zoom says of the day's 60 000 heavy calls.
fn heavy_left(remaining: u64) -> RateHeaders {
    says(Some(LimitedKind::Day), 60_000, remaining)
}

/// Five calls of ours before midnight, and the first of the new day a moment after it.
async fn midnight() -> (Room, Timestamp) {
    let room = room(Plan::Business, 0.5);
    room.hand.set("2026-11-21T23:59:59.9Z".parse().unwrap());
    for _ in 0..5 {
        assert!(room.passes(HEAVY, Priority::Person).await);
    }
    let granted_at = room.clock.now();
    room.hand.set("2026-11-22T00:00:00.2Z".parse().unwrap());
    assert!(room.passes(HEAVY, Priority::Person).await);
    (room, granted_at)
}

#[tokio::test]
async fn an_answer_to_yesterdays_call_takes_nothing_of_today() {
    let op = operation(HEAVY).unwrap();
    let create = operation("POST /users/{userId}/meetings").unwrap();
    for server_date in [None, Some("2026-11-21T23:59:59Z".parse().unwrap())] {
        let (room, granted_at) = midnight().await;
        let call = |operation, host| Answered {
            operation,
            host,
            granted_at,
            server_date,
        };
        room.budget.told(&call(op, None), &heavy_left(500)).await;
        let used_up = says(None, 100, 0);
        room.budget
            .told(&call(create, Some("jill")), &used_up)
            .await;
        assert_eq!(room.label(RateLabel::Heavy).await.others_today, None);
        assert_eq!(room.budget.host_left("jill").await.unwrap(), 100);

        room.hand.advance(Duration::from_hours(12));
        room.told(HEAVY, None, heavy_left(59_000)).await;
        let heavy = room.label(RateLabel::Heavy).await;
        assert_eq!(heavy.others_today, Some(999));
        assert_eq!(heavy.allowed_today, Some(30_000));
        assert!(room.passes(HEAVY, Priority::Person).await);
    }
}

#[tokio::test]
async fn where_our_clock_is_ahead_yesterdays_refusal_closes_a_minute_of_today() {
    let op = operation(HEAVY).unwrap();
    for server_date in [None, Some("2026-11-21T23:59:40Z".parse().unwrap())] {
        let (room, _) = midnight().await;
        let call = Answered {
            server_date,
            ..room.answered(op, None)
        };
        room.budget.told(&call, &heavy_left(0)).await;
        let limited = Limited {
            kind: LimitedKind::Day,
            until: "2026-11-23T00:00:00Z".parse().unwrap(),
        };
        room.budget.learn(&call, &limited).await;
        assert!(!room.passes(HEAVY, Priority::Person).await);
        room.a_while();
        assert!(room.passes(HEAVY, Priority::Person).await);
        let heavy = room.label(RateLabel::Heavy).await;
        assert_eq!(heavy.others_today, None);
        let kept = room.ledger.spent(utc_day(room.clock.now())).await.unwrap();
        let others = SpendClass::Others(Family::General, RateLabel::Heavy);
        assert_eq!(kept.of(&others), 0);
    }
}

#[tokio::test]
async fn zooms_newest_word_of_what_others_spent_counts_for_every_process() {
    let room = room(Plan::Business, 0.5);
    room.told(HEAVY, None, heavy_left(500)).await;
    let again = Budget::new(
        Plan::Business,
        0.5,
        room.clock.clone(),
        Arc::clone(&room.ledger) as Arc<dyn SpendLedger>,
    );
    let call = room.answered(operation(HEAVY).unwrap(), None);
    let allowed = async || {
        let snapshot = again.snapshot().await.unwrap();
        let mut labels = snapshot.labels.into_iter();
        labels
            .find(|one| one.label == RateLabel::Heavy)
            .and_then(|one| one.allowed_today)
    };
    assert_eq!(allowed().await, Some(0));
    again.told(&call, &heavy_left(500)).await;
    room.told(HEAVY, None, heavy_left(40_000)).await;
    let heavy = room.label(RateLabel::Heavy).await;
    assert_eq!(heavy.others_today, Some(20_000));
    assert_eq!(heavy.allowed_today, Some(30_000));
    room.a_while();
    assert_eq!(allowed().await, Some(30_000));
}

#[tokio::test]
async fn a_plan_for_the_day_expects_others_to_go_on_as_they_did() {
    let room = room(Plan::Business, 0.5);
    let day = |left| says(Some(LimitedKind::Day), 60_000, left);
    room.told(HEAVY, None, day(50_000)).await;
    room.hand.advance(Duration::from_hours(1));
    // 3 000 an hour by others, eleven hours to go: 10 000 + 3 000 + 33 000.
    room.told(HEAVY, None, day(47_000)).await;
    let heavy = room.label(RateLabel::Heavy).await;
    assert_eq!(heavy.allowed_today, Some(30_000), "the share is untouched");
    assert_eq!(heavy.expected_today, Some(12_800));
}

#[tokio::test]
async fn a_hosts_hundred_counts_what_others_did_where_zoom_says_so() {
    let room = room(Plan::Business, 0.5);
    let key = "POST /users/{userId}/meetings";
    room.told(key, Some("jill"), says(None, 100, 40)).await;
    assert_eq!(room.budget.host_left("jill").await.unwrap(), 40);
    let asked = wanted(operation(key).unwrap(), Priority::Person, Some("jill"));
    drop(room.budget.acquire(&asked).await.unwrap());
    assert_eq!(room.budget.host_left("jill").await.unwrap(), 39);
    room.told(key, Some("jill"), says(None, 100, 0)).await;
    assert!(room.budget.acquire(&asked).await.is_err());
    // The plan's own numbers on the same operation are not the host's.
    room.told(key, Some("jack"), says(None, 6_000, 0)).await;
    assert_eq!(room.budget.host_left("jack").await.unwrap(), 100);
}

#[tokio::test]
async fn who_spent_it_is_counted_by_name_and_hour() {
    let room = room(Plan::Business, 0.5);
    let of = |purpose| Wanted {
        purpose,
        ..wanted(operation(HEAVY).unwrap(), Priority::Schedule, None)
    };
    for _ in 0..3 {
        drop(room.budget.acquire(&of("live-meetings")).await.unwrap());
    }
    room.hand.advance(Duration::from_mins(90));
    drop(room.budget.acquire(&of("users")).await.unwrap());
    let snapshot = room.budget.snapshot().await.unwrap();
    let said: Vec<_> = snapshot
        .purposes
        .iter()
        .map(|one| (one.purpose.as_str(), one.used_today, one.per_hour))
        .collect();
    // At 13:30: half of the twelfth hour's three lie within the last hour.
    assert_eq!(said, [("live-meetings", 3, 1.5), ("users", 1, 1.0)]);
    let heavy = room.label(RateLabel::Heavy).await;
    assert_eq!((heavy.hours[12], heavy.hours[13]), (3, 1));
}

#[tokio::test]
async fn a_call_without_an_answer_keeps_its_place_in_the_window() {
    let room = room(Plan::Free, 0.5);
    let op = operation(LIGHT).unwrap();
    let asked = wanted(op, Priority::Person, None);
    let slow = room.budget.acquire(&asked).await.unwrap();
    room.hand.advance(Duration::from_secs(20));
    assert_eq!(room.count(LIGHT, Priority::Person).await, 1, "of two");
    drop(slow);
    assert!(!room.passes(LIGHT, Priority::Person).await);
    room.hand.advance(Duration::from_millis(1101));
    assert_eq!(room.count(LIGHT, Priority::Person).await, 2);
}

#[tokio::test]
async fn a_busy_higher_class_does_not_starve_a_lower_one() {
    let room = room(Plan::Free, 0.5);
    assert_eq!(room.count(HEAVY, Priority::Person).await, 1);
    let backfill = {
        let budget = Arc::clone(&room.budget);
        let asked = wanted(operation(HEAVY).unwrap(), Priority::Backfill, None);
        tokio::spawn(async move { budget.acquire(&asked).await.map(|permit| permit.waited) })
    };
    let persons = Arc::new(Mutex::new(0));
    let mut others = Vec::new();
    for _ in 0..100 {
        let (budget, persons) = (Arc::clone(&room.budget), Arc::clone(&persons));
        let asked = wanted(operation(HEAVY).unwrap(), Priority::Person, None);
        others.push(tokio::spawn(async move {
            drop(budget.acquire(&asked).await);
            *persons.lock().unwrap() += 1;
        }));
    }
    let mut served = 0;
    while !backfill.is_finished() {
        room.hand.advance(Duration::from_millis(500));
        settle().await;
        served = *persons.lock().unwrap();
        assert!(
            served < 60,
            "a hundred people wait, and nobody else is served"
        );
    }
    let waited = backfill.await.unwrap().unwrap();
    // Three classes up, at ten seconds each; one call every 2.2 seconds.
    assert!(served >= 10, "people were served first: {served}");
    assert!(waited < SignedDuration::from_secs(40), "{waited}");
    for other in others {
        other.abort();
    }
}
