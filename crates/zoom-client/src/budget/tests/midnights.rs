//! An answer that comes after midnight to a call from before it.

use std::time::Duration;

use jiff::Timestamp;
use zoom_catalog::{
    RateLabel,
    limits::{Family, Plan},
    operation,
};

use super::{HEAVY, Room, heavy_left, room, says};
use crate::{
    LimitedKind,
    budget::{Answered, Limited, Priority, SpendClass, SpendLedger as _, utc_day},
};

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
