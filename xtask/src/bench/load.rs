//! Load by wrk: one thread, 32 connections, some seconds, on loopback.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{command, output};

const REPORT: &str = r#"
done = function(summary, latency)
  io.write(string.format("RESULT %f %f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(95) / 1000, summary.errors.status + summary.errors.connect
    + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"#;

/// How to load.
pub(super) struct Load {
    wrk: PathBuf,
    script: PathBuf,
}

/// What it measured.
pub(super) struct Outcome {
    pub per_second: f64,
    pub p95_ms: f64,
}

impl Load {
    pub(super) fn new(wrk: PathBuf, folder: &Path) -> Result<Self> {
        let script = folder.join("report.lua");
        std::fs::write(&script, REPORT)?;
        Ok(Self { wrk, script })
    }

    /// Loads `url` once to warm it and once to measure it; any failed answer is an error.
    pub(super) fn run(&self, url: &str, headers: &[(&str, &str)]) -> Result<Outcome> {
        self.once(url, headers, "2s")?;
        self.once(url, headers, "8s")
    }

    fn once(&self, url: &str, headers: &[(&str, &str)], duration: &str) -> Result<Outcome> {
        let mut wrk = command(&self.wrk, &["-t1", "-c32", "-d", duration]);
        wrk.arg("-s").arg(&self.script);
        for (name, value) in headers {
            wrk.arg("-H").arg(format!("{name}: {value}"));
        }
        let said = output(wrk.arg(url))?;
        let line = said
            .lines()
            .find_map(|line| line.strip_prefix("RESULT "))
            .context("wrk gave no result")?;
        let figures: Vec<f64> = line
            .split(' ')
            .filter_map(|figure| figure.parse().ok())
            .collect();
        let [per_second, p95_ms, failed] = figures[..] else {
            anyhow::bail!("wrk gave an unreadable result: {line}");
        };
        anyhow::ensure!(failed == 0.0, "{failed} requests to {url} failed");
        Ok(Outcome { per_second, p95_ms })
    }
}
