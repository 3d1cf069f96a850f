//! The webhook journal: verified, kept durably, then answered; one cursor per consumer.
//!
//! Zoom counts a webhook as delivered when it is answered 200 within three seconds, and never
//! sends it again. So the answer 200 is given only once the body is committed, and everything that
//! reads it does so later, at its own pace, from its own cursor. A repeated delivery has the same
//! raw body: it is recognised by the connection and the body's SHA-256, and kept once.
//!
//! A commit costs the same for one event and for five hundred, so one task writes for everybody:
//! what arrives while a commit is under way waits in a bounded queue and goes into the next one.
//! A full queue is answered 503, which makes Zoom send again; nothing is taken that cannot be kept.
//!
//! What this crate refuses to do: understand an event. It reads the name, the time and the account
//! from the envelope; unknown events and unknown fields are kept like any other. And it works for
//! nobody whose signature is wrong: such a delivery costs one HMAC and changes nothing.

mod accept;
mod address;
mod aside;
mod consume;
mod health;
mod list;
mod log;
mod mask;
mod prune;
mod read;
mod refused;
mod repeats;
mod replay;
mod shown;
mod tables;
#[cfg(test)]
mod testing;
mod verify;
mod writer;

use std::sync::{Arc, OnceLock};

use clock::Clock;
use store::{Db, StoreError};
use tokio::sync::watch;

pub use self::{
    accept::{Accept, Delivery},
    aside::{Aside, AsideFilter},
    consume::{Consumer, Failed},
    health::{CursorHealth, Health, JournalHealth, OtherAccount, OtherHost, RefusedCount},
    list::{Filter, Listed, Order, Reading, Standing},
    log::LogLine,
    mask::{HIDDEN, is_delicate, masked, without_secrets},
    prune::Retention,
    read::Entry,
    shown::Shown,
    tables::MIGRATIONS,
    verify::{Headers, Keys, LONGEST_BODY, Rejected},
};

/// What goes wrong here.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The database failed. A webhook that met it is answered 503, and Zoom sends it again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// More came in than can be kept at once: answer 503, and Zoom sends it again.
    #[error("More events arrive than can be kept at once; Zoom is asked to send this one again.")]
    Busy,
    /// The commit failed; the log says why. Answer 503, and Zoom sends it again.
    #[error("The event could not be kept; Zoom is asked to send it again.")]
    NotKept,
    /// There is no such entry (any more).
    #[error(
        "There is no event {0} in the journal: the number is wrong, or the event was older than the journal keeps."
    )]
    NoEntry(i64),
    /// Nobody of that name reads the journal.
    #[error("Nobody called “{0}” reads the journal.")]
    NoConsumer(String),
    /// The place lies ahead of the cursor.
    #[error(
        "“{consumer}” has not read event {from} yet, so there is nothing to apply again from there."
    )]
    NotRead {
        /// Whose cursor.
        consumer: String,
        /// The place asked for.
        from: i64,
    },
    /// Nothing came in since.
    #[error("No event has come in since {}, so there is nothing to apply again.", .0.strftime("%Y-%m-%d %H:%M:%S UTC"))]
    NothingSince(jiff::Timestamp),
    /// It is not (or no longer) set aside.
    #[error("Event {seq} is not set aside for “{consumer}”.")]
    NotAside {
        /// For whom.
        consumer: String,
        /// Which.
        seq: i64,
    },
}

/// What this crate's calls answer.
pub type Result<T, E = InboxError> = std::result::Result<T, E>;

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    retention: Retention,
    /// Counts what this process kept, and other reasons to look at the journal.
    arrivals: Arc<watch::Sender<u64>>,
    /// The writer's queue; the task begins with the first delivery.
    queue: OnceLock<writer::Queue>,
    /// What was turned away and not written down yet.
    refused: Arc<refused::Counts>,
}

impl Inbox {
    /// The service over a database, keeping what [`Retention::default`] says.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self::keeping(db, clock, Retention::default())
    }

    /// The same with a retention of one's own.
    pub fn keeping(db: Db, clock: Clock, retention: Retention) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            retention,
            arrivals: Arc::new(watch::Sender::new(0)),
            queue: OnceLock::new(),
            refused: Arc::default(),
        }))
    }

    /// Changes whenever this process has written what arrived, or could not.
    pub fn arrived(&self) -> watch::Receiver<u64> {
        self.0.arrivals.subscribe()
    }

    /// There is something to do for the consumers.
    fn wake(&self) {
        self.0
            .arrivals
            .send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inbox")
    }
}

/// A stored time (microseconds).
fn time(micros: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(micros).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}
