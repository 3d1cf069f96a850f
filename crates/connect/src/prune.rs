//! What need not be kept for ever.

use jiff::{SignedDuration, tz::TimeZone};
use store::args;

use crate::{Connect, Result};

/// How long the spending of a day is kept: a month's page, and some days to look back.
const SPEND: SignedDuration = SignedDuration::from_hours(40 * 24);
/// How long it is kept who did what with credentials.
const AUDIT: SignedDuration = SignedDuration::from_hours(730 * 24);
/// Rows in one statement, so that the one writer is never held for long.
const AT_ONCE: u64 = 1000;
/// Statements in one call; what is left goes the next time.
const ROUNDS: u32 = 100;

impl Connect {
    /// Deletes the spending of days more than 40 days ago, codes, authorizations and processes
    /// whose time is up, and what was done with credentials two years ago; answers how many rows. To be called a few times a day; bounded.
    pub async fn prune(&self) -> Result<u64> {
        let now = self.0.clock.now();
        let oldest = now.saturating_sub(SPEND).unwrap_or(jiff::Timestamp::MIN);
        let oldest = oldest.to_zoned(TimeZone::UTC).date().to_string();
        let db = &self.0.db;
        let mut gone = 0;
        for _ in 0..ROUNDS {
            let some = db
                .execute(
                    "DELETE FROM zoom_spend WHERE (connection_id, day, class) IN
                         (SELECT connection_id, day, class FROM zoom_spend
                          WHERE day < $1 LIMIT $2)",
                    args![&oldest, i64::try_from(AT_ONCE).unwrap_or(i64::MAX)],
                )
                .await?;
            gone += some;
            if some < AT_ONCE {
                break;
            }
        }
        let now = now.as_microsecond();
        gone += db
            .execute(
                "DELETE FROM zoom_nodes WHERE present_until <= $1",
                args![now],
            )
            .await?;
        gone += db
            .execute(
                "DELETE FROM pending_codes WHERE valid_until <= $1",
                args![now],
            )
            .await?;
        gone += db
            .execute("DELETE FROM spent_codes WHERE forget_at <= $1", args![now])
            .await?;
        gone += db
            .execute(
                "DELETE FROM authorizations WHERE expires_at <= $1",
                args![now],
            )
            .await?;
        let oldest = self.0.clock.now().saturating_sub(AUDIT);
        let oldest = oldest.unwrap_or(jiff::Timestamp::MIN).as_microsecond();
        gone += db
            .execute("DELETE FROM credential_audit WHERE at < $1", args![oldest])
            .await?;
        Ok(gone)
    }
}
