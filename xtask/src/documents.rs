//! Documents that the program writes about itself, and the book they stand in.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{
    browser, demo,
    shell::{command, find, output, root, run, step},
    tools,
};

/// Each generated document and the command of the binary that writes it.
const GENERATED: &[(&str, &[&str])] = &[
    ("docs/sandbox/coverage.md", &["docs", "coverage"]),
    ("docs/reference/probes.md", &["docs", "probes"]),
    ("docs/reference/commands.md", &["docs", "commands"]),
    (
        "docs/reference/configuration.md",
        &["docs", "configuration"],
    ),
    ("docs/reference/openapi.json", &["docs", "openapi"]),
    ("docs/reference/scopes.md", &["docs", "scopes"]),
    ("docs/reference/exit-codes.md", &["docs", "exit-codes"]),
];

/// Refuses generated documents that no longer say what the program says.
pub(crate) fn check() -> Result<()> {
    step("Generated documents are up to date");
    build()?;
    let mut stale = Vec::new();
    for (file, words) in GENERATED {
        let wanted = output(&mut command(demo::binary("debug"), words))?;
        if std::fs::read_to_string(root().join(file)).unwrap_or_default() != wanted {
            stale.push(*file);
        }
    }
    if !stale.is_empty() {
        bail!(
            "{} no longer match the program: run `cargo xtask docs` and commit",
            stale.join(", ")
        );
    }
    Ok(())
}

/// Writes them anew, then builds the book.
pub(crate) fn run_docs() -> Result<()> {
    build()?;
    for (file, words) in GENERATED {
        let path = root().join(file);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(&path, output(&mut command(demo::binary("debug"), words))?)?;
        eprintln!("wrote {file}");
    }
    // The set-up pages and their pictures come from walking the guides.
    browser::walk(true)?;
    step("Building the book");
    let mdbook = find(&["mdbook"]).map_or_else(|| tools::from_source("mdbook"), Ok)?;
    run(&mut command(mdbook, &["build", "docs"]))
}

fn build() -> Result<()> {
    run(&mut command(
        "cargo",
        &["build", "--locked", "--quiet", "--package", "cli"],
    ))
}
