//! The two kinds of events that Zoom schedules. They share a form and a life, but not one API:
//! a webinar sent as a meeting is a meeting, which is a mistake others have made.

use serde::{Deserialize, Serialize};

/// A meeting or a webinar.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Everybody may speak.
    Meeting,
    /// Panelists speak, attendees watch.
    Webinar,
}

impl Kind {
    /// Both, in the order of the menu.
    pub const ALL: [Self; 2] = [Self::Meeting, Self::Webinar];

    /// `meeting` or `webinar`: in sentences and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Webinar => "webinar",
        }
    }

    /// `Meeting` or `Webinar`: at the start of a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Meeting => "Meeting",
            Self::Webinar => "Webinar",
        }
    }

    /// `meetings` or `webinars`: of our paths and Zoom's.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Meeting => "meetings",
            Self::Webinar => "webinars",
        }
    }

    /// The kind whose [`word`](Self::word) this is.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}
