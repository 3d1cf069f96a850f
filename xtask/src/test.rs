//! Every check and test, in the order in which a failure is cheapest to find.

use anyhow::{Result, bail};

use crate::{
    browser, documents, house, postgres, python,
    shell::{command, find, run, step},
    tools::{self, PROMTOOL},
    unnamed, words,
};

/// Runs the checks; `--fast` leaves the browser out and says so.
pub(crate) fn run_all(fast: bool) -> Result<()> {
    step("Formatting");
    run(&mut command("cargo", &["fmt", "--all", "--check"]))?;
    house::check()?;
    words::check()?;
    unnamed::check()?;

    step("Lints");
    run(&mut command(
        "cargo",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ))?;

    let python = python::with_judges()?;
    PROMTOOL.ensure()?;
    let cluster = postgres::Cluster::start()?;

    step("Tests");
    let mut tests = match find(&["cargo-nextest"]) {
        Some(_) => command(
            "cargo",
            &[
                "nextest",
                "run",
                "--workspace",
                "--locked",
                "--no-fail-fast",
            ],
        ),
        None => command(
            "cargo",
            &["test", "--workspace", "--locked", "--no-fail-fast"],
        ),
    };
    run(tests
        .env("PARFOCAL_TEST_POSTGRES", cluster.url())
        .env("PARFOCAL_TEST_PYTHON", python)
        .env("INSTA_UPDATE", "no"))?;
    drop(cluster);

    documents::check()?;
    licences()?;

    if fast {
        step("NOT RUN because of --fast: the walks in Chromium and the judges from npm");
        return Ok(());
    }
    run(&mut command(
        "cargo",
        &["build", "--locked", "--package", "cli"],
    ))?;
    browser::walk(false)
}

/// The task.
pub(crate) fn run_task(words: &[String]) -> Result<()> {
    match words {
        [] => run_all(false),
        [fast] if fast == "--fast" => run_all(true),
        other => bail!("`test` takes --fast or nothing, not {}", other.join(" ")),
    }
}

fn licences() -> Result<()> {
    step("Licences, bans and sources of the dependencies (deny.toml)");
    let deny = find(&["cargo-deny"]).map_or_else(|| tools::from_source("cargo-deny"), Ok)?;
    run(&mut command(
        deny,
        &["--locked", "check", "bans", "licenses", "sources"],
    ))
}
