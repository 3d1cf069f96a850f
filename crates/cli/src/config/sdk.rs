//! `[sdk]`: where browsers load Zoom's Meeting SDK from.

use meeting_sdk::Source;
use serde::{Deserialize, Serialize};

/// Zoom's Meeting SDK, with which visitors join in the browser.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Sdk {
    /// `files` (from this server, after `parfocal sdk fetch`) or `cdn` (from Zoom's servers).
    pub source: Source,
}
