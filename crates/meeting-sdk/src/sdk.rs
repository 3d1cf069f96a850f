//! The SDK of one installation: how it stands, what a page loads, which folder is served.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use clock::Clock;
use jiff::civil::Date;
use reqwest::Client;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zoom_catalog::meeting_sdk::{MeetingSdk, meeting_sdk};

use crate::{
    Enforcement, Failed, Installed, NotThere, PageFiles, Progress, Status,
    lock::Lock,
    page::Layout,
    progress::{self, Tell},
};

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
pub struct Sdk(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    source: Source,
    pub(crate) manifest: &'static MeetingSdk,
    pub(crate) clock: Clock,
    pub(crate) http: Option<Client>,
    /// The fetch of this process, and how the last one ended.
    pub(crate) under_way: Mutex<UnderWay>,
}

#[derive(Default)]
pub(crate) struct UnderWay {
    pub(crate) tell: Option<Tell>,
    pub(crate) failed: Option<Failed>,
}

/// What is kept beside a version's files; it is written last, so a version without it is none.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) installed: Installed,
    pub(crate) layout: Layout,
}

/// The record's name within a version's folder.
pub(crate) const RECORD: &str = "installed.json";
/// The folder of what is served within a version's folder.
pub(crate) const FILES: &str = "files";

impl Sdk {
    /// The files in `folder`, which need not exist yet. Without a client of its own
    /// ([`Sdk::fetching_with`]) npm fetches.
    pub fn new(folder: PathBuf, source: Source) -> Self {
        // npm works in a folder of its own, where a relative one would name another place.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        Self(Arc::new(Inner {
            folder,
            source,
            manifest: meeting_sdk(),
            clock: Clock::system(),
            http: None,
            under_way: Mutex::default(),
        }))
    }

    /// The same, fetching with `http`, on `clock`.
    #[must_use]
    pub fn fetching_with(self, http: Client, clock: Clock) -> Self {
        self.but(|inner| {
            inner.http = Some(http);
            inner.clock = clock;
        })
    }

    /// The same for another archive than Zoom's, so that a test need not hold 43 MB.
    #[must_use]
    pub fn pinned_to(self, manifest: &'static MeetingSdk) -> Self {
        self.but(|inner| inner.manifest = manifest)
    }

    fn but(self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = Inner {
            folder: self.0.folder.clone(),
            source: self.0.source,
            manifest: self.0.manifest,
            clock: self.0.clock.clone(),
            http: self.0.http.clone(),
            under_way: Mutex::default(),
        };
        change(&mut inner);
        Self(Arc::new(inner))
    }

    /// How it stands.
    pub async fn status(&self) -> Status {
        let installed = self.record().await.map(|record| record.installed);
        let fetching = self.progress().await;
        let manifest = self.0.manifest;
        // The manifest is part of this program and tested.
        let published_by = manifest.published_by.parse().unwrap_or(Date::MIN);
        let now = self.0.clock.now();
        let failed = self.under_way().failed.clone();
        Status {
            pinned: manifest.version.clone(),
            source: self.0.source,
            ready: self.0.source == Source::Cdn || installed.is_some(),
            failed: failed.filter(|_| fetching.is_none()),
            fetching,
            enforcement: Enforcement::at(now, &manifest.version, published_by),
            installed,
        }
    }

    /// What a join page loads: the pinned version, or an older one that lies here until the pinned
    /// one is fetched.
    pub async fn page(&self) -> Result<PageFiles, NotThere> {
        if self.0.source == Source::Cdn {
            return Ok(Layout::of(self.0.manifest).cdn());
        }
        if let Some(record) = self.record().await {
            return Ok(record.layout.ours());
        }
        let pinned = self.0.manifest.version.clone();
        Err(match self.progress().await {
            Some(_) => NotThere::Fetching { pinned },
            None => NotThere::NotFetched { pinned },
        })
    }

    /// The folder whose files are served under `/sdk/{version}/`, where that version is whole.
    pub async fn served(&self, version: &str) -> Option<PathBuf> {
        let name = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
        if version.starts_with('.') || !version.chars().all(name) {
            return None;
        }
        let at = self.0.folder.join(version);
        let whole = tokio::fs::try_exists(at.join(RECORD))
            .await
            .unwrap_or(false);
        whole.then(|| at.join(FILES))
    }

    pub(crate) fn under_way(&self) -> std::sync::MutexGuard<'_, UnderWay> {
        let under_way = self.0.under_way.lock();
        under_way.unwrap_or_else(PoisonError::into_inner)
    }

    /// A fetch under way here or in another process.
    async fn progress(&self) -> Option<Progress> {
        if let Some(tell) = &self.under_way().tell {
            return tell.now();
        }
        let folder = self.0.folder.clone();
        let look = move || Lock::is_held(&folder).then(|| progress::read(&folder))?;
        tokio::task::spawn_blocking(look).await.ok().flatten()
    }

    /// The pinned version's record, else that of the version that was fetched last.
    pub(crate) async fn record(&self) -> Option<Record> {
        let (folder, pinned) = (self.0.folder.clone(), &self.0.manifest.version);
        tokio::task::spawn_blocking(move || {
            read(&folder.join(pinned)).or_else(|| {
                let others = versions(&folder).into_iter().filter_map(|at| read(&at));
                others.max_by_key(|record| record.installed.fetched_at)
            })
        })
        .await
        .ok()
        .flatten()
    }
}

pub(crate) fn read(version: &Path) -> Option<Record> {
    serde_json::from_slice(&fs::read(version.join(RECORD)).ok()?).ok()
}

/// The folders that hold a whole version.
pub(crate) fn versions(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.join(RECORD).is_file()).collect()
}
