//! The file that holds the key of the secrets: its owner's alone, made once, whole or not at all.

use std::{
    fs,
    io::{ErrorKind, Read as _, Write as _},
    path::Path,
};

use clock::Random;
use secrecy::zeroize::Zeroizing;

use crate::vault::{KeyError, SecretKey};

/// More than a key file ever holds, in bytes.
const LONGEST_FILE: u64 = 1024;

/// Why a key file gave no key.
enum Unloaded {
    Missing,
    Io(std::io::Error),
    Key(KeyError),
}

impl From<KeyError> for Unloaded {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl SecretKey {
    /// The key in `path`; made there (for its owner alone) when the file is missing.
    pub fn load_or_create(path: &Path, random: &Random) -> Result<Self, KeyError> {
        let failed = |error: std::io::Error| KeyError::File {
            path: path.display().to_string(),
            why: error.to_string(),
        };
        match Self::load(path) {
            Err(Unloaded::Missing) => {}
            Err(Unloaded::Io(error)) => return Err(failed(error)),
            Err(Unloaded::Key(error)) => return Err(error),
            Ok(key) => return Ok(key),
        }
        let key = Self::generate(random);
        match key.write_new(path, random) {
            Ok(()) => Ok(key),
            // Another program that was started with this one was faster: its key is the key.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Self::load(path).map_err(|unloaded| match unloaded {
                    Unloaded::Missing => failed(ErrorKind::NotFound.into()),
                    Unloaded::Io(error) => failed(error),
                    Unloaded::Key(error) => error,
                })
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn load(path: &Path) -> Result<Self, Unloaded> {
        let file = match fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Unloaded::Missing);
            }
            Err(error) => return Err(Unloaded::Io(error)),
        };
        refuse_exposed(path, &file)?;
        let mut text = Zeroizing::new(String::new());
        // A key is 64 letters; whatever goes on and on is none.
        match file.take(LONGEST_FILE).read_to_string(&mut text) {
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(KeyError::Malformed.into()),
            Err(error) => Err(Unloaded::Io(error)),
            Ok(_) => Ok(Self::from_hex(&text)?),
        }
    }

    /// Writes the key beside its place and links it there whole: a power cut leaves a whole key or
    /// none, and of two programs that start at once one is refused with `AlreadyExists`.
    fn write_new(&self, path: &Path, random: &Random) -> std::io::Result<()> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let beside = folder.join(format!(".key-{}", random.letters(16)));
        self.write_to(&beside)?;
        let linked = fs::hard_link(&beside, path);
        fs::remove_file(&beside).ok();
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.exists() => {
                // A file system without links: the key is written in its place.
                self.write_to(path)?;
            }
            linked => linked?,
        }
        // Some systems open no folder for this; the name is then safe a little later.
        if let Ok(folder) = fs::File::open(folder) {
            folder.sync_all().ok();
        }
        Ok(())
    }

    fn write_to(&self, path: &Path) -> std::io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        // A key that is lost with the power takes every secret with it.
        let written = file
            .write_all(self.digits().as_bytes())
            .and_then(|()| file.write_all(b"\n"))
            .and_then(|()| file.sync_all());
        if written.is_err() {
            // Half a key, on a full disk for instance, would stand in the way of a whole one.
            fs::remove_file(path).ok();
        }
        written
    }
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &fs::File) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file
        .metadata()
        .map(|data| data.permissions().mode() & 0o777)
        .unwrap_or_default();
    let others = mode & 0o077;
    if others == 0 {
        return Ok(());
    }
    Err(KeyError::Exposed {
        path: path.display().to_string(),
        mode,
    })
}

#[cfg(not(unix))]
fn refuse_exposed(_path: &Path, _file: &fs::File) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_key_file_is_made_once_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/key");
        let random = Random::seeded(4);
        let first = SecretKey::load_or_create(&path, &random).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = SecretKey::load_or_create(&path, &random).unwrap();
        assert_eq!(first.id(), again.id());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = SecretKey::load_or_create(&path, &random).unwrap_err();
        assert!(matches!(error, KeyError::Exposed { .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn programs_that_start_at_once_have_one_key_and_leave_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let starting: Vec<_> = (0..8)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || {
                    SecretKey::load_or_create(&path, &Random::system())
                        .unwrap()
                        .id()
                })
            })
            .collect();
        let mut ids: Vec<_> = starting
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect();
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_is_no_key_is_said_and_not_read_for_ever() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let long = vec![b'a'; 1 << 20];
        for text in [&long[..], &[0xff; 64], b""] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let error = SecretKey::load_or_create(&path, &Random::seeded(5)).unwrap_err();
            assert!(matches!(error, KeyError::Malformed), "{error}");
        }
    }
}
