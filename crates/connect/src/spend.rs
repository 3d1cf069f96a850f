//! What was spent of an account's quota, kept over restarts and shared by nodes.

use async_trait::async_trait;
use jiff::civil::Date;
use store::{Db, args};
use zoom_client::{LedgerError, Spend, SpendClass, SpendLedger};

use crate::ConnectionId;

/// The ledger of one connection.
pub(crate) struct Ledger {
    // The database alone: the service holds the budget, the budget its ledger.
    pub(crate) db: Db,
    pub(crate) id: ConnectionId,
}

#[async_trait]
impl SpendLedger for Ledger {
    async fn add(&self, day: Date, class: &SpendClass, n: u64) -> Result<(), LedgerError> {
        let calls = i64::try_from(n).unwrap_or(i64::MAX);
        self.db
            .execute(
                "INSERT INTO zoom_spend (connection_id, day, class, calls) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (connection_id, day, class)
                     DO UPDATE SET calls = zoom_spend.calls + excluded.calls",
                args![self.id.as_str(), day.to_string(), class.to_string(), calls],
            )
            .await
            .map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn spent(&self, day: Date) -> Result<Spend, LedgerError> {
        let rows = self
            .db
            .rows(
                "SELECT class, calls FROM zoom_spend WHERE connection_id = $1 AND day = $2",
                args![self.id.as_str(), day.to_string()],
            )
            .await
            .map_err(|error| failed(&error))?;
        let mut spend = Spend::default();
        for row in rows {
            let class = row.text("class").map_err(|error| failed(&error))?;
            let calls = row.i64("calls").map_err(|error| failed(&error))?;
            // A class of a later version is not ours to count.
            if let Ok(class) = class.parse() {
                spend.add(class, calls.unsigned_abs());
            }
        }
        Ok(spend)
    }
}

fn failed(error: &store::StoreError) -> LedgerError {
    LedgerError {
        why: error.to_string(),
    }
}
