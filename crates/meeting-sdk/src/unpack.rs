//! From the archive to files: the hash first, then only what the manifest keeps.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha512};
use zoom_catalog::meeting_sdk::MeetingSdk;

use crate::{Error, Progress, Stage, error::words, progress::Tell};

/// An archive's files, all together, are at most this: a bomb is refused.
const LARGEST: u64 = 1 << 30;

/// Compares the archive with the manifest.
pub(crate) fn verify(archive: &Path, sdk: &MeetingSdk) -> Result<(), Error> {
    let reading = |error: io::Error| Error::file(archive, "read", &error);
    let mut file = File::open(archive).map_err(reading)?;
    let (mut hash, mut length, mut piece) = (Sha512::new(), 0_u64, vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece).map_err(reading)? {
            0 => break,
            read => {
                hash.update(&piece[..read]);
                length += read as u64;
            }
        }
    }
    let found = format!("sha512-{}", STANDARD.encode(hash.finalize()));
    if found == sdk.integrity {
        return Ok(());
    }
    if length < sdk.archive_bytes {
        return Err(Error::Short {
            found: length,
            wanted: sdk.archive_bytes,
        });
    }
    Err(Error::Hash {
        package: sdk.package.clone(),
        version: sdk.version.clone(),
        found,
        wanted: sdk.integrity.clone(),
    })
}

/// Unpacks what is kept of a verified archive into a folder; the files, relative to it.
pub(crate) fn unpack(
    archive: &Path,
    sdk: &MeetingSdk,
    into: &Path,
    tell: &Tell,
) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |error: io::Error| Error::Archive(words(&error));
    let file = File::open(archive).map_err(|error| Error::file(archive, "read", &error))?;
    let mut entries = tar::Archive::new(GzDecoder::new(file));
    let (mut files, mut bytes) = (Vec::new(), 0);
    for entry in entries.entries().map_err(unreadable)? {
        let mut entry = entry.map_err(unreadable)?;
        let path = entry.path().map_err(unreadable)?.into_owned();
        let Some(kept) = kept(&path, sdk)? else {
            continue;
        };
        if entry.header().entry_type().is_dir() {
            continue;
        }
        if !entry.header().entry_type().is_file() {
            return Err(Error::Archive(format!(
                "{} is neither file nor folder",
                path.display()
            )));
        }
        tell.go_on()?;
        bytes += entry.size();
        if bytes > LARGEST {
            return Err(Error::Archive("it holds more than a gigabyte".into()));
        }
        let place = into.join(&kept);
        let writing = |error: io::Error| Error::file(&place, "written", &error);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(writing)?;
        }
        let mut out = File::create(&place).map_err(writing)?;
        io::copy(&mut entry, &mut out).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => unreadable(error),
            _ => writing(error),
        })?;
        files.push(kept);
        tell.say(Progress::new(Stage::Unpack, bytes, None));
    }
    let view = &sdk.client_view;
    for wanted in view.styles.iter().chain(&view.scripts).chain(&view.ahead) {
        if !files.iter().any(|file| file == Path::new(wanted)) {
            return Err(Error::Archive(format!("{wanted} is not in it")));
        }
    }
    Ok(files)
}

/// Where a file of the archive goes, if it is kept. A path that leads out of the archive is an
/// attack, or damage; either way nothing more is taken from it.
fn kept(path: &Path, sdk: &MeetingSdk) -> Result<Option<PathBuf>, Error> {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !path.components().all(plain) {
        return Err(Error::Archive(format!(
            "the path {} leads out of it",
            path.display()
        )));
    }
    let Ok(inside) = path.strip_prefix(&sdk.root) else {
        return Ok(None);
    };
    let wanted = sdk.keep.iter().any(|keep| match keep.strip_suffix('/') {
        Some(folder) => inside.starts_with(folder),
        None => inside == Path::new(keep),
    });
    Ok(wanted.then(|| inside.to_owned()))
}
