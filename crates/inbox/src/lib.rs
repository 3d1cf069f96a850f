//! The webhook journal: verified, kept durably, then answered; one cursor per consumer.
//!
//! Zoom counts a webhook as delivered when it is answered 200 within three seconds, and never
//! sends it again. So the answer 200 is given only once the body is committed, and everything that
//! reads it does so later, at its own pace, from its own cursor. A repeated delivery has the same
//! raw body: it is recognised by the connection and the body's SHA-256, and kept once.
//!
//! What this crate refuses to do: understand an event. It does not even need the body to be JSON
//! that we know; only its signature must be right.

mod accept;
mod consume;
mod prune;
mod read;

use std::sync::Arc;

use clock::Clock;
use store::{Db, Migration, StoreError};
use tokio::sync::watch;

pub use self::{
    accept::{Accept, Delivery, Rejected},
    consume::{Consumer, Failed},
    read::Entry,
};

/// To be applied with [`Db::migrate`] before anything else here is called.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "inbox/0001_journal",
    sql: "
CREATE TABLE inbox_journal (
    seq BIGINT PRIMARY KEY,
    connection_id TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    event TEXT NOT NULL,
    event_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    request_id TEXT,
    body {blob} NOT NULL,
    deliveries BIGINT NOT NULL,
    UNIQUE (connection_id, body_sha256)
);
CREATE TABLE inbox_tail (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO inbox_tail (id, seq) VALUES (1, 0);
CREATE TABLE inbox_cursors (
    consumer TEXT PRIMARY KEY,
    seq BIGINT NOT NULL
);
",
}];

/// A failure of this crate: always the database's. A webhook that met one is answered 503, and
/// Zoom sends it again.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct InboxError(#[from] pub StoreError);

/// What this crate's calls answer.
pub type Result<T, E = InboxError> = std::result::Result<T, E>;

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    /// Counts what this process kept.
    arrivals: watch::Sender<u64>,
}

impl Inbox {
    /// The service over a database.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            arrivals: watch::Sender::new(0),
        }))
    }

    /// Changes whenever this process has kept something new.
    pub fn arrived(&self) -> watch::Receiver<u64> {
        self.0.arrivals.subscribe()
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inbox")
    }
}
