//! What is said of the spending, at hours and accounts that are easy to reckon by hand.

use std::sync::Arc;

use clock::Clock;
use zoom_catalog::{
    RateLabel,
    limits::{Family, Plan as ZoomPlan},
};
use zoom_client::{Budget, MemoryLedger, SpendLedger};

use super::*;
use crate::plan::{Cost, Effective, Planned, bounds};

/// What was spent this day, by hour, purpose and label.
type Spent<'s> = &'s [(i8, &'s str, RateLabel, u64)];

async fn budget(plan: ZoomPlan, at: &str, spent: Spent<'_>) -> BudgetSnapshot {
    let at: jiff::Timestamp = format!("2026-11-21T{at}Z").parse().unwrap();
    let (clock, _hand) = Clock::manual(at);
    let ledger = MemoryLedger::default();
    let mut calls = Spend::default();
    for (hour, purpose, label, n) in spent {
        calls.add(SpendClass::Label(Family::General, *label), *n);
        let one = SpendClass::For {
            hour: *hour,
            purpose: (*purpose).to_owned(),
            family: Family::General,
            label: *label,
        };
        calls.add(one, *n);
    }
    let day = jiff::civil::date(2026, 11, 21);
    ledger.add(day, &calls).await.unwrap();
    let budget = Budget::new(plan, 0.5, clock, Arc::new(ledger));
    budget.snapshot().await.unwrap()
}

/// One test that asks one operation so many times each hour.
fn hourly(operation: &'static str, requests: f64, budget: &BudgetSnapshot) -> Plan {
    let test = Planned {
        probe: crate::probe("meeting-quality").unwrap(),
        asked_seconds: 3_600,
        read_seconds: 3_600,
        cost: Cost {
            requests: vec![(operation, requests)],
            measured: true,
        },
        every: Effective {
            seconds: 3_600,
            why: None,
        },
        patience: std::time::Duration::ZERO,
    };
    Plan::of(vec![test], &bounds(budget))
}

const HEAVY: &str = "GET /metrics/quality";

#[tokio::test]
async fn the_projection_is_the_tests_plan_and_the_last_hour_of_everybody_else() {
    let spent: Spent<'_> = &[
        (3, "person", RateLabel::Heavy, 5_000),
        (11, "meeting-quality", RateLabel::Heavy, 900),
        (11, "meetings", RateLabel::Heavy, 60),
    ];
    let budget = budget(ZoomPlan::Business, "12:00:00", spent).await;
    let now = view(&budget, &hourly(HEAVY, 100.0, &budget));
    let heavy = &now.quotas[0];
    assert_eq!(heavy.name, "heavy and resource-intensive");
    assert_eq!(
        (heavy.used, heavy.allowed, heavy.left),
        (5_960, 30_000, 24_040)
    );
    // Twelve hours of 100 planned and 60 by others; neither the night's burst nor what the test
    // took in the last hour is taken for its pace.
    assert_eq!(heavy.projected, 5_960 + 12 * 160);
    assert_eq!(heavy.lasts_until, None);
    assert_eq!(
        heavy.words,
        "The heavy and resource-intensive calls last the day: about 7\u{202f}880 calls of 30\u{202f}000 by 00:00 UTC."
    );
    assert_eq!(now.words, "Well within today's share of Zoom's quota");
    assert!(now.basis.contains("100 calls an hour"), "{}", now.basis);
    assert!(now.basis.contains("60 calls"), "{}", now.basis);
    let names: Vec<_> = now.spenders.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "A person, waiting",
            "Meeting quality",
            "Meetings and webinars"
        ]
    );
    assert_eq!(now.spenders[1].planned_a_day, Some(2_400.0));
}

#[tokio::test]
async fn when_it_will_not_last_the_hour_is_said() {
    let spent: Spent<'_> = &[
        (11, "person", RateLabel::Heavy, 3_000),
        (2, "person", RateLabel::Heavy, 6_000),
    ];
    let budget = budget(ZoomPlan::Business, "12:00:00", spent).await;
    let now = view(&budget, &Plan::default());
    let heavy = &now.quotas[0];
    // 18 000 to the tests' part and 21 000 in all, at 3 000 an hour.
    assert_eq!(
        heavy.tests_last_until,
        Some("2026-11-21T18:00:00Z".parse().unwrap())
    );
    assert_eq!(
        heavy.lasts_until,
        Some("2026-11-21T19:00:00Z".parse().unwrap())
    );
    assert_eq!(heavy.projected, 30_000);
    assert_eq!(
        now.words,
        "At this pace the heavy and resource-intensive calls last until 18:00 UTC"
    );
    assert!(
        heavy.words.contains("people until 19:00 UTC"),
        "{}",
        heavy.words
    );
}

#[tokio::test]
async fn what_is_used_up_and_what_is_stretched_is_said_first() {
    let spent: Spent<'_> = &[(11, "person", RateLabel::Heavy, 500)];
    let budget = budget(ZoomPlan::Free, "12:00:00", spent).await;
    let now = view(&budget, &hourly(HEAVY, 100.0, &budget));
    let heavy = now
        .quotas
        .iter()
        .find(|quota| quota.name == "heavy")
        .unwrap();
    assert_eq!((heavy.left, heavy.lasts_until), (0, Some(now.at)));
    assert!(
        heavy.words.contains("begin anew at 00:00 UTC"),
        "{}",
        heavy.words
    );
    assert_eq!(
        now.words,
        "Today's heavy calls are used up; 1 API test runs less often than asked"
    );
    assert_eq!(now.stretched[0].asked_seconds, 3_600);
}

#[test]
fn a_past_day_is_told_by_label_and_by_who_spent_it() {
    let mut spend = Spend::default();
    spend.add(SpendClass::Label(Family::Phone, RateLabel::Heavy), 3);
    for (hour, n) in [(1, 2), (14, 1)] {
        let one = SpendClass::For {
            hour,
            purpose: "phone-calls".to_owned(),
            family: Family::Phone,
            label: RateLabel::Heavy,
        };
        spend.add(one, n);
    }
    let day = past_day(jiff::civil::date(2026, 11, 20), &spend);
    assert_eq!(
        (day.labels[0].label.as_str(), day.labels[0].used),
        ("phone heavy", 3)
    );
    assert_eq!(
        (day.spenders[0].name.as_str(), day.spenders[0].used),
        ("Phone calls", 3)
    );
}
