//! The PostgreSQL of the tests: one real server for all test processes of this user.
//!
//! nextest runs every test in a process of its own, and making a cluster takes over a second, so
//! the first test that needs one starts it in the temporary folder and the others find it there.
//! It listens on a free loopback port, trusts its callers, keeps nothing, and stops itself ten
//! minutes after the last test (see `start.sh`). `PARFOCAL_TEST_POSTGRES=postgres://…` names
//! another server instead.

use std::{
    fs::{self, File, FileTimes},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// The address of a server in which a test may make schemas.
///
/// # Panics
/// When PostgreSQL's programs are missing or the server does not start: a test on one engine only
/// would prove half of what it says.
pub(super) fn address() -> String {
    if let Ok(given) = std::env::var("PARFOCAL_TEST_POSTGRES") {
        return given;
    }
    let root = fs::metadata("/proc/self").expect("a process").uid();
    let folder = std::env::temp_dir().join(format!("parfocal-test-postgres-{root}"));
    let lock = File::options()
        .create(true)
        .append(true)
        .open(folder.with_added_extension("lock"))
        .expect("a lock file in the temporary folder");
    lock.lock().expect("the lock of the tests' PostgreSQL");
    let port = running(&folder).unwrap_or_else(|| start(&folder, root == 0));
    touch(&folder.join("used"));
    format!("postgres://parfocal@127.0.0.1:{port}/postgres")
}

fn running(folder: &Path) -> Option<u16> {
    let port = fs::read_to_string(folder.join("port")).ok()?.parse().ok()?;
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    Some(port)
}

fn start(folder: &Path, as_root: bool) -> u16 {
    let programs = programs();
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder for the tests' PostgreSQL");
    touch(&folder.join("used"));
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port();
    // PostgreSQL refuses to run as root; its package brings the user it wants.
    let mut command = if as_root {
        let owned = Command::new("chown").arg("postgres").arg(folder).status();
        assert!(
            owned.is_ok_and(|done| done.success()),
            "no user named postgres"
        );
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("our folder");
    let done = command
        .args(["-c", include_str!("start.sh"), "start.sh"])
        .arg(&programs)
        .arg(folder)
        .arg(port.to_string())
        .current_dir("/")
        .status()
        .expect("a shell");
    assert!(
        done.success(),
        "PostgreSQL did not start: see initdb.log and server.log in {}",
        folder.display()
    );
    fs::write(folder.join("port"), port.to_string()).expect("our folder");
    port
}

/// Where `initdb` and `pg_ctl` are: Debian keeps them off the PATH.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().unwrap_or_else(|| {
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .find(|folder| folder.join("initdb").exists())
            .expect("PostgreSQL's programs are missing: install Debian's package postgresql-15, or set PARFOCAL_TEST_POSTGRES")
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the watcher compares with the system's time"
)]
fn touch(path: &Path) {
    let file = File::options().create(true).append(true).open(path);
    file.and_then(|file| file.set_times(FileTimes::new().set_modified(SystemTime::now())))
        .expect("our folder");
}
