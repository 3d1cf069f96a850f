//! Where a secret on the command line comes from: a file, standard input, or the environment.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use secrecy::SecretString;

use crate::failure::Failure;

/// No secret Zoom gives out, nor any password a person types, is longer than this (bytes).
const LONGEST: u64 = 4096;

/// The secret in `file` (`-` is standard input), else in the environment variable `variable`.
/// `None` where neither is given: what is stored stays as it is.
pub(crate) fn read(
    file: Option<&PathBuf>,
    variable: &str,
) -> Result<Option<SecretString>, Failure> {
    let text = match file {
        Some(path) => from_file(path)?,
        None => match std::env::var(variable) {
            Ok(text) => text,
            Err(_) => return Ok(None),
        },
    };
    let text = text.trim();
    Ok((!text.is_empty()).then(|| SecretString::from(text)))
}

fn from_file(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(LONGEST)
            .read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text))
    };
    read.map_err(|error| {
        Failure::usage(
            format!("Cannot read the secret from {}: {error}.", path.display()),
            "Name a file that holds only the secret, or - for standard input.",
        )
    })?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::read;

    #[test]
    fn a_secret_file_is_trimmed_and_an_empty_one_is_no_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        std::fs::write(&path, "s3cret\n").expect("written");
        let secret = read(Some(&path), "PARFOCAL_TEST_UNSET")
            .expect("read")
            .expect("a secret");
        assert_eq!(secret.expose_secret(), "s3cret");
        std::fs::write(&path, "\n").expect("written");
        assert!(
            read(Some(&path), "PARFOCAL_TEST_UNSET")
                .expect("read")
                .is_none()
        );
    }
}
