//! Who had what applied again.

use jiff::Timestamp;
use serde::Serialize;
use store::{Tx, args};
use utoipa::ToSchema;

use crate::{Inbox, Result, time};

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LogLine {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Who asked.
    pub who: String,
    /// What for.
    pub what: String,
}

impl Inbox {
    /// The latest lines, newest first.
    pub async fn log(&self, limit: u32) -> Result<Vec<LogLine>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT at, who, what FROM inbox_log ORDER BY id DESC LIMIT $1",
                args![limit],
            )
            .await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            lines.push(LogLine {
                at: time(row.i64("at")?),
                who: row.text("who")?,
                what: row.text("what")?,
            });
        }
        Ok(lines)
    }

    pub(crate) async fn log_in(&self, tx: &mut Tx, who: &str, what: &str) -> Result<()> {
        tracing::info!(who, what, "the journal was worked on");
        tx.execute(
            "INSERT INTO inbox_log (at, who, what) VALUES ($1, $2, $3)",
            args![self.0.clock.now_micros(), who, what],
        )
        .await?;
        Ok(())
    }
}
