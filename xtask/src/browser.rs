//! The walks in a real browser and the judges that come from npm (`e2e/`).

use anyhow::{Context, Result};

use crate::{
    scratch::Scratch,
    shell::{cache, command, find, root, run, step},
    tools::{CADDY, CHROMIUM, NGINX},
};

/// Installs what `e2e/package-lock.json` names.
pub(crate) fn packages() -> Result<()> {
    let stamp = root().join("e2e/node_modules/.package-lock.json");
    let lock = root().join("e2e/package-lock.json");
    let fresh = |file| std::fs::metadata(file).and_then(|about| about.modified());
    if let (Ok(stamp), Ok(lock)) = (fresh(&stamp), fresh(&lock))
        && stamp >= lock
    {
        return Ok(());
    }
    let npm = find(&["npm"])
        .context("the browser walks need Node 20 or later with npm: install it and try again")?;
    step("Installing the npm packages of e2e/");
    run(
        command(npm, &["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(root().join("e2e")),
    )
}

/// Runs the walks against the `parfocal` binary that cargo has built; on the way they may write
/// `docs/setup/` with its pictures.
pub(crate) fn walk(write_documents: bool) -> Result<()> {
    packages()?;
    let chromium = CHROMIUM.ensure()?;
    let (nginx, caddy) = (NGINX.ensure()?, CADDY.ensure()?);
    let binary = crate::demo::binary("debug");
    let node = find(&["node"])
        .context("the browser walks need Node 20 or later: install it and try again")?;
    step("Walking both guides in Chromium, and the judges from npm");
    let scratch = Scratch::new()?;
    let mut walks = command(
        node,
        &[
            "--test",
            "--test-concurrency=2",
            // A walk that hangs is a failure after a quarter of an hour.
            "--test-timeout=900000",
            "--test-reporter=spec",
            "e2e/tests/",
        ],
    );
    run(scratch
        .lend(&mut walks)
        .env(
            "PARFOCAL_WRITE_DOCS",
            if write_documents { "1" } else { "0" },
        )
        .env("PARFOCAL_CHROMIUM", chromium)
        .env("PARFOCAL_NGINX", nginx)
        .env("PARFOCAL_CADDY", caddy)
        .env("PARFOCAL_SDK_CACHE", cache("meeting-sdk")?)
        .env("PARFOCAL_BINARY", binary))
}
