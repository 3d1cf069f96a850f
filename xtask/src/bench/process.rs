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
        Self::start_in(Path::new("."), program, words)
    }

    /// The same with a folder of its own.
    pub(super) fn start_in(folder: &Path, program: &Path, words: &[&str]) -> Result<Self> {
        let mut child = Command::new(program)
            .args(words)
            .current_dir(folder)
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
        self.status("VmRSS:")
    }

    /// The most it ever had.
    pub(super) fn peak_megabytes(&self) -> Result<f64> {
        self.status("VmHWM:")
    }

    /// Processor time so far, in seconds: user and system.
    pub(super) fn cpu_seconds(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The program's name may hold spaces; what follows it does not.
        let fields: Vec<&str> = stat
            .rsplit_once(") ")
            .context("/proc says nothing about time")?
            .1
            .split(' ')
            .collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
        let (user, system) = ticks(11).zip(ticks(12)).context("no times in /proc")?;
        // Linux counts a hundred ticks a second on every machine of today.
        Ok((user + system) / 100.0)
    }

    fn status(&self, name: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("memory is read from /proc, which only Linux has")?;
        let kilobytes = status
            .lines()
            .find_map(|line| {
                line.strip_prefix(name)?
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
