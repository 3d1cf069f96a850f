//! Presets: which scopes a person is told to add.

use serde::{Deserialize, Serialize};

/// A list of scopes to add to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// The categories of the first guide (monitoring), with the scopes its API tests need.
    AsInGuideFirst,
    /// Exactly the 49 scopes of the second guide (meetings).
    AsInGuideSecond,
    /// Every scope that Parfocal can use.
    Everything,
}

impl Preset {
    /// Its name in the database and the address bar.
    pub fn key(self) -> &'static str {
        match self {
            Self::AsInGuideFirst => "as_in_guide_first",
            Self::AsInGuideSecond => "as_in_guide_second",
            Self::Everything => "everything",
        }
    }

    /// What a person reads.
    pub fn title(self) -> &'static str {
        match self {
            Self::AsInGuideFirst => "As in the guide (monitoring)",
            Self::AsInGuideSecond => "As in the guide (49 scopes)",
            Self::Everything => "Everything",
        }
    }

    /// The preset of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::AsInGuideFirst,
            Self::AsInGuideSecond,
            Self::Everything,
        ]
        .into_iter()
        .find(|preset| preset.key() == key)
    }
}
