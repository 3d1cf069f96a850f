//! That somebody was handed a signature, or was not and why: when and for which meeting, never who.

use connect::{Action, Principal};
use jiff::Timestamp;
use store::args;

use crate::{Error, Meetings, PublicId, service::may};

/// How often something came of a click on Join.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct JoinCount {
    /// `signed`, or why not: `wait`, `passcode`, `register`, …
    pub outcome: String,
    /// How often.
    pub times: i64,
    /// When last.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

impl Meetings {
    pub(super) async fn note_join(
        &self,
        id: &PublicId,
        outcome: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.db
            .execute(
                "INSERT INTO meetings_join_log (at, public_id, outcome) VALUES ($1, $2, $3)",
                args![now.as_microsecond(), id.as_str(), outcome],
            )
            .await?;
        Ok(())
    }

    /// What came of the clicks on Join of one meeting, the most frequent first.
    pub async fn join_counts(
        &self,
        who: &Principal,
        id: &PublicId,
    ) -> Result<Vec<JoinCount>, Error> {
        let one = self.held(id).await?;
        may(who, Action::Read, &one.connection)?;
        let rows = self
            .db
            .rows(
                "SELECT outcome, CAST(COUNT(*) AS BIGINT) AS times, \
                 CAST(MAX(at) AS BIGINT) AS last_at FROM meetings_join_log \
                 WHERE public_id = $1 GROUP BY outcome ORDER BY times DESC, outcome",
                args![id.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(JoinCount {
                    outcome: row.text("outcome")?,
                    times: row.i64("times")?,
                    last_at: super::reports::time(row.i64("last_at")?)?,
                })
            })
            .collect()
    }
}
