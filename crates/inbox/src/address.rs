//! What is remembered of a connection's address: Zoom's checks of it.

use store::args;

use crate::Inbox;

impl Inbox {
    /// Zoom checked the address and was answered. The answer must not wait for our memory of it.
    pub(crate) async fn validated(&self, connection: &str) {
        let kept = self
            .0
            .db
            .execute(
                "INSERT INTO inbox_addresses (connection_id, first_validation_at, last_validation_at)
                 VALUES ($1, $2, $2)
                 ON CONFLICT (connection_id) DO UPDATE SET
                     first_validation_at = COALESCE(inbox_addresses.first_validation_at,
                                                    excluded.first_validation_at),
                     last_validation_at = excluded.last_validation_at",
                args![connection, self.0.clock.now_micros()],
            )
            .await;
        match kept {
            Ok(_) => tracing::info!(
                connection,
                "Zoom checked the webhook address and was answered"
            ),
            Err(error) => {
                tracing::warn!(connection, %error, "Zoom's check was answered, but not noted");
            }
        }
    }
}
