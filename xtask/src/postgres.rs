//! One throw-away PostgreSQL for the whole test run.
//!
//! Every repository test runs on both databases and makes a database of its own; starting a
//! cluster per test process would take minutes. PostgreSQL refuses to run as root, so there it
//! runs as Debian's `postgres` user.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    shell::{command, find, output, run, step},
    tools::apt_install,
};

/// A running cluster; stops and goes when dropped.
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// The folder of PostgreSQL's server programs, installing them where possible.
pub(crate) fn programs() -> Result<PathBuf> {
    if let Some(found) = look() {
        return Ok(found);
    }
    apt_install("postgresql", "testing on PostgreSQL")?;
    look().context(
        "postgresql was installed, but its `initdb` was not found under /usr/lib/postgresql",
    )
}

fn look() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .collect();
    versions.sort();
    versions
        .pop()
        .or_else(|| Some(find(&["initdb"])?.parent()?.to_owned()))
}

impl Cluster {
    /// Makes and starts a cluster on a free loopback port; it keeps nothing, and is fast for it.
    pub(crate) fn start() -> Result<Self> {
        step("Starting PostgreSQL for the tests");
        Self::start_with("-c fsync=off -c full_page_writes=off")
    }

    /// The same as people run it: what is committed is on the disk.
    pub(crate) fn start_durable() -> Result<Self> {
        Self::start_with("")
    }

    fn start_with(more: &str) -> Result<Self> {
        let programs = programs()?;
        // Not in the target folder: the postgres user must be able to reach it.
        let folder = std::env::temp_dir().join(format!("parfocal-pg-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self {
            programs,
            folder,
            port,
        };
        let data = cluster.folder.join("data");
        output(&mut cluster.as_owner(
            "initdb",
            &[
                "-D",
                &text(&data),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
        ))?;
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c max_connections=300 {more}"
        );
        // Its output goes to a file: a server that held our pipe open would never let us end.
        let log = cluster.folder.join("log");
        output(&mut cluster.as_owner(
            "pg_ctl",
            &[
                "-D",
                &text(&data),
                "-l",
                &text(&log),
                "-w",
                "-o",
                &settings,
                "start",
            ],
        ))?;
        Ok(cluster)
    }

    /// Where it listens, as a connection URL.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn as_owner(&self, program: &str, words: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = command("runuser", &["-u", "postgres", "--"]);
            command.arg(program).args(words);
            command
        } else {
            command(program, words)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = text(&self.folder.join("data"));
        if let Err(error) =
            output(&mut self.as_owner("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]))
        {
            eprintln!("PostgreSQL did not stop: {error:#}");
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
