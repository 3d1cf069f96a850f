//! How far a fetch is, for whoever looks: in this process and, by a small file, in others.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use clock::Clock;
use jiff::{SignedDuration, Timestamp};

use crate::{Error, Progress};

/// Others are told no more often than this.
const EVERY: SignedDuration = SignedDuration::from_millis(250);
/// Its name in the SDK's folder.
const FILE: &str = "progress.json";

/// Hears of each step in this process.
pub type Listener = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Where a fetch says how far it is; cheap to clone.
#[derive(Clone)]
pub(crate) struct Tell(Arc<Inner>);

struct Inner {
    clock: Clock,
    file: PathBuf,
    listener: Option<Listener>,
    now: Mutex<Now>,
    stopped: AtomicBool,
}

#[derive(Default)]
struct Now {
    progress: Option<Progress>,
    written: Option<Timestamp>,
}

impl Tell {
    pub(crate) fn new(clock: Clock, folder: &Path, listener: Option<Listener>) -> Self {
        Self(Arc::new(Inner {
            clock,
            file: folder.join(FILE),
            listener,
            now: Mutex::default(),
            stopped: AtomicBool::new(false),
        }))
    }

    /// This far.
    pub(crate) fn say(&self, progress: Progress) {
        if let Some(listener) = &self.0.listener {
            listener(&progress);
        }
        let at = self.0.clock.now();
        let mut now = self.0.now.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = now.progress.as_ref().map(|before| before.stage);
        let fresh = now
            .written
            .is_some_and(|written| at.duration_since(written) < EVERY);
        if stage != Some(progress.stage) || !fresh {
            now.written = Some(at);
            // Comfort for those who look; a fetch does not fail by it.
            let _ = serde_json::to_vec(&progress).map(|text| std::fs::write(&self.0.file, text));
        }
        now.progress = Some(progress);
    }

    /// The program is being stopped: it waits for the threads that work.
    pub(crate) fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// Asked between two files.
    pub(crate) fn go_on(&self) -> Result<(), Error> {
        if self.0.stopped.load(Ordering::Relaxed) {
            return Err(Error::Stopped);
        }
        Ok(())
    }

    /// How far it is.
    pub(crate) fn now(&self) -> Option<Progress> {
        let now = self.0.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.progress.clone()
    }

    /// Nothing is under way any more.
    pub(crate) fn end(&self) {
        let _ = std::fs::remove_file(&self.0.file);
    }
}

/// What another process said last.
pub(crate) fn read(folder: &Path) -> Option<Progress> {
    serde_json::from_slice(&std::fs::read(folder.join(FILE)).ok()?).ok()
}
