//! The demo's two ports and its folder.
//!
//! Apps, redirect URLs and meetings of the emulated Zoom hold its address, so a second run must
//! come back to the same ports. They are kept beside the data.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// What the folder remembers, and the sign that a folder is a demo's and may be deleted.
const FILE: &str = "demo.json";

/// Where the earlier run listened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ports {
    /// Parfocal's address.
    pub listen: String,
    /// The emulated Zoom's.
    pub sandbox_listen: String,
    /// The administrator's password: this is a demo, on this machine, with an emulated Zoom.
    pub password: String,
}

impl Ports {
    /// What an earlier run left in `folder`.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, Failure> {
        let path = path(folder);
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| {
                Failure::new(
                    format!("{} cannot be read: {error}.", path.display()),
                    "Start over with --fresh, or name another folder with --data.",
                )
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::new(
                format!("{} cannot be read: {error}.", path.display()),
                "Name another folder with --data.",
            )),
        }
    }

    /// Keeps it for the next run, for the owner's eyes only.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        use std::io::Write as _;

        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path(folder))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        Ok(())
    }

    /// The address to bind: the earlier run's where any port would do, and no other than that.
    pub(crate) fn settle(asked: &str, kept: &str) -> Result<String, Failure> {
        if asked == kept || asked.ends_with(":0") {
            return Ok(kept.to_owned());
        }
        Err(Failure::new(
            format!("This demo was made on {kept}, and its apps know it by that address."),
            format!("Leave the flag out, or start over on {asked} with --fresh."),
        ))
    }
}

/// Deletes what an earlier demo kept; refuses a folder that is no demo's.
pub(crate) fn forget(folder: &Path) -> Result<(), Failure> {
    let empty = std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    if empty {
        return Ok(());
    }
    if !path(folder).is_file() {
        return Err(Failure::new(
            format!(
                "The folder {} holds other things than a demo, so it is not deleted.",
                folder.display()
            ),
            "Name another folder with --data, or delete it yourself.",
        ));
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::{Ports, forget};

    #[test]
    fn a_second_run_comes_back_to_its_ports() {
        assert_eq!(
            Ports::settle("127.0.0.1:0", "127.0.0.1:4711").expect("kept"),
            "127.0.0.1:4711"
        );
        let other = Ports::settle("127.0.0.1:9", "127.0.0.1:4711").expect_err("refused");
        assert!(other.to_string().contains("--fresh"), "{other}");
    }

    #[test]
    fn a_folder_that_is_no_demo_is_never_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("thesis.txt"), "years of work").expect("written");
        forget(folder.path()).expect_err("refused");
        assert!(folder.path().join("thesis.txt").is_file());
        let ports = Ports {
            listen: "a".into(),
            sandbox_listen: "b".into(),
            password: "c".into(),
        };
        ports.write(folder.path()).expect("written");
        assert_eq!(Ports::read(folder.path()).expect("read"), Some(ports));
        forget(folder.path()).expect("forgotten");
        assert!(!folder.path().exists());
    }
}
