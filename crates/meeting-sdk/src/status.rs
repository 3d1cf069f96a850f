//! What is known of the SDK on this server.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Enforcement, Source};

/// How the SDK stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Status {
    /// The version this Parfocal was made and measured with.
    pub pinned: String,
    /// Where browsers load it from.
    pub source: Source,
    /// What lies on this server: the pinned version, or an older one until that is fetched.
    pub installed: Option<Installed>,
    /// Whether visitors can join with it now.
    pub ready: bool,
    /// A fetch under way, by this server or by a command on this machine.
    pub fetching: Option<Progress>,
    /// How the last fetch of this server ended, if badly.
    pub failed: Option<Failed>,
    /// Zoom's calendar of minimum versions.
    pub enforcement: Enforcement,
}

impl Status {
    /// Whether what lies here is the pinned version.
    pub fn current(&self) -> bool {
        let installed = self.installed.as_ref();
        installed.is_some_and(|installed| installed.version == self.pinned)
    }
}

/// A version that lies on this server, whole and verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Installed {
    /// E.g. `6.2.0`.
    pub version: String,
    /// When it was fetched.
    #[schema(value_type = String)]
    pub fetched_at: Timestamp,
    /// Where it came from.
    pub from: String,
    /// How many files.
    pub files: u64,
    /// The size of its files.
    pub bytes: u64,
    /// The size as browsers that understand Brotli load them.
    pub compressed_bytes: u64,
}

/// A fetch that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Failed {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Why and what to do: a sentence or two.
    pub says: String,
}

/// How far a fetch is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Bytes behind us in this stage.
    pub done: u64,
    /// Bytes of this stage, where known.
    pub total: Option<u64>,
}

impl Progress {
    pub(crate) fn new(stage: Stage, done: u64, total: Option<u64>) -> Self {
        Self { stage, done, total }
    }

    /// Hundredths of this stage, where its size is known.
    pub fn percent(&self) -> Option<u64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some((self.done.saturating_mul(100) / total).min(100))
    }
}

/// "Downloading, 40 %".
impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.stage {
            Stage::Download => "Downloading",
            Stage::Unpack => "Unpacking",
            Stage::Compress => "Compressing",
        })?;
        match self.percent() {
            Some(percent) => write!(f, ", {percent} %"),
            None => Ok(()),
        }
    }
}

/// The stages of a fetch, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The archive is on its way.
    Download,
    /// Its hash is compared and it is unpacked.
    Unpack,
    /// The files are compressed, once for all who will load them.
    Compress,
}
