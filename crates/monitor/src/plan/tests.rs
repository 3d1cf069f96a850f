//! All tests together within the share, as accounts grow.

use std::sync::Arc;

use clock::Clock;
use zoom_catalog::limits::Plan as ZoomPlan;
use zoom_client::{Budget, BudgetSnapshot, MemoryLedger, Spend, SpendClass, SpendLedger};

use super::*;

async fn budget(plan: ZoomPlan, share: f64, heavy_spent: u64, hour: u32) -> BudgetSnapshot {
    let at = format!("2026-11-21T{hour:02}:00:00Z").parse().unwrap();
    let (clock, _hand) = Clock::manual(at);
    let ledger = MemoryLedger::default();
    let class = SpendClass::Label(
        zoom_catalog::limits::Family::General,
        zoom_catalog::RateLabel::Heavy,
    );
    let spent = Spend(std::iter::once((class, heavy_spent)).collect());
    ledger
        .add(jiff::civil::date(2026, 11, 21), &spent)
        .await
        .unwrap();
    let budget = Budget::new(plan, share, clock, Arc::new(ledger));
    budget.snapshot().await.unwrap()
}

fn all(users: u64) -> Vec<Planned> {
    probes()
        .iter()
        .map(|probe| Planned {
            probe,
            asked_seconds: probe.period_seconds,
            read_seconds: probe.period_seconds,
            cost: Cost::of(probe, None, Some(users)),
            every: Effective {
                seconds: probe.period_seconds,
                why: None,
            },
            patience: RUN_LIMIT,
        })
        .collect()
}

fn seconds(plan: &Plan, id: &str) -> u32 {
    plan.every(crate::probe(id).unwrap()).seconds
}

#[tokio::test]
async fn a_small_account_is_read_as_often_as_asked() {
    let budget = budget(ZoomPlan::Business, 0.5, 0, 0).await;
    let plan = Plan::of(all(300), &bounds(&budget));
    for test in &plan.tests {
        assert_eq!(test.every.why, None, "{}", test.probe.id);
    }
}

#[tokio::test]
async fn a_large_account_fits_before_its_first_run_and_the_page_says_why() {
    for share in [0.5, 0.1] {
        let budget = budget(ZoomPlan::Business, share, 0, 0).await;
        let bounds = bounds(&budget);
        let plan = Plan::of(all(100_000), &bounds);
        for bound in &bounds {
            let tests = plan.tests.iter();
            let asked: f64 = tests.map(|test| test.per_second(|o| bound.covers(o))).sum();
            assert!(
                asked * 86_400.0 <= bound.a_day * 1.001,
                "{share}: {asked} {bound:?}"
            );
        }
        let every = plan.every(crate::probe("live-meetings").unwrap());
        assert!(every.seconds > 120, "{every:?}");
        let why = every.why.unwrap();
        assert!(why.contains("is expected to take 34 requests"), "{why}");
        assert!(why.contains("resource-intensive"), "{why}");
    }
}

#[tokio::test]
async fn a_walk_of_many_pages_is_given_the_time_its_windows_take() {
    for (share, minutes) in [(0.5, 6..8), (0.05, 60..70)] {
        let budget = budget(ZoomPlan::Business, share, 0, 0).await;
        let plan = Plan::of(all(100_000), &bounds(&budget));
        let live = plan.patience(crate::probe("live-meetings").unwrap());
        assert!(
            minutes.contains(&(live.as_secs() / 60)),
            "{share}: {live:?}"
        );
        let billing = plan.patience(crate::probe("billing").unwrap());
        assert_eq!(billing, RUN_LIMIT);
    }
}

#[tokio::test]
async fn slow_tests_are_stretched_before_live_ones() {
    // Free: 1 000 heavy calls a day, half of them ours.
    let budget = budget(ZoomPlan::Free, 0.5, 0, 0).await;
    let plan = Plan::of(all(20_000), &bounds(&budget));
    // Three quarters of 500: the hosts' 68 pages once a day leave 300 to what happens now.
    assert_eq!(seconds(&plan, "hosts"), 86_400);
    let quality = seconds(&plan, "meeting-quality");
    assert!((300..86_400).contains(&quality), "{quality}");
}

#[tokio::test]
async fn a_day_that_is_ahead_of_its_pace_slows_the_rest_of_it() {
    let calm = budget(ZoomPlan::Business, 0.1, 0, 12).await;
    let ahead = budget(ZoomPlan::Business, 0.1, 4_500, 12).await;
    let calm = Plan::of(all(2_000), &bounds(&calm));
    let ahead = Plan::of(all(2_000), &bounds(&ahead));
    let quality = |plan| seconds(plan, "meeting-quality");
    assert!(quality(&ahead) > quality(&calm));
}

#[tokio::test]
async fn what_costs_nothing_is_never_stretched() {
    let budget = budget(ZoomPlan::Free, 0.01, 9, 0).await;
    let plan = Plan::of(all(100_000), &bounds(&budget));
    assert_eq!(seconds(&plan, "service-status"), 60);
    assert_eq!(seconds(&plan, "api-quota"), 60);
}

#[tokio::test]
async fn tests_asked_for_twice_as_often_still_run_twice_as_often() {
    let budget = budget(ZoomPlan::Business, 0.05, 0, 0).await;
    let mut tests = all(2_000);
    tests.retain(|test| ["meeting-quality", "phone-calls"].contains(&test.probe.id));
    for test in &mut tests {
        test.cost = Cost {
            requests: vec![("GET /metrics/quality", 20.0)],
            measured: true,
        };
    }
    tests[0].read_seconds = 600;
    tests[1].read_seconds = 300;
    let plan = Plan::of(tests, &bounds(&budget));
    let [one, other] = [0, 1].map(|at| f64::from(plan.tests[at].every.seconds));
    assert!(other > 300.0, "{other}");
    assert!((one / other - 2.0).abs() < 0.1, "{one} {other}");
}

#[tokio::test]
async fn at_a_tiny_share_who_costs_more_gives_way_more() {
    let budget = budget(ZoomPlan::Business, 0.01, 0, 0).await;
    let bounds = bounds(&budget);
    let plan = Plan::of(all(100_000), &bounds);
    let stretched = |id: &str| {
        let asked = crate::probe(id).unwrap().period_seconds;
        f64::from(seconds(&plan, id)) / f64::from(asked)
    };
    let (walk, list) = (stretched("meeting-quality"), stretched("live-meetings"));
    assert!(walk < 45.0 && walk * 1.5 < list, "{walk} {list}");
    for bound in &bounds {
        let tests = plan.tests.iter();
        let asked: f64 = tests.map(|test| test.per_second(|o| bound.covers(o))).sum();
        assert!(asked * 86_400.0 <= bound.a_day * 1.001, "{asked} {bound:?}");
    }
}

#[tokio::test]
async fn what_events_tell_leaves_its_requests_to_the_others() {
    let budget = budget(ZoomPlan::Business, 0.01, 0, 0).await;
    let bounds = bounds(&budget);
    let polled = Plan::of(all(100_000), &bounds);
    let mut tests = all(100_000);
    for test in tests.iter_mut().filter(|test| test.probe.pushes.is_some()) {
        test.read_seconds = crate::live_state::COMPARED_EVERY;
    }
    let pushed = Plan::of(tests, &bounds);
    let (before, after) = (
        seconds(&polled, "meeting-quality"),
        seconds(&pushed, "meeting-quality"),
    );
    assert!(after * 2 < before, "{before} {after}");
}
