//! One fetch at a time, across processes. The system gives the lock back when its holder dies, so
//! a fetch that was killed stands in nobody's way.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::Error;

const FILE: &str = "lock";

/// Held while a fetch changes the folder.
pub(crate) struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// The lock of an existing folder, or that somebody else is at it.
    pub(crate) fn take(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let failed = |error: std::io::Error| Error::file(&path, "locked", &error);
        let file = File::create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Busy),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Whether somebody holds it.
    pub(crate) fn is_held(folder: &Path) -> bool {
        // Shared, so that two who look do not take each other for a fetch.
        File::open(folder.join(FILE))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}
