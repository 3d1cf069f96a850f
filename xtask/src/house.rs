//! The arrows of the house: which crate may depend on which (ARCHITECTURE.md).
//!
//! A dependency that is not drawn there is a design decision nobody took; this check asks cargo
//! what depends on what and refuses the rest.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::shell::{command, output, step};

/// Each crate and what it may name directly; `clock` is open to all. An arrow is transitive.
const ARROWS: &[(&str, &[&str])] = &[
    ("cli", &["web", "sandbox-console"]),
    (
        "web",
        &[
            "ui",
            "monitor",
            "meetings",
            "people",
            "account",
            "meeting-sdk",
        ],
    ),
    ("sandbox-console", &["ui", "zoom-sandbox"]),
    ("monitor", &["connect", "inbox", "jobs", "mail"]),
    ("meetings", &["connect", "inbox", "jobs", "mail"]),
    ("people", &["connect", "inbox", "jobs"]),
    ("account", &["connect", "inbox"]),
    // Nobody may name it but tests.
    ("test-site", &["connect", "jobs", "zoom-sandbox"]),
    ("connect", &["zoom-client", "store"]),
    ("inbox", &["store", "zoom-types"]),
    ("jobs", &["store"]),
    ("mail", &[]),
    ("meeting-sdk", &["zoom-catalog"]),
    ("zoom-client", &["zoom-catalog"]),
    ("zoom-sandbox", &["zoom-catalog"]),
    ("zoom-catalog", &["zoom-types"]),
    ("store", &[]),
    ("ui", &[]),
    ("zoom-types", &[]),
    ("clock", &[]),
    ("xtask", &[]),
];

/// Compares cargo's picture with the drawn one.
pub(crate) fn check() -> Result<()> {
    step("The arrows of the house");
    let metadata = output(&mut command(
        "cargo",
        &["metadata", "--format-version=1", "--no-deps"],
    ))?;
    let wrong = wrong_arrows(&serde_json::from_str(&metadata)?);
    if !wrong.is_empty() {
        bail!(
            "arrows that the house does not have:\n  {}",
            wrong.join("\n  ")
        );
    }
    Ok(())
}

fn wrong_arrows(metadata: &Value) -> Vec<String> {
    let drawn: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        if !drawn.contains_key(name) {
            wrong.push(format!("{name}: a crate that is not drawn"));
            continue;
        }
        let allowed = reachable(name, &drawn);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            // A test may bring the sandbox: it is our double for Zoom.
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if drawn.contains_key(to) && to != "clock" && !for_tests && !allowed.contains(to) {
                wrong.push(format!("{name} -> {to}"));
            }
        }
    }
    wrong
}

fn reachable<'a>(from: &'a str, drawn: &BTreeMap<&'a str, &'a [&'a str]>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for &to in drawn.get(at).copied().unwrap_or_default() {
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::wrong_arrows;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> serde_json::Value {
        let dependencies: Vec<_> = dependencies
            .iter()
            .map(|(name, kind)| json!({ "name": name, "kind": kind }))
            .collect();
        json!({ "name": name, "dependencies": dependencies })
    }

    #[test]
    fn an_arrow_through_another_crate_is_an_arrow() {
        let metadata =
            json!({ "packages": [package("web", &[("zoom-types", None), ("clock", None)])] });
        assert!(wrong_arrows(&metadata).is_empty());
    }

    #[test]
    fn the_sandbox_may_not_know_the_client_and_tests_may_know_the_sandbox() {
        let metadata = json!({ "packages": [
            package("zoom-sandbox", &[("zoom-client", None)]),
            package("connect", &[("zoom-sandbox", Some("dev"))]),
            package("attic", &[]),
        ] });
        assert_eq!(
            wrong_arrows(&metadata),
            [
                "zoom-sandbox -> zoom-client",
                "attic: a crate that is not drawn"
            ]
        );
    }
}
