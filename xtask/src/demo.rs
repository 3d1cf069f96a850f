//! `cargo xtask demo`: build the binary and hand over to `parfocal demo`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell::{command, root, run, step, target};

/// The `parfocal` binary that cargo builds with `profile`'s folder name.
pub(crate) fn binary(profile: &str) -> PathBuf {
    target()
        .join(profile)
        .join(format!("parfocal{}", std::env::consts::EXE_SUFFIX))
}

/// Builds and runs; the words after `demo` go to the binary as they are.
pub(crate) fn run_demo(words: &[String]) -> Result<()> {
    step("Building Parfocal (the first time takes some minutes)");
    run(&mut command(
        "cargo",
        &["build", "--release", "--locked", "--package", "cli"],
    ))?;
    let mut demo = command(binary("release"), &["demo"]);
    demo.args(words);
    // A machine that compiles this has a line to its registries; joining in the browser needs the SDK.
    if !words.iter().any(|word| word == "--fetch-sdk") {
        demo.arg("--fetch-sdk");
    }
    if !words.iter().any(|word| word.starts_with("--data")) {
        demo.arg("--data").arg(root().join(".parfocal/demo"));
    }
    // Ctrl-C reaches both of us; the binary stops cleanly and we report how it ended.
    let status = demo.status().context("the demo could not be started")?;
    if status.success() {
        Ok(())
    } else {
        bail!("the demo ended with {status}")
    }
}
