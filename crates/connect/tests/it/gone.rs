//! Whoever asked is gone before the end: a browser that was closed, a page that timed out.

use std::{future::Future, time::Duration};

use connect::{CallbackOutcome, NoCheckpoints, SetKind, SetState};
use store::testing::{databases, sqlite};

use crate::support::{World, admin};

/// Polls `work` until Zoom was asked for a token once more, then drops it.
async fn abandoned<T>(world: &World, work: impl Future<Output = T>) {
    let before = world.zoom().token_calls;
    tokio::select! {
        biased;
        () = asked(world, before) => {}
        _ = work => panic!("it ended before it was abandoned"),
    }
}

async fn asked(world: &World, before: u32) {
    while world.zoom().token_calls == before {
        tokio::task::yield_now().await;
    }
}

async fn said(world: &World) -> Result<serde_json::Value, zoom_client::Error> {
    let client = world.connect.client(&world.connection.id).await.unwrap();
    client.call("GET /users").json().await
}

#[tokio::test]
async fn a_refresh_that_nobody_waits_for_any_more_is_kept() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        world.pass(Duration::from_hours(1));
        abandoned(&world, said(&world)).await;
        world.connect.finish().await;
        let calls = world.zoom().token_calls;
        said(&world).await.unwrap();
        assert_eq!(world.zoom().token_calls, calls, "{}", test.db.engine());
    }
}

#[tokio::test]
async fn a_code_whose_page_was_closed_is_exchanged_all_the_same() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.enter_monitoring().await;
        world.app("oauth", |app| app.code = Some("first".to_owned()));
        let (id, code) = (&world.connection.id, "first".into());
        let (principal, connect) = (admin(), &world.connect);
        abandoned(&world, connect.paste(id, &principal, &code)).await;
        connect.finish().await;
        let set = connect.set(id, SetKind::Monitoring).await.unwrap().unwrap();
        assert_eq!(set.state, SetState::Works, "{}", test.db.engine());
        assert!(set.report.is_some(), "{}", test.db.engine());
    }
}

#[tokio::test]
async fn a_new_token_waits_for_a_database_that_fails_for_a_moment() {
    let test = sqlite().await;
    let world = World::new(&test).await;
    world.authorise().await;
    world.pass(Duration::from_hours(1));
    let full = "CREATE TRIGGER full BEFORE UPDATE OF access_token ON credential_sets
         BEGIN SELECT RAISE(ABORT, 'full'); END";
    test.db.execute(full, store::args![]).await.unwrap();
    let before = world.zoom().token_calls;
    let (connect, id) = (world.connect.clone(), world.connection.id.clone());
    let calling = tokio::spawn(async move {
        let client = connect.client(&id).await.unwrap();
        client.call("GET /users").done().await
    });
    asked(&world, before).await;
    for _ in 0..20 {
        world.pass(Duration::from_millis(100));
        tokio::task::yield_now().await;
    }
    test.db
        .execute("DROP TRIGGER full", store::args![])
        .await
        .unwrap();
    while !calling.is_finished() {
        world.pass(Duration::from_millis(100));
        tokio::task::yield_now().await;
    }
    calling.await.unwrap().unwrap();
    assert_eq!(world.zoom().token_calls, before + 1);
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_leave_a_lease_for_a_year() {
    for test in databases().await {
        let world = World::new(&test).await;
        world.authorise().await;
        let year = 365 * 86_400 * 1_000_000_i64;
        let until = world.clock.now_micros() + year;
        test.db
            .execute(
                "UPDATE credential_sets SET refresher = 'another', refresher_until = $1",
                store::args![until],
            )
            .await
            .unwrap();
        world.pass(Duration::from_hours(1));
        let next = world
            .restarted(&test, std::sync::Arc::new(NoCheckpoints))
            .await;
        let client = next.client(&world.connection.id).await.unwrap();
        client.call("GET /users").done().await.unwrap();
    }
}

#[tokio::test]
async fn old_spending_and_codes_whose_time_is_up_are_let_go() {
    for test in databases().await {
        let world = World::new(&test).await;
        let id = world.connection.id.as_str();
        for day in ["2026-10-11", "2026-10-12", "2026-11-21"] {
            test.db
                .execute(
                    "INSERT INTO zoom_spend (connection_id, day, class, calls)
                     VALUES ($1, $2, 'light', 1)",
                    store::args![id, day],
                )
                .await
                .unwrap();
        }
        let query = connect::CallbackQuery {
            code: Some("stray".to_owned()),
            ..Default::default()
        };
        let outcome = world.connect.receive_code(query, &admin()).await.unwrap();
        assert!(matches!(outcome, CallbackOutcome::Confirm(_)));
        assert_eq!(world.connect.prune().await.unwrap(), 1);
        world.pass(Duration::from_mins(5));
        assert_eq!(world.connect.prune().await.unwrap(), 1);
        let rows = test
            .db
            .rows("SELECT day FROM zoom_spend ORDER BY day", store::args![]);
        let days: Vec<String> = rows
            .await
            .unwrap()
            .iter()
            .map(|row| row.text("day").unwrap())
            .collect();
        assert_eq!(days, ["2026-10-12", "2026-11-21"], "{}", test.db.engine());
    }
}
