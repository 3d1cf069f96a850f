//! Who is let through first, and that nobody waits for ever.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::SignedDuration;
use zoom_catalog::{limits::Plan, operation};

use super::{HEAVY, LIGHT, room, settle, wanted};
use crate::budget::Priority;

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
