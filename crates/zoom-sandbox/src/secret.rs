//! A secret of the emulated platform: shown on the Marketplace's pages, never in a log.

use serde::{Deserialize, Serialize};

/// A client secret, secret token or verification token. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the page that hands it out and for comparing.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `given` is this secret, in a time that does not tell how much of it fits.
    pub fn matches(&self, given: &str) -> bool {
        let (own, given) = (self.0.as_bytes(), given.as_bytes());
        let differs = own
            .iter()
            .zip(given)
            .fold(own.len() ^ given.len(), |acc, (a, b)| {
                acc | usize::from(a ^ b)
            });
        differs == 0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
