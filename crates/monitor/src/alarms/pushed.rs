//! What alarms ask the webhook journal: a seam as small as the question.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use connect::ConnectionId;
use inbox::Inbox;
use jiff::Timestamp;

/// How the event subscription of a connection stands, as the journal knows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PushHealth {
    /// When Zoom validated the address last; none where it never did.
    pub last_validation_at: Option<Timestamp>,
    /// Deliveries refused for their signature, ever: how fast the number grows is what counts.
    pub refused_signatures: u64,
}

/// Who knows how the subscriptions stand.
#[async_trait]
pub trait Pushed: Send + Sync {
    /// Of one connection; none where nothing was ever subscribed.
    async fn health(&self, connection: &ConnectionId) -> Result<Option<PushHealth>, String>;
}

/// The reasons that speak of the signature or the lack of one; the others say that somebody sends
/// what is no event.
const SIGNATURES: [&str; 5] = [
    "no_secret",
    "unsigned",
    "stale",
    "wrong_signature",
    "legacy_not_chosen",
];

#[async_trait]
impl Pushed for Inbox {
    async fn health(&self, connection: &ConnectionId) -> Result<Option<PushHealth>, String> {
        let health = self.health(connection.as_str()).await;
        let health = health.map_err(|error| error.to_string())?;
        let subscribed = health.first_validation_at.is_some()
            || health.first_event_at.is_some()
            || !health.refused.is_empty();
        let refused = health
            .refused
            .iter()
            .filter(|refused| SIGNATURES.contains(&refused.reason))
            .map(|refused| u64::try_from(refused.count).unwrap_or(0))
            .sum();
        Ok(subscribed.then_some(PushHealth {
            last_validation_at: health.last_validation_at,
            refused_signatures: refused,
        }))
    }
}

/// How fast a number that only grows has grown in the last hour, as far as this process has seen
/// it: after a start it begins at nothing, so that an old flood is not told as a new one.
#[derive(Debug, Default)]
pub(crate) struct Growth(Mutex<HashMap<ConnectionId, VecDeque<(i64, u64)>>>);

const HOUR: i64 = 3_600_000_000;

impl Growth {
    /// Notes the number as it is at `now`; answers by how much it grew within the hour before.
    pub(crate) fn note(&self, connection: &ConnectionId, now: i64, number: u64) -> u64 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let marks = all.entry(connection.clone()).or_default();
        marks.push_back((now, number));
        // The newest mark that is an hour old stays: the hour is counted from it.
        while marks.get(1).is_some_and(|(at, _)| now - at >= HOUR) {
            marks.pop_front();
        }
        let before = marks.front().map_or(number, |(_, number)| *number);
        number.saturating_sub(before)
    }
}

#[cfg(test)]
mod tests {
    use super::{ConnectionId, Growth, HOUR};

    #[test]
    fn only_what_grew_within_the_hour_counts() {
        let growth = Growth::default();
        let id = ConnectionId("c".to_owned());
        assert_eq!(
            growth.note(&id, 0, 500),
            0,
            "what was there before is no news"
        );
        assert_eq!(growth.note(&id, HOUR / 2, 530), 30);
        assert_eq!(growth.note(&id, HOUR, 530), 30);
        assert_eq!(growth.note(&id, HOUR * 3 / 2, 531), 1);
        assert_eq!(growth.note(&id, HOUR * 3, 531), 0);
        assert_eq!(growth.note(&id, HOUR * 3 + 1, 0), 0, "it began anew");
    }
}
