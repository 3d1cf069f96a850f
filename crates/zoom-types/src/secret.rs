//! A string that opens something: written to the wire, never to a log.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A passcode, a host key, a `start_url`, a ZAK: serialises as it is, prints as `[hidden]`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// Wraps what must not be printed.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one place that has a right to it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl From<&str> for Hidden {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

impl From<String> for Hidden {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}
