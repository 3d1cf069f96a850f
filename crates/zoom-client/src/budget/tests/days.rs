//! The day's share: counted over restarts and nodes, by label, by host, by who spent it.

use std::{sync::Arc, time::Duration};

use clock::Clock;
use jiff::{Timestamp, civil::Date};
use zoom_catalog::{
    RateLabel,
    limits::{Family, Plan},
    operation,
};

use super::{HEAVY, LIGHT, MEDIUM, PHONE, room, wanted};
use crate::budget::{
    Budget, BudgetError, BudgetSnapshot, LedgerError, Priority, Spend, SpendClass, SpendLedger,
    Wanted,
};

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
