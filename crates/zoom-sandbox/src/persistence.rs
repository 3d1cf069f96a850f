//! Keeping the state on disk: one JSON file, replaced whole.
//!
//! The file is written beside the old one and renamed over it, so that a full disk or a kill
//! leaves the older state whole.

use std::{
    collections::HashMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Sandbox,
    marketplace::{App, MarketplaceError},
    oauth::{Code, Refresh, TokenState},
    ready,
    webhooks::Kept,
};

const FILE: &str = "sandbox.json";

/// Why the sandbox cannot start, or cannot keep its state.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder cannot be made, read or written.
    #[error(
        "The sandbox cannot use its data folder: {path}: {source}. Free space or choose another folder with --data."
    )]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The kept state cannot be read.
    #[error("The sandbox's kept state {path} cannot be read: {why}. Move it away to start afresh.")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The apps of the ready line could not be built.
    #[error("The sandbox's own apps cannot be built: {0}")]
    Apps(MarketplaceError),
}

/// Knows where the state is kept and whether it changed.
#[derive(Debug)]
pub(crate) struct Keeper {
    file: Option<PathBuf>,
    changed: AtomicBool,
    saved_at: Mutex<Option<Timestamp>>,
}

#[derive(Serialize, Deserialize)]
struct State {
    version: u32,
    clock: Timestamp,
    apps: Vec<App>,
    access_tokens: Vec<TokenState>,
    refresh_tokens: HashMap<String, Refresh>,
    codes: HashMap<String, Code>,
    world: serde_json::Value,
    #[serde(default)]
    webhooks: Kept,
}

impl Keeper {
    pub(crate) fn open(folder: Option<PathBuf>) -> Result<Self, StartError> {
        if let Some(folder) = &folder {
            fs::create_dir_all(folder).map_err(|source| StartError::Folder {
                path: folder.clone(),
                source,
            })?;
        }
        Ok(Self {
            file: folder.map(|folder| folder.join(FILE)),
            changed: AtomicBool::new(false),
            saved_at: Mutex::default(),
        })
    }

    pub(crate) fn touch(&self) {
        self.changed.store(true, Ordering::Relaxed);
    }

    /// Whether it is time to write: at once after a change, else every minute for what the
    /// organisation did by itself.
    pub(crate) fn due(&self, now: Timestamp) -> bool {
        if self.file.is_none() {
            return false;
        }
        let mut saved_at = self.saved_at.lock().unwrap_or_else(PoisonError::into_inner);
        let minute_passed =
            saved_at.is_none_or(|at| now.duration_since(at) >= SignedDuration::from_mins(1));
        let due = self.changed.load(Ordering::Relaxed) || minute_passed;
        if due {
            *saved_at = Some(now);
        }
        due
    }
}

/// Writes the state; does nothing without a data folder.
pub(crate) fn save(sandbox: &Sandbox) -> Result<(), StartError> {
    let keeper = sandbox.keeper();
    let Some(file) = &keeper.file else {
        return Ok(());
    };
    keeper.changed.store(false, Ordering::Relaxed);
    let (access_tokens, refresh_tokens) = sandbox.tokens().snapshot();
    let state = State {
        version: 1,
        clock: sandbox.now(),
        apps: sandbox.apps().all(),
        access_tokens,
        refresh_tokens,
        codes: sandbox.codes().snapshot(),
        world: sandbox.world().snapshot(),
        webhooks: sandbox.webhooks().keep(),
    };
    let written = serde_json::to_vec(&state)
        .map_err(io::Error::from)
        .and_then(|bytes| replace(file, &bytes));
    written.map_err(|source| {
        keeper.touch();
        StartError::Folder {
            path: file.clone(),
            source,
        }
    })
}

fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = file.with_extension("json.new");
    let mut new = private(&beside)?;
    new.write_all(bytes)?;
    new.sync_all()?;
    fs::rename(&beside, file)
}

/// Opens a file only its owner can read: it holds the emulated Zoom's secrets.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes a kept state back; false when there is none. The virtual clock never runs backwards
/// over a restart: where the kept hour is later than now, it goes on from there.
pub(crate) fn load(sandbox: &Sandbox) -> Result<bool, StartError> {
    let Some(file) = sandbox.keeper().file.clone() else {
        return Ok(false);
    };
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(StartError::Folder { path: file, source }),
    };
    let unreadable = |why: String| StartError::Unreadable {
        path: file.clone(),
        why,
    };
    let state: State =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
    if state.version != 1 {
        return Err(unreadable(format!(
            "it was written by another version ({})",
            state.version
        )));
    }
    sandbox.world().restore(&state.world).map_err(unreadable)?;
    // Whoever was in a meeting by the web client lost the connection with the program.
    sandbox.world().main_mut().part_all(state.clock.as_second());
    if state.clock > sandbox.now() {
        sandbox.time().set(state.clock);
    }
    sandbox.apps().replace(state.apps);
    sandbox
        .tokens()
        .replace(state.access_tokens, state.refresh_tokens);
    sandbox.codes().replace(state.codes);
    sandbox.world().listen(state.webhooks.listens());
    sandbox.webhooks().restore(state.webhooks, sandbox.now());
    ready::announce(sandbox);
    Ok(true)
}
