//! The SDK of one installation.

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zoom_catalog::meeting_sdk::meeting_sdk;

use crate::{Installed, NotThere, PageFiles, Status};

/// Where browsers load the SDK from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// From this server, which fetched it once.
    #[default]
    Files,
    /// From Zoom's CDN.
    Cdn,
}

/// The SDK's files in one folder; cheap to clone.
#[derive(Clone)]
pub struct Sdk(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    source: Source,
}

impl Sdk {
    /// The files in `folder`, which need not exist yet.
    pub fn new(folder: PathBuf, source: Source) -> Self {
        Self(Arc::new(Inner { folder, source }))
    }

    /// How it stands.
    pub async fn status(&self) -> Status {
        Status {
            pinned: meeting_sdk().version.clone(),
            source: self.0.source,
            installed: self.installed().await,
            fetching: None,
        }
    }

    /// What a join page loads.
    pub async fn page(&self) -> Result<PageFiles, NotThere> {
        let pinned = &meeting_sdk().version;
        if self.0.source == Source::Cdn {
            return Ok(PageFiles::cdn(pinned));
        }
        match self.installed().await {
            Some(installed) if installed.version == *pinned => Ok(PageFiles::ours(pinned)),
            _ => Err(NotThere::NotFetched {
                pinned: pinned.clone(),
            }),
        }
    }

    /// The pinned version's record, where it is there.
    async fn installed(&self) -> Option<Installed> {
        let record = self
            .0
            .folder
            .join(&meeting_sdk().version)
            .join("installed.json");
        let text = tokio::fs::read(record).await.ok()?;
        serde_json::from_slice(&text).ok()
    }
}
