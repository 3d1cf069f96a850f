//! Who sees the join link and the passcode.
//!
//! One filter for page, calendar file, API and command line, so that none of them can leak what
//! another hides. Zoom's `start_url` has no level: it is a login as the host and is never kept.

use serde::{Deserialize, Serialize};

/// From which viewer on something is shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Whoever has the address of the page.
    Everyone,
    /// People signed in to this site.
    SignedIn,
    /// People registered for the event.
    Registered,
    /// Nobody but the administration.
    Nobody,
}

/// Who is looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Viewer {
    /// A visitor of the public page.
    Visitor,
    /// Signed in to this site.
    SignedIn,
    /// Registered for the event.
    Registered,
    /// The signed-in administration.
    Administration,
}

impl Level {
    /// All four, from open to closed.
    pub const ALL: [Self; 4] = [
        Self::Everyone,
        Self::SignedIn,
        Self::Registered,
        Self::Nobody,
    ];

    /// Whether this viewer is shown it.
    pub(crate) const fn shows_to(self, viewer: Viewer) -> bool {
        let least = match self {
            Self::Everyone => Viewer::Visitor,
            Self::SignedIn => Viewer::SignedIn,
            Self::Registered => Viewer::Registered,
            Self::Nobody => Viewer::Administration,
        };
        viewer as u8 >= least as u8
    }

    /// In the database and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::SignedIn => "signed_in",
            Self::Registered => "registered",
            Self::Nobody => "nobody",
        }
    }

    /// The level whose [`word`](Self::word) this is.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, Viewer};

    #[test]
    fn each_level_admits_its_viewer_and_those_closer_than_it() {
        for (level, admitted) in [
            (Level::Everyone, [true, true, true, true]),
            (Level::SignedIn, [false, true, true, true]),
            (Level::Registered, [false, false, true, true]),
            (Level::Nobody, [false, false, false, true]),
        ] {
            let viewers = [
                Viewer::Visitor,
                Viewer::SignedIn,
                Viewer::Registered,
                Viewer::Administration,
            ];
            assert_eq!(
                viewers.map(|viewer| level.shows_to(viewer)),
                admitted,
                "{level:?}"
            );
            assert_eq!(Level::from_word(level.word()), Some(level));
        }
    }
}
