//! Places at which a test may stop the renewal of a token, as a power cut would.
//!
//! Always compiled and never in the way: the default does nothing. A hook that answers
//! [`Stop`] makes the work end there at once, with no clean-up, so that a test can open the
//! database again and see what a restarted program sees.

/// A place in the renewal of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checkpoint {
    /// Nothing is written yet.
    BeforeIntent,
    /// The intent is committed, Zoom is not asked yet.
    AfterIntent,
    /// Zoom has answered; its answer is in memory only.
    AfterAnswer,
    /// The new pair is written in a transaction that is not committed.
    BeforeCommit,
    /// The new pair is committed; nobody has used it.
    AfterCommit,
}

impl Checkpoint {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::BeforeIntent,
        Self::AfterIntent,
        Self::AfterAnswer,
        Self::BeforeCommit,
        Self::AfterCommit,
    ];
}

/// The work ends here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// Called at each [`Checkpoint`].
pub trait Checkpoints: Send + Sync + 'static {
    /// Goes on, or stops the work.
    fn reached(&self, at: Checkpoint) -> Result<(), Stop>;
}

/// Goes on everywhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCheckpoints;

impl Checkpoints for NoCheckpoints {
    fn reached(&self, _at: Checkpoint) -> Result<(), Stop> {
        Ok(())
    }
}
