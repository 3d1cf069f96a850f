//! What is forgotten: changed settings and chat after a year, who did what after two.

use jiff::{SignedDuration, Timestamp};
use store::args;

use crate::{Account, Error};

/// Days that changed settings and chat of meetings are kept.
const TOLD: i64 = 366;
/// Days that it is kept who did what.
const AUDIT: i64 = 730;

impl Account {
    /// Forgets what is old; answers how many rows. To be called a few times a day.
    pub async fn prune(&self) -> Result<u64, Error> {
        let mut gone = 0;
        for (sql, days) in [
            ("DELETE FROM account_changes WHERE at < $1", TOLD),
            ("DELETE FROM account_chat WHERE at < $1", TOLD),
            ("DELETE FROM account_chat_runs WHERE last_at < $1", TOLD),
            ("DELETE FROM account_audit WHERE at < $1", AUDIT),
        ] {
            let age = SignedDuration::from_hours(24 * days);
            let oldest = self.now().saturating_sub(age).unwrap_or(Timestamp::MIN);
            gone += self.db.execute(sql, args![oldest.as_microsecond()]).await?;
        }
        Ok(gone)
    }
}
