//! A server under measurement; it is ended when dropped.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

/// A started program and its standard output.
pub(super) struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Server {
    /// Starts `program`; its log is dropped.
    pub(super) fn start(program: &Path, words: &[&str]) -> Result<Self> {
        let mut child = Command::new(program)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let output = BufReader::new(child.stdout.take().context("no standard output")?);
        Ok(Self { child, output })
    }

    /// The first line it prints.
    pub(super) fn first_line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line)
    }

    /// The first line, read as JSON.
    pub(super) fn ready_line(&mut self) -> Result<Value> {
        let line = self.first_line()?;
        serde_json::from_str(&line).with_context(|| format!("not a ready line: {line:?}"))
    }

    /// Its resident memory.
    pub(super) fn megabytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("memory is read from /proc, which only Linux has")?;
        let kilobytes = status
            .lines()
            .find_map(|line| {
                line.strip_prefix("VmRSS:")?
                    .trim()
                    .strip_suffix(" kB")?
                    .parse::<f64>()
                    .ok()
            })
            .context("/proc says nothing about memory")?;
        Ok(kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
