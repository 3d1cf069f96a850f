//! What is known of the SDK on this server.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Source;

/// How the SDK stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Status {
    /// The version this Parfocal was made and measured with.
    pub pinned: String,
    /// Where browsers load it from.
    pub source: Source,
    /// What lies on this server.
    pub installed: Option<Installed>,
    /// A fetch under way, by this server or by a command on this machine.
    pub fetching: Option<Progress>,
}

/// A version that lies on this server, whole and verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Installed {
    /// E.g. `6.2.0`.
    pub version: String,
    /// When it was fetched.
    #[schema(value_type = String)]
    pub fetched_at: Timestamp,
    /// The size of its files.
    pub bytes: u64,
    /// The size as browsers that understand Brotli load them.
    pub compressed_bytes: u64,
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
