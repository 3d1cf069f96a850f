//! What is forgotten: jobs and their rows after three months, plans that nobody started after a day,
//! who did what after two years.

use jiff::{SignedDuration, Timestamp};
use store::args;

use crate::{Error, People};

/// Days that a job is kept after it was made, unless it still runs.
const JOBS: i64 = 90;
/// Days that a plan waits to be started.
const PLANS: i64 = 1;
/// Days that it is kept who did what.
const AUDIT: i64 = 730;

/// Jobs that are over with: `$1` for all that do not run, `$2` for plans.
const OLD: &str = "SELECT id FROM people_jobs
    WHERE state <> 'running' AND made_at < $1 OR state = 'planned' AND made_at < $2";

impl People {
    /// Forgets what is old; answers how many jobs and lines of the audit. To be called a few times
    /// a day.
    pub async fn prune(&self) -> Result<u64, Error> {
        let ago = |days| {
            let age = SignedDuration::from_hours(24 * days);
            let then = self.now().saturating_sub(age).unwrap_or(Timestamp::MIN);
            then.as_microsecond()
        };
        let (jobs, plans) = (ago(JOBS), ago(PLANS));
        let mut tx = self.db.begin().await?;
        let rows = format!("DELETE FROM people_job_rows WHERE job IN ({OLD})");
        tx.execute(store::AssertSqlSafe(rows), args![jobs, plans])
            .await?;
        let whole = format!("DELETE FROM people_jobs WHERE id IN ({OLD})");
        let mut gone = tx
            .execute(store::AssertSqlSafe(whole), args![jobs, plans])
            .await?;
        gone += tx
            .execute("DELETE FROM people_audit WHERE at < $1", args![ago(AUDIT)])
            .await?;
        tx.commit().await?;
        Ok(gone)
    }
}
