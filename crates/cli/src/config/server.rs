//! `[server]`: where Parfocal listens and what the world calls it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::failure::Failure;

/// The server's own addresses and files.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// Address and port to listen on; port 0 takes any free one.
    pub listen: String,
    /// The address people and Zoom reach this server at, where it differs from `listen`.
    pub public_url: Option<Url>,
    /// Folder for what is neither database nor configuration, such as the key.
    pub data: PathBuf,
    /// File with the key that seals secrets at rest; made at the first start where it is missing.
    pub key_file: Option<PathBuf>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8470".into(),
            public_url: None,
            data: PathBuf::from("."),
            key_file: None,
        }
    }
}

impl Server {
    /// Where the sealing key is.
    pub(crate) fn key_path(&self) -> PathBuf {
        self.key_file
            .clone()
            .unwrap_or_else(|| self.data.join("parfocal.key"))
    }

    pub(super) fn validate(&self) -> Result<(), Failure> {
        if let Some(url) = &self.public_url
            && !matches!(url.scheme(), "http" | "https")
        {
            return Err(Failure::config(
                format!("`server.public_url` is {url}, which is no web address."),
                "Write it with https:// (or http:// behind your own proxy).",
            ));
        }
        Ok(())
    }
}
