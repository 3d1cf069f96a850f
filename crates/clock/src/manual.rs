//! A clock that moves only when told, for tests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::{Sleep, TimeSource};

/// Moves a manual [`Clock`](crate::Clock): whoever sleeps on it wakes when it passes their hour.
#[derive(Clone)]
pub struct ManualClock {
    now: Arc<watch::Sender<Timestamp>>,
    guard: Arc<Mutex<()>>,
    sleepers: Arc<Mutex<BTreeMap<Timestamp, usize>>>,
}

/// Somebody who sleeps until an hour, as long as they do.
struct Sleeper {
    due: Timestamp,
    sleepers: Arc<Mutex<BTreeMap<Timestamp, usize>>>,
}

impl Sleeper {
    fn new(due: Timestamp, sleepers: &Arc<Mutex<BTreeMap<Timestamp, usize>>>) -> Self {
        let mut known = sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry(due).or_default() += 1;
        drop(known);
        Self {
            due,
            sleepers: Arc::clone(sleepers),
        }
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let mut known = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = known.get_mut(&self.due) {
            *count -= 1;
            if *count == 0 {
                known.remove(&self.due);
            }
        }
    }
}

impl ManualClock {
    pub(crate) fn new(start: Timestamp) -> Self {
        Self {
            now: Arc::new(watch::Sender::new(start)),
            guard: Arc::default(),
            sleepers: Arc::default(),
        }
    }

    /// The hour of the first who sleeps: the next at which anything can happen. For tests that let
    /// a whole day pass whenever everybody waits.
    pub fn next_due(&self) -> Option<Timestamp> {
        let sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        sleepers.keys().next().copied()
    }

    /// How many sleep.
    pub fn sleepers(&self) -> usize {
        let sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        sleepers.values().sum()
    }

    /// Sets the clock; setting it back wakes nobody.
    pub fn set(&self, at: Timestamp) {
        let _one_at_a_time = self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        self.now.send_replace(at);
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.now
            .send_modify(|now| *now += SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }
}

impl TimeSource for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let due = self
            .now()
            .saturating_add(SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX));
        let mut changes = self.now.subscribe();
        let sleeper = due
            .as_ref()
            .ok()
            .map(|due| Sleeper::new(*due, &self.sleepers));
        Box::pin(async move {
            let Ok(due) = due else {
                return std::future::pending().await;
            };
            let _sleeper = sleeper;
            // The sender lives in the clock itself; once it is gone nobody can wake us any more.
            if changes.wait_for(|now| *now >= due).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{Clock, Elapsed};

    #[tokio::test]
    async fn a_sleeper_wakes_when_its_hour_has_come_and_not_before() {
        let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let sleeper = tokio::spawn(clock.sleep(Duration::from_mins(1)));
        tokio::task::yield_now().await;
        hand.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        hand.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
        assert_eq!(clock.now().to_string(), "2026-11-21T12:01:00Z");
    }

    #[tokio::test]
    async fn the_first_sleepers_hour_is_known_until_they_wake_or_give_up() {
        let start = "2026-11-21T12:00:00Z".parse().unwrap();
        let (clock, hand) = Clock::manual(start);
        assert_eq!(hand.next_due(), None);
        let late = clock.sleep(Duration::from_mins(2));
        let soon = clock.sleep(Duration::from_mins(1));
        let due = hand.next_due().unwrap();
        assert_eq!(due.to_string(), "2026-11-21T12:01:00Z");
        assert_eq!(hand.sleepers(), 2);
        hand.set(due);
        soon.await;
        assert_eq!(hand.next_due().unwrap().to_string(), "2026-11-21T12:02:00Z");
        drop(late);
        assert_eq!(hand.next_due(), None);
    }

    #[tokio::test]
    async fn a_timeout_is_measured_on_the_clock_it_was_asked_of() {
        let (clock, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let inner = clock.clone();
        let waiting = tokio::spawn(async move {
            inner
                .timeout(Duration::from_secs(5), std::future::pending::<()>())
                .await
        });
        tokio::task::yield_now().await;
        hand.advance(Duration::from_secs(5));
        assert_eq!(waiting.await.unwrap(), Err(Elapsed));
    }
}
