//! The database everybody is handed.

use std::{path::Path, str::FromStr, time::Duration};

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, PgPool, SqlSafeStr, SqlStr,
    SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    Result, Row, StoreError, Tx, Value,
    row::Inner as RowInner,
    tx::{self, bind},
};

/// How long a call waits for a lock or a connection before it says so.
const PATIENCE: Duration = Duration::from_secs(10);

/// Pages of SQLite's write-ahead log (4 KB each) before it is folded into the database: the commit
/// that does so waits for the disk twice. At SQLite's own 1000 that is every few commits of a busy
/// journal; at 8000 each waits for 32 MB, which its senders notice.
const FOLDED_IN_AT: &str = "4000";
/// What the writer holds of the database, in KiB (negative is SQLite's way to say so).
const HELD: &str = "-16000";

/// An open database: cheap to clone, clones share the connections.
#[derive(Clone)]
pub struct Db(pub(crate) Inner);

#[derive(Clone)]
pub(crate) enum Inner {
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite:PATH` (made when missing, readable by its owner only), `sqlite::memory:` or
    /// `postgres://…`.
    ///
    /// SQLite has one connection that writes, in WAL mode, and a few that read. It commits with
    /// `synchronous=FULL`: with NORMAL the last commits before a power cut may be lost, and a
    /// refresh token that was spent at Zoom but not kept here costs a person a trip to the
    /// Marketplace. Bulk writers commit in groups, so they pay for it seldom.
    pub async fn open(address: &str) -> Result<Self> {
        if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            open_postgres(address).await
        } else if address == "sqlite::memory:" {
            open_memory().await
        } else if let Some(path) = address.strip_prefix("sqlite:") {
            open_sqlite(Path::new(path.trim_start_matches("//")), address).await
        } else {
            Err(StoreError::Address(shown(address)))
        }
    }

    /// “SQLite” or “PostgreSQL”, for pages and reports.
    pub fn engine(&self) -> &'static str {
        match self.0 {
            Inner::Sqlite { .. } => "SQLite",
            Inner::Postgres(_) => "PostgreSQL",
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub async fn execute(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<u64> {
        let sql = sql.into_sql_str();
        match &self.0 {
            Inner::Sqlite { writer, .. } => {
                let done = bind(sqlx::query(sql), args).execute(writer).await?;
                Ok(done.rows_affected())
            }
            Inner::Postgres(pool) => {
                let done = bind(sqlx::query(sql), args).execute(pool).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// All rows of an answer. A statement that begins with SELECT is read beside the writer;
    /// any other (INSERT … RETURNING) goes through it.
    pub async fn rows(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<Row>> {
        let sql = sql.into_sql_str();
        match &self.0 {
            Inner::Sqlite { writer, readers } => {
                let pool = if is_select(&sql) { readers } else { writer };
                let rows = bind(sqlx::query(sql), args).fetch(pool);
                Ok(rows
                    .map_ok(|row| Row(RowInner::Sqlite(row)))
                    .try_collect()
                    .await?)
            }
            Inner::Postgres(pool) => {
                let rows = bind(sqlx::query(sql), args).fetch(pool);
                Ok(rows
                    .map_ok(|row| Row(RowInner::Postgres(row)))
                    .try_collect()
                    .await?)
            }
        }
    }

    /// The first row of an answer, if there is one.
    pub async fn row(&self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Option<Row>> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// Begins a transaction; dropped without [`Tx::commit`] it never happened. On SQLite it holds
    /// the one writer from the start (`BEGIN IMMEDIATE`): keep it short, and never call Zoom in it.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match &self.0 {
            Inner::Sqlite { writer, .. } => Tx(tx::Inner::Sqlite(
                writer.begin_with("BEGIN IMMEDIATE").await?,
            )),
            Inner::Postgres(pool) => Tx(tx::Inner::Postgres(pool.begin().await?)),
        })
    }

    /// The same for what can be made again, such as what follows from a journal: the commit does
    /// not wait for the disk. A power cut may take it back, wholly, together with whatever else was
    /// committed so since the last [`begin`](Self::begin) that was; a crash of this program alone
    /// takes nothing back.
    pub async fn begin_repeatable(&self) -> Result<Tx> {
        Ok(match &self.0 {
            // Whoever takes the connection next finds it waiting for the disk again.
            Inner::Sqlite { writer, .. } => Tx(tx::Inner::Sqlite(
                writer
                    .begin_with("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE")
                    .await?,
            )),
            Inner::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("SET LOCAL synchronous_commit = off")
                    .execute(&mut *tx)
                    .await?;
                Tx(tx::Inner::Postgres(tx))
            }
        })
    }

    /// Closes every connection and waits for it; on SQLite the write-ahead log is folded in.
    pub async fn close(&self) {
        match &self.0 {
            Inner::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Inner::Postgres(pool) => pool.close().await,
        }
    }

    /// SQL for this engine: `{blob}`, `{serial}` and `{key}` replaced.
    pub(crate) fn dialect(&self, sql: &str) -> SqlStr {
        let (blob, serial, key) = match self.0 {
            Inner::Sqlite { .. } => (
                "BLOB",
                "INTEGER PRIMARY KEY AUTOINCREMENT",
                "INTEGER PRIMARY KEY",
            ),
            Inner::Postgres(_) => (
                "BYTEA",
                "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
                "BIGINT PRIMARY KEY",
            ),
        };
        let sql = sql.replace("{blob}", blob).replace("{serial}", serial);
        AssertSqlSafe(sql.replace("{key}", key)).into_sql_str()
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({})", self.engine())
    }
}

fn is_select(sql: &SqlStr) -> bool {
    let words = sql.as_str().trim_start();
    words.len() > 6 && words.as_bytes()[..6].eq_ignore_ascii_case(b"SELECT")
}

/// The address without its password, wherever it stands.
fn shown(address: &str) -> String {
    let (address, query) = match address.split_once('?') {
        Some((address, _)) => (address, "?…"),
        None => (address, ""),
    };
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let rest = match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{user}@{place}")
        }
        None => rest.to_owned(),
    };
    if scheme.is_empty() {
        rest + query
    } else {
        format!("{scheme}://{rest}{query}")
    }
}

async fn open_sqlite(path: &Path, address: &str) -> Result<Db> {
    let failed = |why: String| StoreError::Open {
        address: address.to_owned(),
        why,
    };
    create_private(path).map_err(|error| failed(error.to_string()))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        // A slow statement of many rows would be written into the log whole: 60 kB a line.
        .disable_statement_logging();
    let writing = options
        .clone()
        .pragma("wal_autocheckpoint", FOLDED_IN_AT)
        .pragma("cache_size", HELD);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        // After a full disk SQLite has rolled back by itself while sqlx still counts the
        // transaction: such a connection begins no other one, so another takes its place.
        .before_acquire(|link, _| {
            Box::pin(async move {
                if link.is_in_transaction() {
                    return Ok(false);
                }
                // See `begin_repeatable`.
                sqlx::query("PRAGMA synchronous = FULL")
                    .execute(link)
                    .await?;
                Ok(true)
            })
        })
        .connect_with(writing)
        .await
        .map_err(|error| match StoreError::from(error) {
            known @ (StoreError::Damaged(_) | StoreError::DiskFull) => known,
            other => failed(other.to_string()),
        })?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .min_connections(0)
        .acquire_timeout(PATIENCE)
        .connect_lazy_with(options.read_only(true));
    Ok(Db(Inner::Sqlite { writer, readers }))
}

async fn open_memory() -> Result<Db> {
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(true)
        .disable_statement_logging();
    // One connection is the database: it must neither be shared out nor retired.
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await?;
    Ok(Db(Inner::Sqlite {
        readers: writer.clone(),
        writer,
    }))
}

async fn open_postgres(address: &str) -> Result<Db> {
    let failed = |error: sqlx::Error| StoreError::Open {
        address: shown(address),
        why: error.to_string(),
    };
    let options = PgConnectOptions::from_str(address)
        .map_err(failed)?
        .disable_statement_logging();
    // A pool goes on trying for all its patience; one plain attempt says at once what is wrong.
    let probe = PgConnection::connect_with(&options).await.map_err(failed)?;
    probe.close().await.map_err(failed)?;
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(PATIENCE)
        .connect_with(options.application_name("parfocal"))
        .await
        .map_err(failed)?;
    Ok(Db(Inner::Postgres(pool)))
}

/// Makes the file, and its folder, for its owner alone.
fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
