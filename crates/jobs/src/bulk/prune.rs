//! What is forgotten: jobs and their rows after three months, plans that nobody started after a day.

use jiff::{SignedDuration, Timestamp};
use store::args;

use super::Bulk;
use crate::Result;

/// Days that a job is kept after it was made, unless it still runs.
const JOBS: i64 = 90;
/// Days that a plan waits to be started.
const PLANS: i64 = 1;

/// Jobs that are over with: `$2` for all that do not run, `$3` for plans.
const OLD: &str = "SELECT id FROM bulk_jobs WHERE queue = $1
    AND (state <> 'running' AND made_at < $2 OR state = 'planned' AND made_at < $3)";

impl Bulk {
    /// Forgets what is old; answers how many jobs. To be called a few times a day.
    pub async fn prune(&self) -> Result<u64> {
        let ago = |days| {
            let age = SignedDuration::from_hours(24 * days);
            let then = self.now().saturating_sub(age).unwrap_or(Timestamp::MIN);
            then.as_microsecond()
        };
        let old = || args![self.queue, ago(JOBS), ago(PLANS)];
        let mut tx = self.jobs.0.db.begin().await?;
        let leases = format!(
            "DELETE FROM leases
             WHERE name IN (SELECT queue || '/' || id FROM bulk_jobs WHERE id IN ({OLD}))"
        );
        tx.execute(store::AssertSqlSafe(leases), old()).await?;
        let rows = format!("DELETE FROM bulk_rows WHERE job IN ({OLD})");
        tx.execute(store::AssertSqlSafe(rows), old()).await?;
        let whole = format!("DELETE FROM bulk_jobs WHERE id IN ({OLD})");
        let gone = tx.execute(store::AssertSqlSafe(whole), old()).await?;
        tx.commit().await?;
        Ok(gone)
    }
}
