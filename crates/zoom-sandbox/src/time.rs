//! The sandbox's own clock: the clock beneath it, shifted and sped up.
//!
//! Tokens expire, days roll over and the organisation lives by this clock, so that an hour can
//! pass in a second. Whoever sleeps on it is woken again when the clock is moved under them.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use clock::{Clock, Sleep, TimeSource};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Moves the sandbox's clock. Cheap to clone.
#[derive(Clone)]
pub struct VirtualClock {
    base: Clock,
    setting: Arc<RwLock<Setting>>,
    moved: Arc<watch::Sender<u64>>,
}

/// Where the virtual clock stood when it was last set, and how fast it runs since.
#[derive(Debug, Clone, Copy)]
struct Setting {
    base_anchor: Timestamp,
    anchor: Timestamp,
    /// Virtual seconds per real second; 0 stands still.
    speed: f64,
}

impl Setting {
    fn at(&self, base_now: Timestamp) -> Timestamp {
        let passed = base_now.duration_since(self.base_anchor);
        #[expect(
            clippy::float_cmp,
            reason = "exactly 1 is the untouched clock, which must not pass through floats"
        )]
        let scaled = if self.speed == 1.0 {
            passed
        } else {
            SignedDuration::try_from_secs_f64(passed.as_secs_f64() * self.speed)
                .unwrap_or(SignedDuration::MAX)
        };
        self.anchor.saturating_add(scaled).unwrap_or(self.anchor)
    }
}

impl VirtualClock {
    /// A clock that runs with `base`, from `start` where one is given.
    pub fn new(base: Clock, start: Option<Timestamp>) -> Self {
        let now = base.now();
        let setting = Setting {
            base_anchor: now,
            anchor: start.unwrap_or(now),
            speed: 1.0,
        };
        Self {
            base,
            setting: Arc::new(RwLock::new(setting)),
            moved: Arc::new(watch::Sender::new(0)),
        }
    }

    /// This clock as everybody is handed it.
    pub fn clock(&self) -> Clock {
        Clock::from_source(self.clone())
    }

    /// The virtual instant it is now.
    pub fn now(&self) -> Timestamp {
        self.setting().at(self.base.now())
    }

    /// Virtual seconds per real second.
    pub fn speed(&self) -> f64 {
        self.setting().speed
    }

    /// Puts the clock at `at`; it runs on at the same speed.
    pub fn set(&self, at: Timestamp) {
        self.change(|setting| setting.anchor = at);
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.change(|setting| {
            setting.anchor = setting.anchor.saturating_add(by).unwrap_or(setting.anchor);
        });
    }

    /// Changes how fast it runs. Negative and non-finite speeds stand still.
    pub fn set_speed(&self, speed: f64) {
        let speed = if speed.is_finite() {
            speed.max(0.0)
        } else {
            0.0
        };
        self.change(|setting| setting.speed = speed);
    }

    /// Completes once it is `due`, however the clock is moved in the meantime.
    pub(crate) fn until(&self, due: Timestamp) -> Sleep {
        let clock = self.clone();
        let mut moved = self.moved.subscribe();
        Box::pin(async move {
            loop {
                let left = due.duration_since(clock.now());
                if !left.is_positive() {
                    return;
                }
                let speed = clock.speed();
                let real = (speed > 0.0)
                    .then(|| Duration::try_from_secs_f64(left.as_secs_f64() / speed).ok())
                    .flatten();
                let woken = async {
                    match real {
                        Some(real) => clock.base.sleep(real).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = woken => {}
                    changed = moved.changed() => if changed.is_err() { return },
                }
            }
        })
    }

    fn setting(&self) -> Setting {
        *self.setting.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Setting)) {
        let base_now = self.base.now();
        {
            let mut setting = self.setting.write().unwrap_or_else(PoisonError::into_inner);
            setting.anchor = setting.at(base_now);
            setting.base_anchor = base_now;
            change(&mut setting);
        }
        self.moved.send_modify(|version| *version += 1);
    }
}

impl TimeSource for VirtualClock {
    fn now(&self) -> Timestamp {
        self.now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let due = self
            .now()
            .saturating_add(SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX))
            .unwrap_or(Timestamp::MAX);
        self.until(due)
    }
}

impl std::fmt::Debug for VirtualClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VirtualClock({}, {}x)", self.now(), self.speed())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clock::{Clock, TimeSource};

    use super::VirtualClock;

    #[tokio::test]
    async fn a_sped_up_clock_wakes_its_sleepers_early() {
        let (base, hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let clock = VirtualClock::new(base, Some("2030-01-01T00:00:00Z".parse().unwrap()));
        clock.set_speed(60.0);
        let sleeper = tokio::spawn(clock.sleep(Duration::from_hours(1)));
        tokio::task::yield_now().await;
        hand.advance(Duration::from_mins(1));
        sleeper.await.unwrap();
        assert_eq!(clock.now().to_string(), "2030-01-01T01:00:00Z");
    }

    #[tokio::test]
    async fn advancing_wakes_a_sleeper_on_a_clock_that_stands_still() {
        let (base, _hand) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let clock = VirtualClock::new(base, None);
        clock.set_speed(0.0);
        let sleeper = tokio::spawn(clock.sleep(Duration::from_hours(2)));
        tokio::task::yield_now().await;
        clock.advance(Duration::from_hours(1));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_hours(1));
        sleeper.await.unwrap();
    }
}
