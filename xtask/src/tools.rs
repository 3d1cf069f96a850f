//! What must be on the machine, and how it comes there.

use std::{path::PathBuf, sync::OnceLock};

use anyhow::{Result, bail};

use crate::{
    browser, python,
    shell::{cache, command, find, output, run, step},
};

/// A program that Debian packages.
pub(crate) struct Tool {
    /// Names it may have on the PATH.
    pub names: &'static [&'static str],
    /// Debian's package.
    pub package: &'static str,
    /// What it is needed for, for the sentence when it is missing.
    pub purpose: &'static str,
}

/// Judges `/metrics`.
pub(crate) const PROMTOOL: Tool = Tool {
    names: &["promtool"],
    package: "prometheus",
    purpose: "checking /metrics",
};
/// Walks the guides.
pub(crate) const CHROMIUM: Tool = Tool {
    names: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
    purpose: "the browser walks",
};
/// Stands in front of Parfocal as the book has it.
pub(crate) const NGINX: Tool = Tool {
    names: &["nginx", "/usr/sbin/nginx"],
    package: "nginx-light",
    purpose: "testing the book's reverse proxies",
};
/// The other one.
pub(crate) const CADDY: Tool = Tool {
    names: &["caddy"],
    package: "caddy",
    purpose: "testing the book's reverse proxies",
};
/// Loads the sandbox.
pub(crate) const WRK: Tool = Tool {
    names: &["wrk"],
    package: "wrk",
    purpose: "the benchmark",
};

impl Tool {
    /// The program's path, installing its package first where that is possible.
    pub(crate) fn ensure(&self) -> Result<PathBuf> {
        if let Some(found) = find(self.names) {
            return Ok(found);
        }
        apt_install(self.package, self.purpose)?;
        match find(self.names) {
            Some(found) => Ok(found),
            None => bail!(
                "{} was installed, but {} is not on the PATH",
                self.package,
                self.names[0]
            ),
        }
    }
}

/// Installs a Debian package, or says in one sentence what a person must install.
pub(crate) fn apt_install(package: &str, purpose: &str) -> Result<()> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    let root = output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0");
    let Some(apt) = find(&["apt-get"]).filter(|_| root) else {
        bail!(
            "{purpose} needs `{package}`: install it with your system's package manager and try again"
        );
    };
    step(&format!("Installing {package} ({purpose})"));
    if UPDATED.get().is_none() {
        run(command(&apt, &["update", "-qq"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
        let _ = UPDATED.set(());
    }
    run(command(
        &apt,
        &["install", "-y", "-qq", "--no-install-recommends", package],
    )
    .env("DEBIAN_FRONTEND", "noninteractive")
    // Debian would start a server that it installs, and on every address.
    .env("RUNLEVEL", "1"))
}

/// Installs everything any task needs.
pub(crate) fn set_up_everything() -> Result<()> {
    for tool in [PROMTOOL, CHROMIUM, NGINX, CADDY, WRK] {
        tool.ensure()?;
    }
    crate::postgres::programs()?;
    browser::packages()?;
    python::with_judges()?;
    step("Everything is there");
    Ok(())
}

/// A development tool that is compiled from its published source, once, into the target folder.
pub(crate) fn from_source(name: &str) -> Result<PathBuf> {
    let home = cache("tools")?;
    let program = home.join("bin").join(name);
    if !program.exists() {
        step(&format!("Installing {name} (once; several minutes)"));
        let home = home.to_string_lossy();
        run(&mut command(
            "cargo",
            &["install", name, "--locked", "--quiet", "--root", &home],
        ))?;
    }
    Ok(program)
}
