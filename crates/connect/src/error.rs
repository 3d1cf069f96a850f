//! What can go wrong here, said to a person.

use store::StoreError;

use crate::{ConnectionId, Forbidden, FormProblems, KeyError, RenewalCause, SetKind};

/// A failure of this crate. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// There is no such connection.
    #[error("There is no connection with the id “{0}”.")]
    NoConnection(ConnectionId),
    /// The set has not been entered.
    #[error(
        "The credentials of the {0} are not entered yet. Enter them on the page Zoom settings."
    )]
    NotSetUp(SetKind),
    /// A part of the set has not been entered.
    #[error("The {what} of the {kind} is not entered yet. Enter it on the page Zoom settings.")]
    Incomplete {
        /// Which set.
        kind: SetKind,
        /// Client Secret, for instance.
        what: &'static str,
    },
    /// A person must press Add again.
    #[error("{}", .0.says())]
    NeedsRenewal(RenewalCause),
    /// What was entered has faults.
    #[error(transparent)]
    Form(#[from] FormProblems),
    /// The caller may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A secret cannot be opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored value cannot be understood.
    #[error(
        "The database holds “{value}” for {field}, which this version does not understand. Run the version that wrote it."
    )]
    Unreadable {
        /// Which column.
        field: &'static str,
        /// What it holds.
        value: String,
    },
    /// The credentials were changed while they were being used.
    #[error("The credentials were changed while they were being used; try again.")]
    Changed,
    /// The client could not be made.
    #[error("Zoom cannot be called: {0}")]
    Client(String),
    /// A test stopped the work here.
    #[error("The work was stopped at the checkpoint {0:?}.")]
    Stopped(crate::Checkpoint),
}
