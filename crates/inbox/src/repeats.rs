//! How often the same event came again.

use store::args;

use crate::{Inbox, Result};

impl Inbox {
    /// How many deliveries to `connection` repeated an event that the journal holds: Zoom sends
    /// again what it did not see answered in time. Of those the journal still has.
    pub async fn repeats(&self, connection: &str) -> Result<i64> {
        let row = self
            .0
            .db
            .row(
                "SELECT CAST(COALESCE(SUM(deliveries - 1), 0) AS BIGINT) AS repeats
                 FROM inbox_journal WHERE connection_id = $1 AND deliveries > 1",
                args![connection],
            )
            .await?;
        Ok(row.map(|row| row.i64("repeats")).transpose()?.unwrap_or(0))
    }
}
