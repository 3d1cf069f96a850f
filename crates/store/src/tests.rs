//! The same behaviour on both engines: values, transactions, migrations.

mod trouble;

use std::sync::Arc;

use crate::{Db, Migration, StoreError, args, testing::databases};

const STEPS: &[Migration] = &[Migration {
    name: "test/0001_things",
    sql: "CREATE TABLE things (
              id {serial}, name TEXT NOT NULL UNIQUE, at BIGINT, size DOUBLE PRECISION, raw {blob}
          );
          CREATE INDEX things_at ON things (at);",
}];

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        let insert =
            "INSERT INTO things (name, at, size, raw) VALUES ($1, $2, $3, $4) RETURNING id";
        let row = test
            .db
            .row(
                insert,
                args!["Zoë 👩‍🚀 '; --", i64::MAX, 1.5, &[0_u8, 255][..]],
            )
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.i64("id").unwrap(), 1);
        test.db
            .execute(
                "INSERT INTO things (name, at, size, raw) VALUES ($1, $2, $3, $4)",
                args!["empty", None::<i64>, None::<f64>, None::<Vec<u8>>],
            )
            .await
            .unwrap();
        let rows = test
            .db
            .rows("SELECT * FROM things ORDER BY id", args![])
            .await
            .unwrap();
        assert_eq!(rows[0].text("name").unwrap(), "Zoë 👩‍🚀 '; --");
        assert_eq!(rows[0].i64("at").unwrap(), i64::MAX);
        assert!((rows[0].f64("size").unwrap() - 1.5).abs() < f64::EPSILON);
        assert_eq!(rows[0].blob("raw").unwrap(), [0, 255]);
        assert_eq!(rows[1].opt_i64("at").unwrap(), None);
        assert_eq!(rows[1].opt_f64("size").unwrap(), None);
        assert_eq!(rows[1].opt_blob("raw").unwrap(), None);
        let error = rows[1].i64("at").unwrap_err().to_string();
        assert!(error.contains("“at”"), "{error}");
        assert!(rows[1].text("missing").is_err());
    }
}

#[tokio::test]
async fn text_with_a_nul_in_it_is_kept_on_both_engines() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        let sql = "INSERT INTO things (name) VALUES ($1)";
        test.db.execute(sql, args!["a\0b"]).await.unwrap();
        let sql = "SELECT name FROM things WHERE name = $1";
        let row = test.db.row(sql, args!["a\0b"]).await.unwrap().unwrap();
        assert_eq!(row.text("name").unwrap(), "a\u{fffd}b");
    }
}

#[tokio::test]
async fn aggregates_that_are_cast_read_alike() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        for (name, at, size) in [("a", 1_i64, 1.0), ("b", 2, 2.0)] {
            test.db
                .execute(
                    "INSERT INTO things (name, at, size) VALUES ($1, $2, $3)",
                    args![name, at, size],
                )
                .await
                .unwrap();
        }
        let row = test
            .db
            .row(
                "SELECT COUNT(*) AS n, CAST(SUM(at) AS BIGINT) AS total,
                        CAST(AVG(at) AS DOUBLE PRECISION) AS mean, 1 AS one FROM things",
                args![],
            )
            .await
            .unwrap()
            .unwrap();
        assert_eq!(row.i64("n").unwrap(), 2);
        assert_eq!(row.i64("total").unwrap(), 3);
        assert!((row.f64("mean").unwrap() - 1.5).abs() < f64::EPSILON);
        assert!(row.flag("one").unwrap());
    }
}

#[tokio::test]
async fn a_transaction_is_whole_or_never_happened() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        let insert = "INSERT INTO things (name) VALUES ($1)";
        let count = "SELECT COUNT(*) AS n FROM things";
        let mut dropped = test.db.begin().await.unwrap();
        dropped.execute(insert, args!["dropped"]).await.unwrap();
        drop(dropped);
        let mut kept = test.db.begin().await.unwrap();
        kept.execute(insert, args!["kept"]).await.unwrap();
        let inside = kept.row(count, args![]).await.unwrap().unwrap();
        assert_eq!(inside.i64("n").unwrap(), 1);
        kept.commit().await.unwrap();
        let again = test.reopen().await;
        let row = again.row(count, args![]).await.unwrap().unwrap();
        assert_eq!(row.i64("n").unwrap(), 1, "{}", again.engine());
    }
}

#[tokio::test]
async fn only_what_can_be_made_again_does_not_wait_for_the_disk() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        let (asked, waits, not) = match test.db.engine() {
            "SQLite" => ("PRAGMA synchronous", "2", "1"),
            _ => ("SHOW synchronous_commit", "on", "off"),
        };
        let how = async |tx: &mut crate::Tx| {
            let row = tx.row(asked, args![]).await.unwrap().unwrap();
            row.i64("synchronous")
                .map(|level| level.to_string())
                .or_else(|_| row.text("synchronous_commit"))
                .unwrap()
        };
        for ends in [true, false] {
            let mut again = test.db.begin_repeatable().await.unwrap();
            assert_eq!(how(&mut again).await, not);
            let insert = "INSERT INTO things (name) VALUES ('again')";
            again.execute(insert, args![]).await.unwrap();
            if ends {
                again.commit().await.unwrap();
            } else {
                drop(again);
            }
            let mut tx = test.db.begin().await.unwrap();
            let usual = how(&mut tx).await;
            // The tests' own server may be set not to wait at all.
            if test.db.engine() == "SQLite" {
                assert_eq!(usual, waits);
            }
            tx.execute("DELETE FROM things", args![]).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_second_row_with_the_same_key_is_told_apart_from_other_refusals() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        let insert = "INSERT INTO things (name) VALUES ($1)";
        test.db.execute(insert, args!["one"]).await.unwrap();
        let error = test.db.execute(insert, args!["one"]).await.unwrap_err();
        assert!(error.is_exists(), "{error}");
        let error = test
            .db
            .execute("SELECT nonsense", args![])
            .await
            .unwrap_err();
        assert!(!error.is_exists(), "{error}");
    }
}

#[tokio::test]
async fn compare_and_swap_has_one_winner() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        test.db
            .execute("INSERT INTO things (name, at) VALUES ('g', 0)", args![])
            .await
            .unwrap();
        let db = Arc::new(test.db.clone());
        let swaps = (0..8).map(|_| {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                db.execute(
                    "UPDATE things SET at = at + 1 WHERE name = 'g' AND at = $1",
                    args![0_i64],
                )
                .await
                .unwrap()
            })
        });
        let mut won = 0;
        for swap in swaps.collect::<Vec<_>>() {
            won += swap.await.unwrap();
        }
        assert_eq!(won, 1, "{}", test.db.engine());
    }
}

#[tokio::test]
async fn migrations_are_applied_once_and_never_edited() {
    for test in databases().await {
        test.db.migrate(STEPS).await.unwrap();
        test.db.migrate(STEPS).await.unwrap();
        let edited = [Migration {
            name: "test/0001_things",
            sql: "CREATE TABLE things (id {serial})",
        }];
        let error = test.db.migrate(&edited).await.unwrap_err();
        assert!(matches!(error, StoreError::MigrationChanged(_)), "{error}");
        let older = [Migration {
            name: "test/0000_other",
            sql: "SELECT 1",
        }];
        let error = test.db.migrate(&older).await.unwrap_err();
        assert!(matches!(error, StoreError::MigrationUnknown(_)), "{error}");
        let other_crate = [Migration {
            name: "other/0001_table",
            sql: "CREATE TABLE others (id {serial})",
        }];
        test.db.migrate(&other_crate).await.unwrap();
    }
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing() {
    for test in databases().await {
        let broken = [
            STEPS[0],
            Migration {
                name: "test/0002_broken",
                sql: "CREATE TABLE half (id {serial}); CREATE TABLE half (id {serial});",
            },
        ];
        let error = test.db.migrate(&broken).await.unwrap_err().to_string();
        assert!(error.contains("test/0002_broken"), "{error}");
        test.db.migrate(STEPS).await.unwrap();
    }
}

#[tokio::test]
async fn two_nodes_may_migrate_at_once() {
    for test in databases().await {
        let other = test.reopen().await;
        let (one, two) = tokio::join!(test.db.migrate(STEPS), other.migrate(STEPS));
        one.unwrap();
        two.unwrap();
    }
}

#[tokio::test]
async fn memory_keeps_what_it_is_told() {
    let db = Db::open("sqlite::memory:").await.unwrap();
    db.migrate(STEPS).await.unwrap();
    db.execute("INSERT INTO things (name) VALUES ('x')", args![])
        .await
        .unwrap();
    assert!(
        db.row("SELECT id FROM things", args![])
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn many_rows_are_written_and_read_at_once_whatever_their_number() {
    static WRITE: crate::Bulk = crate::Bulk::new(
        "INSERT INTO many (id, word)",
        2,
        "ON CONFLICT (id) DO UPDATE SET word = excluded.word",
    );
    static READ: crate::Bulk = crate::Bulk::new(
        "WITH keys (id) AS (",
        1,
        ") SELECT m.id, m.word FROM keys AS k JOIN many AS m ON m.id = k.id",
    );
    for test in databases().await {
        let table = "CREATE TABLE many (id BIGINT PRIMARY KEY, word TEXT)";
        test.db.execute(table, args![]).await.unwrap();
        for count in [0, 1, 3, 343, 600] {
            let place = format!("{count} on {}", test.db.engine());
            let mut tx = test.db.begin().await.unwrap();
            let word = |id: i64| (id % 2 == 0).then(|| format!("word {id}"));
            let values = (0..count).flat_map(|id| args![id, word(id)]).collect();
            let written = WRITE.execute(&mut tx, values).await.unwrap();
            assert_eq!(written, count.unsigned_abs(), "{place}");
            let keys = (0..count + 5).flat_map(|id| args![id]).collect();
            let mut found: Vec<_> = READ
                .rows(&mut tx, keys)
                .await
                .unwrap()
                .iter()
                .map(|row| (row.i64("id").unwrap(), row.opt_text("word").unwrap()))
                .collect();
            found.sort();
            let expected: Vec<_> = (0..count).map(|id| (id, word(id))).collect();
            assert_eq!(found, expected, "{place}");
            // Taken back: the next number finds nothing of this one.
        }
    }
}
