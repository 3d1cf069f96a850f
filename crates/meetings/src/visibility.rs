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

/// Who is looking. To be signed in and to be registered are two things: whoever registered is shown
/// nothing that is for people signed in, and the reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// A visitor of the public page.
    Visitor,
    /// Signed in to this site.
    SignedIn,
    /// Registered for the event.
    Registered,
    /// Both.
    SignedInAndRegistered,
    /// The signed-in administration.
    Administration,
}

impl Viewer {
    /// The same, registered for the event as well.
    #[must_use]
    pub const fn registered(self) -> Self {
        match self {
            Self::Visitor | Self::Registered => Self::Registered,
            Self::SignedIn | Self::SignedInAndRegistered => Self::SignedInAndRegistered,
            Self::Administration => Self::Administration,
        }
    }
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
        match viewer {
            Viewer::Administration => true,
            Viewer::Visitor => matches!(self, Self::Everyone),
            Viewer::SignedIn => matches!(self, Self::Everyone | Self::SignedIn),
            Viewer::Registered => matches!(self, Self::Everyone | Self::Registered),
            Viewer::SignedInAndRegistered => !matches!(self, Self::Nobody),
        }
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
    fn each_level_admits_its_own_and_nobody_by_another_way() {
        for (level, admitted) in [
            (Level::Everyone, [true, true, true, true, true]),
            (Level::SignedIn, [false, true, false, true, true]),
            (Level::Registered, [false, false, true, true, true]),
            (Level::Nobody, [false, false, false, false, true]),
        ] {
            let viewers = [
                Viewer::Visitor,
                Viewer::SignedIn,
                Viewer::Registered,
                Viewer::SignedIn.registered(),
                Viewer::Administration.registered(),
            ];
            assert_eq!(viewers.map(|viewer| level.shows_to(viewer)), admitted);
        }
    }
}
