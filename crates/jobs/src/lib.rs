//! Leases and schedules in the same database as everything else: nothing more to operate.
//!
//! A *lease* is the right to be the only one who does something, for a while. It is taken by
//! compare and swap, ends by itself when its holder dies, and carries a fencing number that only
//! ever grows, so that a holder who overslept can be told from the one who came after.
//!
//! A *schedule* is a thing that is due again and again. What was missed while nobody ran is due
//! once, not once for every time it was missed.
//!
//! A *bulk job* ([`bulk`]) is the same thing done to many, row by row, that a person can look
//! through before, stop and let go on, and that survives a kill at any moment.
//!
//! What this crate refuses to do: know what is done. Its users say what is due, and what a row means.

pub mod bulk;
mod lease;
mod schedule;

use std::sync::Arc;

use clock::Clock;
use store::{Db, Migration, StoreError};

pub use self::{
    lease::Lease,
    schedule::{Due, Schedule},
};

/// To be applied with [`Db::migrate`] before anything else here is called.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "jobs/0001_leases_and_schedules",
        sql: "
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    held_until BIGINT NOT NULL
);
CREATE TABLE schedules (
    queue TEXT NOT NULL,
    name TEXT NOT NULL,
    period BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (queue, name)
);
CREATE INDEX schedules_next ON schedules (queue, next_at);
",
    },
    Migration {
        name: "jobs/0002_bulk",
        sql: "
CREATE TABLE bulk_jobs (
    id TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    connection TEXT NOT NULL,
    deed TEXT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    rest_until BIGINT NOT NULL,
    said TEXT NOT NULL
);
CREATE INDEX bulk_jobs_made ON bulk_jobs (queue, connection, made_at);
CREATE TABLE bulk_rows (
    job TEXT NOT NULL,
    line BIGINT NOT NULL,
    target TEXT NOT NULL,
    wish TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    said TEXT NOT NULL,
    zoom_id TEXT NOT NULL,
    in_doubt BIGINT NOT NULL,
    settles BIGINT NOT NULL,
    PRIMARY KEY (job, line)
);
CREATE INDEX bulk_rows_state ON bulk_rows (job, state, line);
",
    },
];

/// A failure of this crate.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lease is not ours any more.
    #[error(
        "The lease “{0}” has ended and somebody else may hold it: what was done under it must not be written."
    )]
    Lost(String),
    /// There is no such job.
    #[error("There is no job “{0}” here. It may belong to another installation.")]
    NoJob(String),
    /// The job does not stand where this can be done.
    #[error("{0}")]
    State(String),
    /// A test stopped the work here.
    #[error("The work was stopped at {0:?}.")]
    Stopped(bulk::Point),
    /// A stored value cannot be understood.
    #[error(
        "The database holds “{value}” for {column} of a job, which this version does not \
         understand. Run the version that wrote it."
    )]
    Unreadable {
        /// Which column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
}

impl JobsError {
    /// A stable name for programs, and the HTTP status that fits.
    pub fn meaning(&self) -> (u16, &'static str) {
        match self {
            Self::Store(_) | Self::Lost(_) => (503, "database"),
            Self::NoJob(_) => (404, "not_found"),
            Self::State(_) => (409, "job_state"),
            Self::Stopped(_) | Self::Unreadable { .. } => (500, "internal"),
        }
    }
}

/// What this crate's calls answer.
pub type Result<T, E = JobsError> = std::result::Result<T, E>;

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    node: String,
    is_dead: Option<fn(&str) -> bool>,
}

impl Jobs {
    /// The service for one `node`: a name that no other process over this database has now.
    pub fn new(db: Db, clock: Clock, node: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            node: node.into(),
            is_dead: None,
        }))
    }

    /// The same, not waiting for the end of a lease whose holder surely runs no more: `is_dead` is
    /// given the holder's node.
    #[must_use]
    pub fn judging(self, is_dead: fn(&str) -> bool) -> Self {
        Self(Arc::new(Inner {
            db: self.0.db.clone(),
            clock: self.0.clock.clone(),
            node: self.0.node.clone(),
            is_dead: Some(is_dead),
        }))
    }

    /// This process's name.
    pub fn node(&self) -> &str {
        &self.0.node
    }
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Jobs({})", self.0.node)
    }
}

/// A duration as microseconds, the form times have in the database.
fn micros(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}
