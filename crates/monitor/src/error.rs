//! What can go wrong between this crate and its callers.

use crate::unit::duration;

/// Why a call of [`Monitor`](crate::Monitor) was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No probe has this id.
    #[error("There is no API test “{0}”. The list of them is on the API tests page.")]
    NoProbe(String),
    /// No measure has this name.
    #[error("There is no measure “{0}”. Each test's page lists its measures.")]
    NoMeasure(String),
    /// No run has this id; runs are kept for two weeks.
    #[error("There is no run “{0}”: it never was, or it is older than two weeks.")]
    NoRun(String),
    /// No alarm has this id.
    #[error("There is no alarm “{0}”. The list of them is on the page Alarms.")]
    NoAlarm(String),
    /// Nobody of this name is told of alarms.
    #[error("Nobody called “{0}” is told of alarms here.")]
    NoTarget(String),
    /// A setting of the alarms, or an act on one, that makes no sense; a sentence.
    #[error("{0}")]
    Alarms(String),
    /// Fields of what was asked about alarms make no sense: each by its name in JSON, with a
    /// sentence.
    #[error("{}", .0.iter().map(|(_, why)| why.as_str()).collect::<Vec<_>>().join(" "))]
    Fields(Vec<(&'static str, String)>),
    /// The edit began from other values than hold now; what holds, in a few words.
    #[error(
        "Somebody changed this meanwhile, so nothing was saved. It now is: {now}. Look at it again, then save what you want over it."
    )]
    Stale {
        /// For instance “bad at or over 2”.
        now: String,
    },
    /// A period outside what makes sense.
    #[error(
        "A period of {} is not possible for this test: between {} and {}.",
        duration(f64::from(*.asked)), duration(f64::from(*.least)), duration(f64::from(*.most))
    )]
    Period {
        /// Seconds asked for.
        asked: u32,
        /// The fewest seconds allowed.
        least: u32,
        /// The most seconds allowed.
        most: u32,
    },
    /// The same test is running at this moment; a test never overlaps itself.
    #[error("The test “{0}” is running at this moment; its figures will be here in a moment.")]
    Running(&'static str),
    /// The span of a history ends before it begins.
    #[error("The history asked for ends before it begins.")]
    Span,
    /// The connections could not be listed or read.
    #[error("The connections could not be read: {0}")]
    Connections(String),
    /// What was spent could not be read.
    #[error("What is spent of Zoom's quota could not be read: {0}")]
    Budget(String),
    /// The database failed.
    #[error("The database could not be used: {0}")]
    Store(#[from] store::StoreError),
    /// The webhook journal could not be read.
    #[error(transparent)]
    Inbox(#[from] inbox::InboxError),
    /// The leases could not be used.
    #[error(transparent)]
    Jobs(#[from] jobs::JobsError),
    /// `/metrics` could not be rendered.
    #[error("The metrics could not be rendered: {0}")]
    Exposition(#[from] std::io::Error),
}
