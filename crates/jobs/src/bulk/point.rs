//! Places at which a test may stop a job, as a power cut would: at once, with no clean-up.

/// A place in the sending of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Point {
    /// Rows are chosen, nothing is written yet.
    BeforeIntent,
    /// The intents are committed, Zoom is not asked yet.
    AfterIntent,
    /// Zoom answered one of them; its answer is in memory only.
    AfterAnswer,
    /// All answers are there, none is committed.
    BeforeCommit,
    /// The answers are committed.
    AfterCommit,
}

impl Point {
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

/// Called at each [`Point`].
pub trait Points: Send + Sync + 'static {
    /// Goes on, or stops the work.
    fn reached(&self, at: Point) -> Result<(), Stop>;
}

/// Goes on everywhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPoints;

impl Points for NoPoints {
    fn reached(&self, _: Point) -> Result<(), Stop> {
        Ok(())
    }
}
