//! Starting the binary and reading what it says.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// The binary, in `folder`, knowing nothing of the machine's own configuration.
pub(crate) fn parfocal(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parfocal"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null());
    for (name, _) in std::env::vars() {
        if name.starts_with("PARFOCAL_") || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command
}

/// Runs it to its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    parfocal(folder, arguments).output().expect("it starts")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", stdout(output), stderr(output)))
}

/// A program that stays up; ended when dropped.
pub(crate) struct Running {
    child: Child,
    /// The first line of its standard output.
    pub ready: serde_json::Value,
    rest: Option<BufReader<std::process::ChildStdout>>,
}

impl Running {
    /// Starts it and waits for its ready line.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its standard output"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        Self {
            child,
            ready,
            rest: Some(lines),
        }
    }

    pub(crate) fn url(&self, name: &str) -> String {
        self.ready[name].as_str().expect("a string").to_owned()
    }

    /// Asks it to stop as a service manager does; its exit code and what more it printed.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .expect("kill");
        let status = self.child.wait().expect("it ends");
        let mut more = String::new();
        let mut rest = self.rest.take().expect("its standard output");
        std::io::Read::read_to_string(&mut rest, &mut more).expect("read");
        (status.code(), more)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
