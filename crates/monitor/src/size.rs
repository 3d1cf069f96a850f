//! How large an account is, asked before its first run.
//!
//! One request for one row: Zoom counts the rest. Without it the first day of an account of
//! 100 000 users would be planned like that of 100.

use connect::ConnectionId;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::{Monitor, accounts::Asked, storage};

const LIST: &str = "GET /users";
/// Not more often, where there is no answer.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// All that is wanted of the list.
#[derive(Debug, Deserialize)]
struct Total {
    total_records: Option<u64>,
}

impl Monitor {
    /// Asks how many users there are, unless that is known; only one at a time does.
    pub(crate) async fn size(&self, connection: &ConnectionId) {
        let mut asked_at = self.0.sizing.lock().await;
        match storage::users(&self.0.db, connection.as_str()).await {
            Ok(None) => {}
            Ok(Some(_)) => return,
            Err(error) => {
                tracing::warn!(%connection, %error, "the account's size could not be read");
                return;
            }
        }
        let Ok(probe) = crate::monitor::named("users") else {
            return;
        };
        if self.0.accounts.missing(connection, probe).await.is_some() {
            return;
        }
        let now = self.0.clock.now();
        let again = |at: &Timestamp| now.duration_since(*at).abs() >= AGAIN;
        if !asked_at.get(connection).is_none_or(again) {
            return;
        }
        asked_at.insert(connection.clone(), now);
        let asked = self
            .0
            .accounts
            .zoom(connection, Asked::Schedule, "account-size");
        let Ok(zoom) = asked.await else { return };
        let one_row = [
            ("status", "active".to_owned()),
            ("page_size", "1".to_owned()),
        ];
        // Without an answer the plan takes a usual size, and the first run of each test tells.
        let Ok(body) = zoom.ask(LIST, &[], &one_row).await else {
            return;
        };
        let total = serde_json::from_slice::<Total>(&body);
        let Some(users) = total.ok().and_then(|total| total.total_records) else {
            return;
        };
        let now = now.as_microsecond();
        if let Err(error) = storage::keep_users(&self.0.db, connection.as_str(), users, now).await {
            tracing::warn!(%connection, %error, "the account's size could not be kept");
        }
    }
}
