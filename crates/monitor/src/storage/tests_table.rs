//! Which tests are on, how often they run, and when next.

use store::{Db, Result, Tx, args};

/// One test of one connection, as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) probe: String,
    pub(crate) enabled: bool,
    pub(crate) period_seconds: i64,
    pub(crate) next_at: Option<i64>,
    pub(crate) last_ok_at: Option<i64>,
}

/// A test may be told to wait for Zoom's day to end, not longer.
const LONGEST_WAIT: i64 = 2 * 86_400 * 1_000_000;

impl Setting {
    /// When the test is due. A time further ahead than anybody plans was written by a clock that
    /// has been set back since: none, so it is due now.
    pub(crate) fn planned(&self, now: i64) -> Option<i64> {
        let longest = self
            .period_seconds
            .saturating_mul(2_000_000)
            .max(LONGEST_WAIT);
        self.next_at.filter(|at| at.saturating_sub(now) <= longest)
    }
}

const COLUMNS: &str = "probe, enabled, period_seconds, next_at, last_ok_at";

/// Every test of `connection` that was ever set or run.
pub(crate) async fn settings(db: &Db, connection: &str) -> Result<Vec<Setting>> {
    let rows = db
        .rows(
            store::AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_tests WHERE connection = $1"
            )),
            args![connection],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One test, if it was ever set or run.
pub(crate) async fn setting(db: &Db, connection: &str, probe: &str) -> Result<Option<Setting>> {
    let row = db.row(one(), args![connection, probe]).await?;
    row.as_ref().map(read).transpose()
}

/// The same within an edit.
pub(crate) async fn setting_held(
    tx: &mut Tx,
    connection: &str,
    probe: &str,
) -> Result<Option<Setting>> {
    let row = tx.row(one(), args![connection, probe]).await?;
    row.as_ref().map(read).transpose()
}

fn one() -> store::AssertSqlSafe<String> {
    store::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM monitor_tests WHERE connection = $1 AND probe = $2"
    ))
}

fn read(row: &store::Row) -> Result<Setting> {
    Ok(Setting {
        probe: row.text("probe")?,
        enabled: row.flag("enabled")?,
        period_seconds: row.i64("period_seconds")?,
        next_at: row.opt_i64("next_at")?,
        last_ok_at: row.opt_i64("last_ok_at")?,
    })
}

/// Sets a test on or off and its period, and makes it due at `next_at`.
pub(crate) async fn configure(
    tx: &mut Tx,
    connection: &str,
    probe: &str,
    enabled: bool,
    period_seconds: i64,
    next_at: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO monitor_tests (connection, probe, enabled, period_seconds, next_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (connection, probe) DO UPDATE
         SET enabled = excluded.enabled, period_seconds = excluded.period_seconds,
             next_at = excluded.next_at",
        args![connection, probe, enabled, period_seconds, next_at],
    )
    .await?;
    Ok(())
}
