//! What can go wrong here, said to a person.

use connect::{Cause, ConnectError, Forbidden, FormProblems, Refusal};
use store::StoreError;

use crate::Drift;

/// A failure of this crate. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was typed cannot be sent.
    #[error(transparent)]
    Form(#[from] FormProblems),
    /// Zoom will not, or did not.
    #[error("{0}")]
    Zoom(Box<Refusal>),
    /// It was changed since the form was opened.
    #[error("{}", stale(.0))]
    Stale(Vec<Drift>),
    /// A part was done and a part was not.
    #[error("Zoom took {done}, and then refused the rest. {refusal}")]
    Half {
        /// What was done.
        done: String,
        /// Why not the rest.
        refusal: Box<Refusal>,
    },
    /// There is no such thing here; the text names it.
    #[error("There is no {0} here.")]
    NotFound(String),
    /// The caller may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The connection is not usable.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored value cannot be understood.
    #[error(
        "The database holds something for {0} that this version does not understand. Run the \
         version that wrote it."
    )]
    Unreadable(&'static str),
}

impl Error {
    /// A stable name for programs, and the HTTP status that fits.
    pub fn meaning(&self) -> (u16, &'static str) {
        match self {
            Self::Form(_) => (422, "refused"),
            Self::Zoom(refusal) => match refusal.cause {
                // What is named here was chosen or pasted: it may never have been there.
                Cause::Gone => (404, "gone"),
                Cause::Refused => (502, "zoom_refused"),
                cause => cause.meaning(),
            },
            Self::Stale(_) => (409, "changed_meanwhile"),
            Self::Half { .. } => (502, "half_done"),
            Self::NotFound(_) => (404, "not_found"),
            Self::Forbidden(_) => (403, "forbidden"),
            Self::Connect(_) => (409, "connection"),
            Self::Store(_) => (503, "database"),
            Self::Unreadable(_) => (500, "internal"),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Zoom(Box::new(refusal))
    }
}

fn stale(drifts: &[Drift]) -> String {
    let each: Vec<String> = drifts
        .iter()
        .map(|one| format!("“{}” was {} and is now {}", one.label, one.was, one.now))
        .collect();
    format!(
        "It was changed after you opened this form: {}. Nothing of yours was sent; look at it \
         again and save once more.",
        each.join("; ")
    )
}
