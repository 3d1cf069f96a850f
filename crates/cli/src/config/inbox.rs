//! `[inbox]`: how long webhook events are kept.

use inbox::Retention;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The journal of webhook events.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Inbox {
    /// Days that an event is kept at least once everybody has read it.
    pub days: u32,
    /// Megabytes the events may take; beyond, the oldest go, read ones first.
    pub megabytes: u32,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            days: 7,
            megabytes: 1024,
        }
    }
}

impl Inbox {
    /// The same for the inbox.
    pub(crate) fn retention(&self) -> Retention {
        Retention {
            days: self.days,
            bytes: i64::from(self.megabytes) << 20,
        }
    }

    pub(super) fn validate(&self) -> Result<(), Failure> {
        if !(1..=3650).contains(&self.days) {
            return Err(Failure::config(
                format!("`inbox.days` is {}, but it is 1 to 3650.", self.days),
                "A day is needed to recognise what Zoom delivers again.",
            ));
        }
        if self.megabytes < 16 {
            return Err(Failure::config(
                format!(
                    "`inbox.megabytes` is {}, but the journal needs 16 at least.",
                    self.megabytes
                ),
                "A gigabyte (1024) is the default.",
            ));
        }
        Ok(())
    }
}
