use std::fmt::Write as _;

use crate::parfocal::{run, stderr, stdout};

#[test]
fn the_help_texts_are_the_ones_that_were_agreed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut all = String::new();
    for command in [
        "", "demo", "serve", "agent", "sandbox", "connect", "doctor", "probes", "alarms", "people",
        "meetings", "webinars", "config",
    ] {
        let arguments: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).collect();
        let output = run(folder.path(), &[&arguments[..], &["-h"]].concat());
        assert!(output.status.success(), "{command}");
        let _ = writeln!(all, "$ parfocal {command}\n{}", stdout(&output));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_wrong_command_line_ends_with_64() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["probes", "run"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(stderr(&output).contains("<PROBE>"), "{}", stderr(&output));
}

#[test]
fn a_wrong_configuration_ends_with_78_and_the_nearest_key() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("parfocal.toml"),
        "[store]\nurk = \"x\"\n",
    )
    .expect("written");
    let output = run(folder.path(), &["config", "show"]);
    assert_eq!(output.status.code(), Some(78));
    let said = stderr(&output);
    assert!(said.contains("no key `store.urk`"), "{said}");
    assert!(said.contains("Did you mean `url`?"), "{said}");
}
