//! What is told while running, always on standard error: standard output belongs to answers.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::{
    config::{Log, LogFormat},
    failure::Failure,
};

/// Starts logging; `RUST_LOG` overrides the configured filter.
pub(crate) fn start(log: &Log) -> Result<(), Failure> {
    let filter = match std::env::var("RUST_LOG") {
        Ok(filter) if !filter.is_empty() => filter,
        _ => log.filter.clone(),
    };
    let filter = EnvFilter::try_new(&filter).map_err(|error| {
        Failure::config(
            format!("`log.filter` is “{filter}”, which cannot be read: {error}."),
            "Write it like `info` or `warn,connect=debug`.",
        )
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Colour is for a terminal: in a file or a journal it is noise.
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => lines.with_target(false).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}
