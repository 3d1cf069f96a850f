//! The fetch: archive, hash, files, Brotli, and one rename that makes it all there at once.
//!
//! Until the rename everything happens in a folder beside, which the next fetch removes; so a
//! process that is killed in the middle leaves what was served before, whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use zoom_catalog::meeting_sdk::MeetingSdk;

use crate::{
    Error, Failed, From, Installed, Progress, Sdk, compress,
    from::bring,
    lock::Lock,
    page::Layout,
    progress::{Listener, Tell},
    sdk::{FILES, RECORD, Record, UnderWay, read, versions},
    unpack,
};

/// What folders of a fetch under way are called; no version begins with a dot.
const MAKING: &str = ".making";

impl Sdk {
    /// Fetches the pinned version, also where it is there already, and removes older ones. It runs
    /// to its end, also when nobody waits for it any more.
    pub async fn fetch(&self, from: From, listener: Option<Listener>) -> Result<Installed, Error> {
        let (lock, tell) = self.start(listener)?;
        let sdk = self.clone();
        let task = tokio::spawn(async move { sdk.run(from, lock, tell).await });
        task.await
            .unwrap_or_else(|_| Err(Error::Archive("the fetch was broken off".into())))
    }

    /// The same without waiting; [`Sdk::status`] says how far it is and how it ended.
    pub fn begin(&self, from: From) -> Result<(), Error> {
        let (lock, tell) = self.start(None)?;
        let sdk = self.clone();
        tokio::spawn(async move {
            if let Err(error) = sdk.run(from, lock, tell).await {
                tracing::warn!(%error, "the Meeting SDK was not fetched");
            }
        });
        Ok(())
    }

    /// Whether the pinned version is there, whole.
    pub async fn is_current(&self) -> bool {
        self.served(&self.0.manifest.version).await.is_some()
    }

    /// Breaks a fetch off: the program is being stopped, and would wait for its threads.
    pub fn stop(&self) {
        if let Some(tell) = &self.under_way().tell {
            tell.stop();
        }
    }

    fn start(&self, listener: Option<Listener>) -> Result<(Lock, Tell), Error> {
        let folder = &self.0.folder;
        fs::create_dir_all(folder).map_err(|error| Error::file(folder, "made", &error))?;
        let lock = Lock::take(folder)?;
        let tell = Tell::new(self.0.clock.clone(), folder, listener);
        *self.under_way() = UnderWay {
            tell: Some(tell.clone()),
            failed: None,
        };
        Ok((lock, tell))
    }

    async fn run(&self, from: From, lock: Lock, tell: Tell) -> Result<Installed, Error> {
        let outcome = self.steps(&from, &tell).await;
        tell.end();
        *self.under_way() = UnderWay {
            tell: None,
            failed: outcome.as_ref().err().map(|error| Failed {
                at: self.0.clock.now(),
                says: error.to_string(),
            }),
        };
        drop(lock);
        outcome
    }

    async fn steps(&self, from: &From, tell: &Tell) -> Result<Installed, Error> {
        let folder = self.0.folder.clone();
        let making = folder.join(MAKING);
        clear(&making)?;
        fs::create_dir(&making).map_err(|error| Error::file(&making, "made", &error))?;
        let outcome = self.make(from, &folder, &making, tell).await;
        // Also after a success: the archive is still in it.
        let cleared = clear(&making);
        let installed = outcome?;
        cleared?;
        Ok(installed)
    }

    async fn make(
        &self,
        from: &From,
        folder: &Path,
        making: &Path,
        tell: &Tell,
    ) -> Result<Installed, Error> {
        let manifest = self.0.manifest;
        let http = self.0.http.as_ref();
        let (archive, from) = bring(from, manifest, http, making, tell).await?;
        let (folder, making, tell) = (folder.to_owned(), making.to_owned(), tell.clone());
        let fetched_at = self.0.clock.now();
        // Files and Brotli keep a thread busy for half a minute: not one that serves.
        let work = move || {
            let fresh = making.join(&manifest.version);
            let (files, sizes) = fill(&archive, manifest, &fresh, &tell)?;
            let installed = Installed {
                version: manifest.version.clone(),
                fetched_at,
                from,
                files: files as u64,
                bytes: sizes.bytes,
                compressed_bytes: sizes.compressed,
            };
            let record = Record {
                installed: installed.clone(),
                layout: Layout::of(manifest),
            };
            put(&fresh, &record)?;
            publish(&folder, &making, &fresh, manifest)?;
            Ok(installed)
        };
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|_| Err(Error::Archive("its unpacking was broken off".into())))
    }
}

/// Verifies, unpacks and compresses into `fresh`; how many files, how large.
fn fill(
    archive: &Path,
    manifest: &MeetingSdk,
    fresh: &Path,
    tell: &Tell,
) -> Result<(usize, compress::Sizes), Error> {
    tell.say(Progress::new(crate::Stage::Unpack, 0, None));
    unpack::verify(archive, manifest)?;
    let place = fresh.join(FILES);
    fs::create_dir_all(&place).map_err(|error| Error::file(&place, "made", &error))?;
    let files = unpack::unpack(archive, manifest, &place, tell)?;
    let sizes = compress::all(&place, &files, tell)?;
    Ok((files.len(), sizes))
}

fn put(fresh: &Path, record: &Record) -> Result<(), Error> {
    let path = fresh.join(RECORD);
    let text = serde_json::to_vec_pretty(record).map_err(io::Error::other);
    let written = text.and_then(|text| fs::write(&path, text));
    written.map_err(|error| Error::file(&path, "written", &error))
}

/// Puts the new version in its place. The one before it stays for those who are in a meeting with it
/// at this moment, and load parts of it as they need them; what is older still is removed.
fn publish(folder: &Path, making: &Path, fresh: &Path, manifest: &MeetingSdk) -> Result<(), Error> {
    let place = folder.join(&manifest.version);
    let moving = |error: io::Error| Error::file(&place, "replaced", &error);
    if place.exists() {
        // The same version once more: out of the way first, a rename replaces no full folder.
        fs::rename(&place, making.join("replaced")).map_err(moving)?;
    }
    fs::rename(fresh, &place).map_err(moving)?;
    let mut others: Vec<Record> = versions(folder)
        .iter()
        .filter(|at| **at != place)
        .filter_map(|at| read(at))
        .collect();
    others.sort_by_key(|record| std::cmp::Reverse(record.installed.fetched_at));
    for older in others.iter().skip(1) {
        let older = &folder.join(&older.installed.version);
        fs::remove_dir_all(older).map_err(|error| Error::file(older, "removed", &error))?;
    }
    Ok(())
}

fn clear(making: &PathBuf) -> Result<(), Error> {
    match fs::remove_dir_all(making) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::file(making, "removed", &error))
        }
        _ => Ok(()),
    }
}

/// A listener from a function.
pub fn listener(hear: impl Fn(&Progress) + Send + Sync + 'static) -> Listener {
    Arc::new(hear)
}
