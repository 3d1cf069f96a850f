//! What goes wrong is told apart and said: a full disk, a lock, a broken connection, a file that is
//! no database.

use super::STEPS;
use crate::{
    AssertSqlSafe, Db, StoreError, args,
    testing::{postgres, sqlite},
};

/// Lets the file grow by so many pages and no more.
async fn leave_room(db: &Db, pages: i64) {
    let count = db.row("PRAGMA page_count", args![]).await.unwrap().unwrap();
    let most = count.i64("page_count").unwrap() + pages;
    let limit = format!("PRAGMA max_page_count = {most}");
    db.rows(AssertSqlSafe(limit), args![]).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_said_and_what_was_saved_stays() {
    let test = sqlite().await;
    test.db.migrate(STEPS).await.unwrap();
    let insert = "INSERT INTO things (name, raw) VALUES ($1, $2)";
    test.db
        .execute(insert, args!["kept", vec![1]])
        .await
        .unwrap();
    leave_room(&test.db, 0).await;
    let error = test
        .db
        .execute(insert, args!["big", vec![0; 1 << 20]])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::DiskFull), "{error}");
    assert!(error.to_string().contains("disk"), "{error}");
    let row = test
        .db
        .row("SELECT COUNT(*) AS n FROM things", args![])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.i64("n").unwrap(), 1);
}

#[tokio::test]
async fn once_the_disk_has_room_again_everything_goes_on() {
    let test = sqlite().await;
    test.db.migrate(STEPS).await.unwrap();
    leave_room(&test.db, 4).await;
    let insert = "INSERT INTO things (name, raw) VALUES ($1, $2)";
    let mut tx = test.db.begin().await.unwrap();
    tx.execute(insert, args!["first", vec![1]]).await.unwrap();
    let error = tx.execute(insert, args!["big", vec![0; 1 << 20]]).await;
    assert!(matches!(error, Err(StoreError::DiskFull)), "{error:?}");
    drop(tx);
    let mut tx = test.db.begin().await.unwrap();
    tx.execute(insert, args!["after", vec![1]]).await.unwrap();
    tx.commit().await.unwrap();
    let rows = test.db.rows("SELECT name FROM things", args![]).await;
    assert_eq!(rows.unwrap().len(), 1, "all or nothing of a transaction");
}

#[tokio::test]
async fn a_lock_that_somebody_else_holds_is_said() {
    let test = sqlite().await;
    test.db.migrate(STEPS).await.unwrap();
    test.db
        .rows("PRAGMA busy_timeout = 50", args![])
        .await
        .unwrap();
    let other = test.reopen().await;
    let _holds = other.begin().await.unwrap();
    let error = test
        .db
        .execute("INSERT INTO things (name) VALUES ('late')", args![])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
}

#[tokio::test]
async fn a_statement_that_is_broken_off_is_told_apart_from_one_that_is_refused() {
    let test = postgres().await;
    let mut tx = test.db.begin().await.unwrap();
    tx.execute("SET LOCAL statement_timeout = 20", args![])
        .await
        .unwrap();
    let error = tx.execute("SELECT pg_sleep(5)", args![]).await;
    assert!(
        matches!(error, Err(StoreError::Interrupted(_))),
        "{error:?}"
    );
    drop(tx);
    // Any code, as the server would say it.
    for code in ["53000", "53200", "53300", "53400"] {
        let raise = format!("DO $$ BEGIN RAISE 'no more' USING ERRCODE = '{code}'; END $$");
        let error = test.db.execute(AssertSqlSafe(raise), args![]).await;
        assert!(
            matches!(error, Err(StoreError::Interrupted(_))),
            "{code}: {error:?}"
        );
    }
    let error = test.db.execute("SELECT 1/0", args![]).await;
    assert!(matches!(error, Err(StoreError::Refused(_))), "{error:?}");
}

#[tokio::test]
async fn what_is_no_database_is_said_without_its_password() {
    let error = Db::open("mysql://me:hunter2@db/x")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("postgres://") && !error.contains("hunter2"),
        "{error}"
    );
    let error = Db::open("postgres://me:hunter2@127.0.0.1:1/x")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("me@127.0.0.1:1") && !error.contains("hunter2"),
        "{error}"
    );
    for address in [
        "postgres//me:hunter2@db/x",
        "me:hunter2@db/x",
        "postgres://127.0.0.1:1/x?user=me&password=hunter2",
        "mysql://db/x?password=hunter2@",
        "mysql://me:hun@hunter2@db/x",
    ] {
        let error = Db::open(address).await.unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{address}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("not.db");
    std::fs::write(&file, "This is a letter, not a database. ".repeat(100)).unwrap();
    let error = Db::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Damaged(_)), "{error}");
}

#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let test = sqlite().await;
    let path = test.address.trim_start_matches("sqlite:");
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
