//! What is forgotten: names and tokens of registrants a month after their meeting; counts of
//! joining, ratings and reports of what went wrong after three; who did what after two years; the keys of sent forms after a
//! day.

use jiff::{SignedDuration, Timestamp};
use store::args;

use crate::{Error, Meetings, service::SENT_KEPT};

/// Days that registrants are kept after the start of what they registered for.
const REGISTRANTS: i64 = 30;
/// Days that the log of joins, ratings and reports are kept.
const LOG: i64 = 90;
/// Days that it is kept who did what.
const AUDIT: i64 = 730;

impl Meetings {
    /// Forgets what is old.
    pub async fn prune_joins(&self) -> Result<(), Error> {
        self.db
            .execute(
                "DELETE FROM meetings_registrants WHERE public_id IN \
                 (SELECT public_id FROM meetings_scheduled WHERE start_at < $1)",
                args![self.days_ago(REGISTRANTS).as_microsecond()],
            )
            .await?;
        self.db
            .execute(
                "DELETE FROM meetings_join_log WHERE at < $1",
                args![self.days_ago(LOG).as_microsecond()],
            )
            .await?;
        for (sql, days) in [
            ("DELETE FROM meetings_ratings WHERE at < $1", LOG),
            ("DELETE FROM meetings_join_reports WHERE last_at < $1", LOG),
            ("DELETE FROM meetings_join_said WHERE at < $1", LOG),
            ("DELETE FROM meetings_audit WHERE at < $1", AUDIT),
        ] {
            let oldest = self.days_ago(days).as_microsecond();
            self.db.execute(sql, args![oldest]).await?;
        }
        let oldest = self.now() - SignedDuration::from_hours(SENT_KEPT);
        self.db
            .execute(
                "DELETE FROM meetings_sent WHERE at < $1",
                args![oldest.as_microsecond()],
            )
            .await?;
        Ok(())
    }

    fn days_ago(&self, days: i64) -> Timestamp {
        let now = self.now();
        now.saturating_sub(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MIN)
    }
}
