//! The short windows: a share of Zoom's numbers per second and minute, and no call more.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use zoom_catalog::{limits::Plan, operation};

use super::{HEAVY, INTENSIVE, LIGHT, MEDIUM, room, settle, wanted};
use crate::budget::Priority;

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
