//! `--json`, for every command there is: one JSON value on standard output and nothing else, and an
//! error as JSON on standard error with one of the documented codes.
//!
//! The commands come from the program's own help, so that one which is added is walked as well.
//! Each is asked with values that fit nothing, and again with nothing but itself.

use std::{path::Path, process::Output};

use serde_json::Value;

use crate::{
    commands::{configure, run_with, sandbox},
    parfocal::{run, stderr, stdout},
};

/// A command and the arguments that its usage wants.
#[derive(Debug)]
struct Leaf {
    words: Vec<String>,
    wants: Vec<String>,
}

fn help(folder: &Path, words: &[String]) -> String {
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.push("--help");
    let output = run(folder, &arguments);
    assert!(output.status.success(), "{words:?}: {}", stderr(&output));
    stdout(&output)
}

/// The names below “Commands:”, or in the first help below the title of each group; `help` is no
/// command of ours.
fn below(help: &str) -> Vec<String> {
    let of_commands = help
        .lines()
        .skip_while(|line| !line.starts_with("Usage: "))
        .skip(1)
        .take_while(|line| !matches!(*line, "Options:" | "Arguments:"));
    let named = of_commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// What the usage wants: `<PERSON>`, `--set <FIELD=VALUE>`.
fn wants(help: &str) -> Vec<String> {
    let usage = help
        .lines()
        .find_map(|line| line.strip_prefix("Usage: "))
        .unwrap_or_default();
    usage
        .split_whitespace()
        .filter(|word| !word.starts_with('['))
        .skip_while(|word| !word.starts_with(['<', '-']))
        .map(|word| match word.strip_prefix('<') {
            None => word.to_owned(),
            Some(name) => fitting(help, name.trim_end_matches(['>', '.'])),
        })
        .collect()
}

/// A value that the command line takes and that is nothing real.
fn fitting(help: &str, name: &str) -> String {
    // A choice is written behind its argument.
    let at = help
        .lines()
        .skip_while(|line| !line.contains(&format!("<{name}>")));
    let choice = at.take(30).find_map(|line| {
        let (_, choices) = line.split_once("[possible values: ")?;
        choices.split([',', ']']).next().map(str::to_owned)
    });
    let listed = help
        .lines()
        .skip_while(|line| line.trim() != "Possible values:");
    let listed = listed.skip(1).find_map(|line| {
        let name = line.trim().strip_prefix("- ")?;
        name.split(':').next().map(str::to_owned)
    });
    choice.or(listed).unwrap_or_else(|| {
        match name {
            "EMAIL" => "nobody@example.org",
            "FILE" => "no-such-file",
            "START" => "2030-01-15T15:00",
            "TIMEZONE" => "Europe/Lisbon",
            "FIELD=VALUE" | "SETTING=VALUE" => "dept=Nowhere",
            _ => "1",
        }
        .to_owned()
    })
}

fn leaves(folder: &Path, words: &[String], into: &mut Vec<Leaf>) {
    let help = help(folder, words);
    let names = below(&help);
    if names.is_empty() {
        into.push(Leaf {
            words: words.to_vec(),
            wants: wants(&help),
        });
    }
    for name in names {
        let mut words = words.to_vec();
        words.push(name);
        leaves(folder, &words, into);
    }
}

fn judge(command: &[&str], output: &Output) -> Result<(), String> {
    let (said, failed) = (stdout(output), stderr(output));
    let fail = |why: &str| {
        Err(format!(
            "{command:?} {why}\nstdout: {said}\nstderr: {failed}"
        ))
    };
    let code = output.status.code();
    if code == Some(0) || !said.is_empty() {
        // `doctor` answers and ends with 1 or 2; what answers has no error to tell.
        if serde_json::from_str::<Value>(&said).is_err() {
            return fail("answers something that is not one JSON value");
        }
        return match code {
            Some(0..=2) => Ok(()),
            _ => fail("answers and ends with a code of a failure"),
        };
    }
    let last = failed.lines().last().unwrap_or_default();
    let Ok(error) = serde_json::from_str::<Value>(last) else {
        return fail("fails without JSON on standard error");
    };
    let expected = match error["error"]["code"].as_str() {
        Some("failed") => 1,
        Some("usage") => 64,
        Some("configuration") => 78,
        _ => return fail("fails with a code that is not documented"),
    };
    if code != Some(expected) {
        return fail("ends with another code than it says");
    }
    let message = error["error"]["message"].as_str().unwrap_or_default();
    if message.len() < 10 || message.contains("panicked") {
        return fail("fails without a sentence");
    }
    Ok(())
}

#[test]
fn every_command_speaks_json_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let zoom = sandbox(folder);
    configure(folder, &zoom);
    let app = &zoom.ready["server_to_server"];
    let save = [
        "connect",
        "s2s",
        "--account-id",
        zoom.ready["account_id"].as_str().expect("an id"),
        "--client-id",
        app["client_id"].as_str().expect("an id"),
        "--app-name",
        "Ours",
        "--client-secret-file",
        "-",
        "--json",
    ];
    let saved = run_with(
        folder,
        &save,
        app["client_secret"].as_str().expect("a secret"),
    );
    assert_eq!(judge(&save, &saved), Ok(()));
    assert!(saved.status.success(), "{}", stderr(&saved));

    let mut all = Vec::new();
    leaves(folder, &[], &mut all);
    assert!(all.len() > 80, "the help was not understood: {all:?}");
    // Last, because they save what fits nothing.
    all.sort_by_key(|leaf| leaf.words[0] == "connect");
    let mut wrong = Vec::new();
    for leaf in &all {
        let stays = matches!(&*leaf.words[0], "serve" | "agent" | "sandbox" | "demo");
        // In front: behind ids that may begin with a dash it would be one of them.
        let mut with = vec!["--json"];
        with.extend(leaf.words.iter().map(String::as_str));
        let bare = with.clone();
        if stays {
            // It would stay: where it cannot listen it ends.
            with.extend(["--listen", "no-address"]);
        } else {
            with.extend(leaf.wants.iter().map(String::as_str));
            if leaf.words[0] == "sdk" && leaf.words[1] != "status" {
                // Not from npm: a test has no network.
                with.extend(["--from", "no-such-file"]);
            }
        }
        wrong.extend(judge(&with, &run(folder, &with)).err());
        if !leaf.wants.is_empty() && !stays {
            let output = run(folder, &bare);
            wrong.extend(judge(&bare, &output).err());
            assert_eq!(
                output.status.code(),
                Some(64),
                "{bare:?}: {}",
                stderr(&output)
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        all.len(),
        wrong.join("\n\n")
    );
}
