//! Both engines for a test: a SQLite file and a real PostgreSQL.
//!
//! ```ignore
//! for test in store::testing::databases().await {
//!     test.db.migrate(MIGRATIONS).await?;
//!     …
//! }
//! ```
//!
//! Each [`TestDb`] is a database of its own (on PostgreSQL a schema, which costs milliseconds
//! where a database costs a tenth of a second) and is removed when dropped. A test that stops its
//! program half-way calls [`TestDb::reopen`] and reads what was kept.

mod postgres;

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::Db;

/// A database for one test.
pub struct TestDb {
    /// The open database.
    pub db: Db,
    /// Its address, for a second node or a program of its own.
    pub address: String,
    schema: Option<(String, String)>,
    _folder: Option<tempfile::TempDir>,
}

/// A fresh database on each engine.
///
/// # Panics
/// When PostgreSQL cannot be started; see [`TestDb`].
pub async fn databases() -> Vec<TestDb> {
    vec![sqlite().await, postgres().await]
}

/// A fresh SQLite file.
pub async fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("sqlite:{}", folder.path().join("test.db").display());
    TestDb {
        db: Db::open(&address).await.expect("a SQLite file"),
        address,
        schema: None,
        _folder: Some(folder),
    }
}

/// A fresh schema on a real PostgreSQL.
pub async fn postgres() -> TestDb {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let server = tokio::task::spawn_blocking(postgres::address)
        .await
        .expect("PostgreSQL for tests");
    let schema = format!(
        "t{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    run(&server, format!("DROP SCHEMA IF EXISTS {schema} CASCADE")).await;
    run(&server, format!("CREATE SCHEMA {schema}")).await;
    let glue = if server.contains('?') { '&' } else { '?' };
    let address = format!("{server}{glue}options[search_path]={schema}");
    TestDb {
        db: Db::open(&address).await.expect("the tests' PostgreSQL"),
        address,
        schema: Some((server, schema)),
        _folder: None,
    }
}

impl TestDb {
    /// Opens the same database again, as a program does that was killed and started anew.
    pub async fn reopen(&self) -> Db {
        Db::open(&self.address).await.expect("the same database")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some((server, schema)) = self.schema.take() else {
            return;
        };
        // A test's runtime may be ending, so the schema is dropped by a runtime of its own.
        let dropping = std::thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
            {
                runtime.block_on(async {
                    if let Ok(mut link) = PgConnection::connect(&server).await {
                        let sql = format!(
                            "SET lock_timeout = '500ms'; DROP SCHEMA IF EXISTS {schema} CASCADE"
                        );
                        // What cannot be dropped goes with the cluster.
                        let _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut link).await;
                    }
                });
            }
        });
        let _ = dropping.join();
    }
}

async fn run(server: &str, sql: String) {
    let mut link = PgConnection::connect(server)
        .await
        .expect("the tests' PostgreSQL");
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut link)
        .await
        .expect("a schema for a test");
}
