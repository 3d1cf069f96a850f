//! What can go wrong here, said to a person.

use connect::{ConnectError, Forbidden};
use jobs::JobsError;
use serde::Serialize;
use store::StoreError;

use crate::{Cause, Notice, fields::FieldChange};

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleFieldProblem)]
pub struct FieldProblem {
    /// The field's name.
    pub field: String,
    /// A sentence.
    pub message: String,
}

/// Everything that is wrong with a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FormProblems(pub Vec<FieldProblem>);

impl FormProblems {
    /// The one thing that is wrong.
    pub fn one(field: &str, message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(field, message);
        problems
    }

    /// The same, said at another field: a form may have two for one thing.
    #[must_use]
    pub fn moved(mut self, from: &str, to: &str) -> Self {
        for problem in self.0.iter_mut().filter(|problem| problem.field == from) {
            to.clone_into(&mut problem.field);
        }
        self
    }

    pub(crate) fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    pub(crate) fn settle(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The sentence about a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        let found = self.0.iter().find(|problem| problem.field == field)?;
        Some(&found.message)
    }
}

impl std::fmt::Display for FormProblems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all: Vec<&str> = self.0.iter().map(|one| one.message.as_str()).collect();
        f.write_str(&all.join(" "))
    }
}

impl std::error::Error for FormProblems {}

/// A failure of this crate. No variant carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was typed cannot be sent.
    #[error(transparent)]
    Form(#[from] FormProblems),
    /// Zoom will not, or did not.
    #[error("{0}")]
    Zoom(Box<Notice>),
    /// Somebody changed the person at Zoom since the form was read.
    #[error("{}", stale(.0))]
    Stale(Vec<FieldChange>),
    /// There is nobody of this id or address.
    #[error(
        "There is nobody “{0}” among the people known here. Check the id or the mail address; \
         somebody who joined a moment ago may not be listed yet."
    )]
    Nobody(String),
    /// There is no such job.
    #[error("There is no job “{0}” here. It may belong to another installation.")]
    NoJob(String),
    /// The job does not stand where this can be done.
    #[error("{0}")]
    JobState(String),
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
    /// Leases and schedules.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// A test stopped the work here.
    #[error("The work was stopped at {0:?}.")]
    Stopped(crate::Point),
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
            Self::Zoom(notice) => match notice.cause {
                Cause::MissingScopes => (403, "missing_scopes"),
                Cause::MissingPlan => (403, "missing_plan"),
                Cause::NoSeat => (409, "no_seat"),
                Cause::Exists => (409, "exists"),
                Cause::NoSuchPerson => (404, "no_such_person"),
                Cause::RateLimited => (429, "rate_limited"),
                Cause::NotSetUp => (409, "not_set_up"),
                Cause::ZoomDown | Cause::Unknown => (502, "zoom_down"),
                Cause::Refused => (422, "zoom_refused"),
            },
            Self::Stale(_) => (409, "changed_meanwhile"),
            Self::Nobody(_) | Self::NoJob(_) => (404, "not_found"),
            Self::JobState(_) => (409, "job_state"),
            Self::Unsaved { .. } => (503, "unsaved"),
            Self::Forbidden(_) => (403, "forbidden"),
            Self::Connect(_) => (409, "connection"),
            Self::Store(_) | Self::Jobs(_) => (503, "database"),
            Self::Stopped(_) | Self::Unreadable { .. } => (500, "internal"),
        }
    }
}

impl From<Notice> for Error {
    fn from(notice: Notice) -> Self {
        Self::Zoom(Box::new(notice))
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
