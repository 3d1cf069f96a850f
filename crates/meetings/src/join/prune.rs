//! What is forgotten: names and tokens of registrants a month after their meeting, counts of
//! joining after three.

use jiff::{SignedDuration, Timestamp};
use store::args;

use crate::{Error, Meetings};

/// Days that registrants are kept after the start of what they registered for.
const REGISTRANTS: i64 = 30;
/// Days that the log of joins is kept.
const LOG: i64 = 90;

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
        Ok(())
    }

    fn days_ago(&self, days: i64) -> Timestamp {
        let now = self.now();
        now.saturating_sub(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MIN)
    }
}
