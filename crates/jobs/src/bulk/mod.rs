//! Many things of one kind, done one after the other: a *bulk job*.
//!
//! A job is rows in the database, looked through before anything is sent (the dry run), then sent
//! a few at a time by whichever process has its lease. The intent to send a row is committed before
//! the call and its answer after it; a process that dies between leaves an intent without an
//! answer, and whoever comes next finds out what became of it before anything is sent again. So a
//! job can be stopped, let go on and killed at any moment, and each row keeps its fate.
//!
//! What a row means is its [`Work`]'s business: adding people and throwing recordings away are two
//! works over one machine.
//!
//! What it refuses: to know what is called, to give a row up that was never answered before its
//! work was asked about it, and to write anything once its lease has ended.

mod plan;
mod point;
mod prune;
mod rows;
mod run;
mod then;

use std::{fmt::Display, future::Future, sync::Arc};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use store::{StoreError, Tx};

pub use self::{
    plan::{NewJob, NewRow},
    point::{NoPoints, Point, Points, Stop},
    rows::{Job, JobId, JobState, RowState, RowView, Standing},
    run::Open,
};
use crate::{Jobs, JobsError};

/// The bulk jobs of one kind. Cheap to clone.
#[derive(Clone)]
pub struct Bulk {
    jobs: Jobs,
    queue: &'static str,
    points: Arc<dyn Points>,
}

impl Bulk {
    /// Those of this queue. A queue's jobs are run by the process that has their lease and knows
    /// their work.
    pub fn new(jobs: Jobs, queue: &'static str) -> Self {
        Self {
            jobs,
            queue,
            points: Arc::new(NoPoints),
        }
    }

    /// The same, stopped by a test where it says.
    #[must_use]
    pub fn stopping_at(mut self, points: Arc<dyn Points>) -> Self {
        self.points = points;
        self
    }
}

impl std::fmt::Debug for Bulk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bulk({})", self.queue)
    }
}

/// Who does the jobs of a queue.
pub trait Worker: Sync {
    /// What is done for one job.
    type Work: Work;
    /// Why a job cannot be worked at.
    type Error: From<JobsError> + Display + Send;

    /// Gets ready for a job.
    fn begin(&self, job: &Job) -> impl Future<Output = Result<Self::Work, Self::Error>> + Send;
}

/// What the rows of a job mean.
pub trait Work: Send + Sync {
    /// What a row asks for, beside whom or what it is about.
    type Wish: DeserializeOwned + Send + Sync;
    /// What is kept of a row that was done.
    type What: Send + Sync;

    /// Sends a row whose intent is committed.
    fn send(&self, row: &Open<Self::Wish>) -> impl Future<Output = Outcome<Self::What>> + Send;

    /// Finds out what became of a row that was sent and whose answer is not known.
    fn settle(&self, row: &Open<Self::Wish>) -> impl Future<Output = Outcome<Self::What>> + Send;

    /// Keeps what was done, in the transaction that commits the rows' fates.
    fn keep(
        &self,
        tx: &mut Tx,
        done: &[Done<Self::What>],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A row that was done.
#[derive(Debug)]
pub struct Done<T> {
    /// What was done, in a sentence.
    pub said: String,
    /// Zoom's id of what it was done to, where that is worth keeping.
    pub zoom_id: String,
    /// The work's own.
    pub what: T,
}

/// What became of a row.
#[derive(Debug)]
pub enum Outcome<T> {
    /// Zoom did it.
    Done(Done<T>),
    /// It was so already.
    Same(String),
    /// Zoom refused it.
    Refused(String),
    /// To be sent again; whether what was sent before was done may still not be known.
    Again {
        /// Whether an earlier call may have done it.
        in_doubt: bool,
    },
    /// It may have been done; to be found out.
    Unclear {
        /// What is known of it.
        said: String,
        /// Whether Zoom answers at all, so that the other rows may go on.
        zoom_is_there: bool,
    },
    /// Nothing was done now; all rows rest until then.
    Rest(Timestamp, String),
    /// Nothing was done now, and no row can be.
    Halt(String),
}
