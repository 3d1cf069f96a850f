//! What the repository must not hold: paths of somebody's machine.

use anyhow::{Result, bail};

use crate::shell::{command, output, step};

/// Looks through every tracked text file.
pub(crate) fn check() -> Result<()> {
    step("No path of anybody's machine");
    // Written so that this file does not find itself.
    let pattern = ["/hom[e]/[a-z]+/", "/roo[t]/", "/User[s]/[a-z]+/"].join("|");
    let found = command(
        "git",
        &[
            "grep",
            "-nIE",
            &pattern,
            "--",
            ".",
            ":!*.lock",
            ":!*package-lock.json",
        ],
    )
    .output()?;
    let lines = String::from_utf8_lossy(&found.stdout);
    if !lines.is_empty() {
        bail!("machine paths in tracked files:\n{lines}");
    }
    output(&mut command("git", &["rev-parse", "--git-dir"])).map(drop)
}
