//! What can go wrong here, said to a person.

use connect::{ConnectError, Forbidden, FormProblems, Refusal};
use jobs::JobsError;
use store::StoreError;

use crate::fields::FieldChange;

/// A failure of this crate. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was typed cannot be sent.
    #[error(transparent)]
    Form(#[from] FormProblems),
    /// Zoom will not, or did not.
    #[error("{0}")]
    Zoom(Box<Refusal>),
    /// Somebody changed the person at Zoom since the form was read.
    #[error("{}", stale(.0))]
    Stale(Vec<FieldChange>),
    /// There is nobody of this id or address.
    #[error(
        "There is nobody “{0}” among the people known here. Check the id or the mail address; \
         somebody who joined a moment ago may not be listed yet."
    )]
    Nobody(String),
    /// Zoom did it and it could not be kept here.
    #[error(
        "Zoom did it ({what}), but it could not be saved here: {source} The list is right again \
         after it has been read from Zoom."
    )]
    Unsaved {
        /// What was done.
        what: String,
        /// Why it was not saved.
        source: Box<Error>,
    },
    /// The caller may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The connection is not usable.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A job, its lease or a schedule.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// A stored value cannot be understood.
    #[error(
        "The database holds “{value}” for {column}, which this version does not understand. Run \
         the version that wrote it."
    )]
    Unreadable {
        /// Which column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
}

impl Error {
    /// A stable name for programs, and the HTTP status that fits.
    pub fn meaning(&self) -> (u16, &'static str) {
        match self {
            Self::Form(_) => (422, "refused"),
            Self::Zoom(refusal) => refusal.cause.meaning(),
            Self::Stale(_) => (409, "changed_meanwhile"),
            Self::Nobody(_) => (404, "not_found"),
            Self::Unsaved { .. } => (503, "unsaved"),
            Self::Forbidden(_) => (403, "forbidden"),
            Self::Connect(_) => (409, "connection"),
            Self::Store(_) => (503, "database"),
            Self::Jobs(error) => error.meaning(),
            Self::Unreadable { .. } => (500, "internal"),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Zoom(Box::new(refusal))
    }
}

fn stale(changes: &[FieldChange]) -> String {
    let what: Vec<String> = changes
        .iter()
        .map(|change| {
            let now = if change.now.is_empty() {
                "empty"
            } else {
                &change.now
            };
            format!("{} is now {now}", change.title)
        })
        .collect();
    format!(
        "It was changed at Zoom after you opened this form ({}). Nothing of yours was sent; look \
         at the fields again and save once more.",
        what.join("; ")
    )
}
