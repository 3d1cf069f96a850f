//! What alarms ask the webhook journal: a seam as small as the question.

use async_trait::async_trait;
use connect::ConnectionId;
use jiff::Timestamp;

/// How the event subscription of a connection stands, as the journal knows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PushHealth {
    /// When Zoom validated the address last; none where it never did.
    pub last_validation_at: Option<Timestamp>,
    /// When the last event arrived; none before the first.
    pub last_event_at: Option<Timestamp>,
    /// Deliveries refused for their signature in the last hour.
    pub rejected_last_hour: u64,
}

/// Who knows how the subscriptions stand.
#[async_trait]
pub trait Pushed: Send + Sync {
    /// Of one connection; none where nothing was ever subscribed.
    async fn health(&self, connection: &ConnectionId) -> Result<Option<PushHealth>, String>;
}
