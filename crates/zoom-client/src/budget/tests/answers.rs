//! What Zoom's answers teach: refusals, and how much of the day others have used.

use std::{sync::Arc, time::Duration};

use zoom_catalog::{RateLabel, limits::Plan, operation};

use super::{HEAVY, INTENSIVE, MEDIUM, heavy_left, room, says, wanted};
use crate::{
    LimitedKind,
    budget::{Budget, BudgetError, Limited, Priority, SpendLedger},
};

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
