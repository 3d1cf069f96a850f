//! Where tests put their databases: in memory, if there is room.
//!
//! A test's database is waited for as a real one is, and a disk takes milliseconds for each commit:
//! most of the time of the whole run. Nothing of it is to outlive the run, so `/dev/shm` will do, as
//! `fsync=off` does for the tests' PostgreSQL. Where there is no such folder or little room in it (a
//! container's is 64 MB), the tests use the disk.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::shell::output;

/// Linux keeps this folder in memory.
const IN_MEMORY: &str = "/dev/shm";
/// What a run may need, in KiB.
const NEEDED: u64 = 4 << 20;

/// A folder for temporary files; goes when this is dropped.
pub(crate) struct Scratch(Option<PathBuf>);

impl Scratch {
    pub(crate) fn new() -> Result<Self> {
        if free(Path::new(IN_MEMORY)).is_none_or(|free| free < NEEDED) {
            return Ok(Self(None));
        }
        let folder = PathBuf::from(format!("{IN_MEMORY}/parfocal-tests-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self(Some(folder)))
    }

    /// Lets `command`, and what it starts, put its temporary files here.
    pub(crate) fn lend<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match &self.0 {
            Some(folder) => command.env("TMPDIR", folder),
            None => command,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // What is left is in nobody's way.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// KiB that are free in `folder`, if that can be known.
fn free(folder: &Path) -> Option<u64> {
    let said = output(Command::new("df").arg("-Pk").arg(folder)).ok()?;
    said.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}
