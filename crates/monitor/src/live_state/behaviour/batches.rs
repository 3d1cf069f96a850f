//! A batch is worth its events one by one: the same rows, down to the last column.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use store::{Db, testing::TestDb};

use super::{Stage, convergence::an_event, deliver_to, stage};
use crate::testing::stand_in::connection;

/// Seconds between two deliveries; the longest make an event late, or follow a silence.
const APART: &[u64] = &[0, 0, 0, 1, 30, 170, 700];

/// Events of two connections, and how long each takes to come.
fn a_day() -> impl Strategy<Value = Vec<(String, bool, Duration)>> {
    let apart = (0..APART.len()).prop_map(|at| Duration::from_secs(APART[at]));
    vec((an_event(), any::<bool>(), apart), 1..40)
}

/// Every row of live state, with all its columns.
async fn rows(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in [
        (
            "monitor_instances",
            "connection uuid live inside waiting early inside_then peak touched_at doc",
        ),
        ("monitor_people", "connection uuid person doc"),
        (
            "monitor_happened",
            "connection at event uuid about topic who detail",
        ),
        (
            "monitor_feeds",
            "connection revision tells_meetings tells_webinars last_at live_since live_last_at
             silent_at wanted_at compared_at tried_at",
        ),
        ("monitor_events", "connection event seq count last_at"),
    ] {
        let columns: Vec<String> = columns
            .split_whitespace()
            .map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')"))
            .collect();
        let sql = format!(
            "SELECT {} AS line FROM {table}",
            columns.join(" || ' ' || ")
        );
        let found = db.rows(store::AssertSqlSafe(sql), vec![]).await.unwrap();
        let mut lines: Vec<String> = found
            .iter()
            .map(|row| format!("{table} {}", row.text("line").unwrap()))
            .collect();
        lines.sort();
        all.append(&mut lines);
    }
    all
}

async fn come(stage: &Stage, day: &[(String, bool, Duration)], one_by_one: bool) {
    for (body, other, apart) in day {
        let own = connection();
        let id = if *other { "another" } else { own.as_str() };
        stage.scene.hand.advance(*apart);
        deliver_to(id, &stage.inbox, &stage.scene.clock, body).await;
        if one_by_one {
            stage.catch_up().await;
        }
    }
    stage.catch_up().await;
}

async fn same_rows(
    (one, other): (TestDb, TestDb),
    day: Vec<(String, bool, Duration)>,
) -> Result<(), TestCaseError> {
    let (batch, single) = (stage(one).await, stage(other).await);
    come(&batch, &day, false).await;
    come(&single, &day, true).await;
    let expected = rows(&single.scene.db.db).await;
    prop_assert!(!expected.is_empty());
    prop_assert_eq!(&rows(&batch.scene.db.db).await, &expected);
    // A replay that ends in something new: what was counted is not counted again.
    let new = day[0].0.replace("acc", "again");
    for stage in [&batch, &single] {
        deliver_to("another", &stage.inbox, &stage.scene.clock, &new).await;
    }
    single.catch_up().await;
    batch.inbox.replay("monitor", 1, "test").await.unwrap();
    batch.catch_up().await;
    let lasting = async |stage: &Stage| {
        let mut rows = rows(&stage.scene.db.db).await;
        // How events come is told by every look at them.
        rows.retain(|row| !row.starts_with("monitor_feeds"));
        rows
    };
    prop_assert_eq!(lasting(&batch).await, lasting(&single).await);
    Ok(())
}

fn on<F: Future<Output = TestDb>>(cases: u32, make: fn() -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    };
    proptest!(config, |(day in a_day())| {
        runtime.block_on(async { same_rows((make().await, make().await), day).await })?;
    });
}

#[test]
fn a_batch_ends_in_the_rows_of_its_events_one_by_one_on_sqlite() {
    on(24, store::testing::sqlite);
}

#[test]
fn a_batch_ends_in_the_rows_of_its_events_one_by_one_on_postgres() {
    on(6, store::testing::postgres);
}
