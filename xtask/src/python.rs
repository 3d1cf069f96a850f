//! A Python with the libraries that judge our files, in a folder of its own.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    shell::{cache, command, root, run, step},
    tools::apt_install,
};

/// The interpreter of a virtual environment that holds `e2e/requirements.txt`.
pub(crate) fn with_judges() -> Result<PathBuf> {
    let home = cache("python")?;
    let interpreter = home.join("bin/python");
    let wanted = std::fs::read_to_string(root().join("e2e/requirements.txt"))?;
    let installed = home.join("installed.txt");
    if interpreter.exists() && std::fs::read_to_string(&installed).is_ok_and(|had| had == wanted) {
        return Ok(interpreter);
    }
    step("Installing the Python libraries that judge our files");
    let folder = home.to_string_lossy();
    if run(&mut command("python3", &["-m", "venv", &folder])).is_err() {
        apt_install("python3-venv", "judging calendar files")?;
        run(&mut command("python3", &["-m", "venv", "--clear", &folder]))?;
    }
    run(&mut command(
        &interpreter,
        &[
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            "e2e/requirements.txt",
        ],
    ))?;
    std::fs::write(installed, wanted)?;
    Ok(interpreter)
}
