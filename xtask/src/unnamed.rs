//! Rust files that no module names. The compiler does not see them and says nothing, so tests in one
//! of them neither run nor fail; a whole file of refusals once stood in the repository like that.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use crate::shell::step;

/// Folders whose every file is a program of its own.
const PROGRAMS: [&str; 4] = ["tests", "benches", "examples", "bin"];

/// Looks through every crate.
pub(crate) fn check() -> Result<()> {
    step("Every file belongs to a module");
    let mut files = BTreeMap::new();
    for root in ["crates", "xtask"] {
        read(Path::new(root), &mut files)?;
    }
    let lost = unnamed(&files);
    if lost.is_empty() {
        return Ok(());
    }
    bail!(
        "no `mod` names these, so they are not compiled:\n  {}",
        lost.join("\n  ")
    )
}

fn read(folder: &Path, files: &mut BTreeMap<PathBuf, String>) -> Result<()> {
    let reading = || format!("{} cannot be read", folder.display());
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                read(&path, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).with_context(reading)?;
            files.insert(path, text);
        }
    }
    Ok(())
}

fn unnamed(files: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let all = files.keys().filter(|path| !is_named(path, files));
    all.map(|path| path.display().to_string()).collect()
}

fn is_named(path: &Path, files: &BTreeMap<PathBuf, String>) -> bool {
    let name = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let file = name(path);
    let (folder, module) = match file.as_str() {
        "lib.rs" | "main.rs" | "build.rs" => return true,
        "mod.rs" => {
            let folder = path.parent().unwrap_or(path);
            (folder.parent().unwrap_or(folder), name(folder))
        }
        other => (
            path.parent().unwrap_or(path),
            other.trim_end_matches(".rs").to_owned(),
        ),
    };
    let several = PROGRAMS.contains(&name(folder).as_str());
    if several && file != "mod.rs" {
        return true;
    }
    let names = [format!("mod {module};"), format!("/{file}\"]")];
    files.iter().any(|(other, text)| {
        let beside = other.parent() == Some(folder);
        let above = other.with_extension("") == folder
            || (beside && (several || ["lib.rs", "main.rs", "mod.rs"].contains(&&*name(other))));
        let by_path = text.contains("#[path") && text.contains(&names[1]);
        (above && text.contains(&names[0])) || by_path
    })
}

#[cfg(test)]
mod tests {
    use super::unnamed;

    #[test]
    fn a_file_is_named_by_what_stands_above_it() {
        let files = [
            (
                "crates/a/src/lib.rs",
                "mod join;\n#[path = \"../other/given.rs\"] mod given;",
            ),
            ("crates/a/src/join.rs", "mod door;"),
            ("crates/a/src/join/door.rs", ""),
            ("crates/a/src/join/attic.rs", ""),
            ("crates/a/other/given.rs", ""),
            ("crates/a/tests/alone.rs", "mod support;"),
            ("crates/a/tests/support/mod.rs", ""),
            ("crates/a/tests/it/main.rs", "mod one;"),
            ("crates/a/tests/it/one.rs", ""),
            ("crates/a/tests/it/two.rs", ""),
        ];
        let files = files.map(|(path, text)| (path.into(), text.to_owned()));
        assert_eq!(
            unnamed(&files.into()),
            ["crates/a/src/join/attic.rs", "crates/a/tests/it/two.rs"]
        );
    }
}
