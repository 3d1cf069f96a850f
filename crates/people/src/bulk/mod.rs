//! Many at once: a file of rows, a dry run, then a job.
//!
//! The jobs are [`jobs::bulk`]'s; here is what their rows mean: who is added, changed or let go,
//! within the budget of work nobody waits for, and how Zoom is asked what became of a row whose
//! answer is not known.

mod csv;
mod fate;
mod job;
mod plan;
mod send;

use serde::{Deserialize, Serialize};

use crate::{Creation, Departure};

pub use self::{csv::Sheet, fate::Fate, job::JobView};
pub use ::jobs::bulk::{JobId, JobState, NoPoints, Point, Points, RowState, RowView, Stop};

/// What a job does to each of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PeopleDeed)]
pub enum Deed {
    /// Add people.
    Create,
    /// Change fields.
    Update,
    /// Change the licence alone.
    Type,
    /// Delete or disassociate.
    Delete,
}

impl Deed {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Create, Self::Update, Self::Type, Self::Delete];

    /// Its name in addresses and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Type => "type",
            Self::Delete => "delete",
        }
    }

    /// The one of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// What a person calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Create => "Add people",
            Self::Update => "Change people",
            Self::Type => "Change licences",
            Self::Delete => "Delete or disassociate people",
        }
    }

    /// The columns its file may have, in words.
    pub const fn columns(self) -> &'static str {
        match self {
            Self::Create => {
                "email (needed), action, and any of first_name, last_name, display_name, type, dept, \
                 job_title, timezone, language, company, location, cost_center, manager"
            }
            Self::Update => {
                "email or id (needed), and any of first_name, last_name, display_name, type, dept, \
                 job_title, timezone, language, company, location, cost_center, manager"
            }
            Self::Type => "email or id (needed), type (needed: 1, 2, 4 or 99)",
            Self::Delete => "email or id (needed)",
        }
    }

    pub(crate) const fn act(self) -> crate::Act {
        match self {
            Self::Create => crate::Act::Create,
            Self::Update | Self::Type => crate::Act::Change,
            Self::Delete => crate::Act::Delete,
        }
    }
}

/// What holds for all rows of a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = PeopleJobOptions)]
pub struct JobOptions {
    /// How people are added where a row does not say.
    pub creation: Creation,
    /// How people go.
    pub departure: Departure,
}
