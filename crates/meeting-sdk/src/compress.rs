//! Brotli, once, at rest: 20 MB of scripts would else be compressed for every visitor anew.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};

use brotli::enc::BrotliEncoderParams;

use crate::{Error, Progress, Stage, progress::Tell};

/// Of eleven. The last two take ten times as long for a twentieth less.
const QUALITY: i32 = 9;
/// Log of the window, the largest that browsers take.
const WINDOW: i32 = 24;
/// Smaller files are sent in one packet anyway.
const SMALLEST: u64 = 1024;
/// Compressed by their own format.
const DENSE: [&str; 6] = ["png", "jpg", "gif", "mp3", "woff2", "webp"];

/// What there is after compressing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Of the files themselves.
    pub(crate) bytes: u64,
    /// As browsers load them.
    pub(crate) compressed: u64,
}

/// Puts `name.br` beside each file that shrinks.
pub(crate) fn all(folder: &Path, files: &[PathBuf], tell: &Tell) -> Result<Sizes, Error> {
    let mut jobs = Vec::with_capacity(files.len());
    for file in files {
        let path = folder.join(file);
        let about = fs::metadata(&path).map_err(|error| Error::file(&path, "read", &error))?;
        jobs.push((path, about.len()));
    }
    // The largest first, so that the last worker is not left alone with it.
    jobs.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let total = jobs.iter().map(|(_, bytes)| bytes).sum();
    let (next, done, compressed) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let failed = Mutex::new(None);
    let work = || {
        while let Some((path, bytes)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            match tell.go_on().and_then(|()| one(path, *bytes)) {
                Ok(small) => compressed.fetch_add(small, Ordering::Relaxed),
                Err(error) => {
                    *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return;
                }
            };
            let done = done.fetch_add(*bytes, Ordering::Relaxed) + bytes;
            tell.say(Progress::new(Stage::Compress, done, Some(total)));
        }
    };
    tell.say(Progress::new(Stage::Compress, 0, Some(total)));
    let workers = thread::available_parallelism().map_or(1, |many| many.get().min(4));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(Sizes {
            bytes: total,
            compressed: compressed.into_inner(),
        }),
    }
}

/// The size at which the file will be sent.
fn one(path: &Path, bytes: u64) -> Result<u64, Error> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    if bytes < SMALLEST || ending.is_some_and(|ending| DENSE.contains(&ending)) {
        return Ok(bytes);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    let packed = PathBuf::from(name);
    let writing = |error: io::Error| Error::file(&packed, "written", &error);
    let source = File::open(path).map_err(|error| Error::file(path, "read", &error))?;
    let mut out = BufWriter::new(File::create(&packed).map_err(writing)?);
    let params = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: usize::try_from(bytes).unwrap_or(usize::MAX),
        ..BrotliEncoderParams::default()
    };
    brotli::BrotliCompress(&mut BufReader::new(source), &mut out, &params).map_err(writing)?;
    out.flush().map_err(writing)?;
    drop(out);
    let small = fs::metadata(&packed).map_err(writing)?.len();
    if small * 20 > bytes * 19 {
        // Not worth unpacking in the browser.
        fs::remove_file(&packed).map_err(writing)?;
        return Ok(bytes);
    }
    Ok(small)
}
