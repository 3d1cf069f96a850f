//! Time and randomness, passed in.
//!
//! The sandbox lives on a virtual clock, tests must not depend on the hour or on luck, and a
//! lease is only as good as the clock it is measured by. So no crate of ours asks the operating
//! system for the time or for random bytes: it is handed a [`Clock`] and a [`Random`], and
//! `clippy.toml` forbids the ambient ones everywhere else.
//!
//! What a clock on a wall shows is turned into an instant in one place too ([`wall`]).
//!
//! What this crate refuses to do: know anything about Zoom.

mod manual;
mod random;
pub mod wall;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use jiff::Timestamp;

pub use self::{manual::ManualClock, random::Random};

/// A boxed future, as the clock's sleeps are.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send + 'static>>;

/// A source of time. Implemented by the operating system's clock and by [`ManualClock`].
pub trait TimeSource: Send + Sync + 'static {
    /// The instant it is now.
    fn now(&self) -> Timestamp;
    /// Completes once `duration` has passed on this clock.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// The clock everybody is handed: cheap to clone, tells the time, waits.
#[derive(Clone)]
pub struct Clock(Arc<dyn TimeSource>);

/// A [`Clock::timeout`] ran out before its future was ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed;

impl std::fmt::Display for Elapsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the time allowed ran out")
    }
}

impl std::error::Error for Elapsed {}

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        Self(Arc::new(SystemClock))
    }

    /// A clock that stands at `start` until it is moved.
    pub fn manual(start: Timestamp) -> (Self, ManualClock) {
        let manual = ManualClock::new(start);
        (Self(Arc::new(manual.clone())), manual)
    }

    /// Any other source, for instance the sandbox's virtual clock.
    pub fn from_source(source: impl TimeSource) -> Self {
        Self(Arc::new(source))
    }

    /// The instant it is now.
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Microseconds since the Unix epoch, the form times have in the database.
    pub fn now_micros(&self) -> i64 {
        self.now().as_microsecond()
    }

    /// Completes once `duration` has passed on this clock.
    pub fn sleep(&self, duration: Duration) -> Sleep {
        self.0.sleep(duration)
    }

    /// Completes at `at`, at once if it has passed.
    pub fn sleep_until(&self, at: Timestamp) -> Sleep {
        let left = at.duration_since(self.now());
        self.0.sleep(Duration::try_from(left).unwrap_or_default())
    }

    /// Gives `future` at most `limit` on this clock.
    pub async fn timeout<F: Future>(
        &self,
        limit: Duration,
        future: F,
    ) -> Result<F::Output, Elapsed> {
        tokio::select! {
            output = future => Ok(output),
            () = self.sleep(limit) => Err(Elapsed),
        }
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

struct SystemClock;

impl TimeSource for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the system for the time"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that waits on the system's timer"
    )]
    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}
