//! What can go wrong here, said to a person.

use connect::{Cause, ConnectError, Forbidden, FormProblems, Refusal};
use jobs::JobsError;
use store::StoreError;
use zoom_types::MeetingId;

use crate::{Difference, Kind, PublicId};

/// A failure of this crate. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was typed cannot be scheduled.
    #[error(transparent)]
    Form(#[from] FormProblems),
    /// Zoom will not, or did not.
    #[error("{0}")]
    Zoom(Box<Refusal>),
    /// Somebody else changed it since the form was opened.
    #[error("{}", stale(.changes, *.at_zoom))]
    Stale {
        /// What changed meanwhile, where that is known.
        changes: Vec<Difference>,
        /// True when it was changed at Zoom, false when here.
        at_zoom: bool,
    },
    /// There is no such meeting or webinar here.
    #[error("There is no meeting or webinar “{0}” here. It may belong to another installation.")]
    NotFound(PublicId),
    /// It is a webinar and a meeting was asked for, or the other way round.
    #[error("“{topic}” is a {kind}.")]
    OtherKind {
        /// Its id here.
        public_id: PublicId,
        /// Its topic.
        topic: String,
        /// What it is.
        kind: Kind,
    },
    /// It was called off.
    #[error("This {0} was called off; it can no longer be changed. Schedule a new one.")]
    CalledOff(Kind),
    /// Zoom made it and it could not be kept here.
    #[error(
        "Zoom scheduled the {kind} {zoom_id}, but it could not be saved here: {source} It exists \
         at Zoom; take it over from the list of its host once the database works again."
    )]
    Unsaved {
        /// Meeting or webinar.
        kind: Kind,
        /// Its number at Zoom.
        zoom_id: MeetingId,
        /// Why not.
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
    /// A job with recordings.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// A stored value cannot be understood.
    #[error(
        "The database holds “{value}” for {column} of a meeting, which this version does not \
         understand. Run the version that wrote it."
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
            Self::Zoom(refusal) => match refusal.cause {
                Cause::Refused => (502, "zoom_refused"),
                cause => cause.meaning(),
            },
            Self::Stale { .. } => (409, "changed_meanwhile"),
            Self::NotFound(_) | Self::OtherKind { .. } => (404, "not_found"),
            Self::CalledOff(_) => (410, "called_off"),
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

fn stale(changes: &[Difference], at_zoom: bool) -> String {
    let place = if at_zoom { " at Zoom" } else { "" };
    let what: Vec<String> = changes
        .iter()
        .map(|change| format!("{} is now {}", change.title, change.kept))
        .collect();
    let what = if what.is_empty() {
        String::new()
    } else {
        format!(" ({})", what.join("; "))
    };
    format!(
        "It was changed{place} after you opened this form{what}. Nothing of yours was sent; look \
         at the fields again and save once more."
    )
}
