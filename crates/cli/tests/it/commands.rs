use std::{io::Write as _, path::Path, process::Stdio};

use crate::parfocal::{Running, json, parfocal, run, stderr, stdout};

/// A configuration that talks to a running sandbox.
pub(crate) fn configure(folder: &Path, sandbox: &Running) {
    let text = format!(
        "[zoom]\napi_url = \"{}\"\noauth_url = \"{}\"\nstatus_url = \"{}/status\"\n\
         plan = \"business\"\n",
        sandbox.url("api_url"),
        sandbox.url("oauth_url"),
        sandbox.url("console_url"),
    );
    std::fs::write(folder.join("parfocal.toml"), text).expect("written");
}

pub(crate) fn sandbox(folder: &Path) -> Running {
    let flags = [
        "sandbox",
        "--listen",
        "127.0.0.1:0",
        "--ready-json",
        "--limits",
        "count",
    ];
    Running::start(parfocal(folder, &flags))
}

/// Runs a command with a secret on its standard input.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], secret: &str) -> std::process::Output {
    let mut child = parfocal(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its standard input");
    stdin.write_all(secret.as_bytes()).expect("written");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn the_second_guide_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    let doctor = run(folder.path(), &["doctor", "--json"]);
    assert_eq!(
        doctor.status.code(),
        Some(2),
        "nothing is set up: {}",
        stderr(&doctor)
    );

    let app = &zoom.ready["server_to_server"];
    let id = app["client_id"].as_str().expect("an id");
    let secret = app["client_secret"].as_str().expect("a secret");
    let account = zoom.ready["account_id"].as_str().expect("an id");
    let save = [
        "connect",
        "s2s",
        "--account-id",
        account,
        "--client-id",
        id,
        "--app-name",
        "Ours",
        "--client-secret-file",
        "-",
    ];
    let wrong = run_with(folder.path(), &save, "not-the-secret");
    assert_eq!(wrong.status.code(), Some(1), "{}", stdout(&wrong));
    assert_eq!(run(folder.path(), &["doctor"]).status.code(), Some(2));
    let saved = run_with(folder.path(), &save, secret);
    assert_eq!(
        saved.status.code(),
        Some(0),
        "{}{}",
        stdout(&saved),
        stderr(&saved)
    );
    assert!(!stdout(&saved).contains(secret));

    let doctor = run(folder.path(), &["doctor", "--json"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", stdout(&doctor));
    assert_eq!(json(&doctor)["anything_works"], true);

    let users = json(&run(folder.path(), &["users", "list", "--json"]));
    let host = users[0]["email"]
        .as_str()
        .expect("a mail address")
        .to_owned();
    let shown = json(&run(folder.path(), &["users", "show", &host, "--json"]));
    assert_eq!(shown["person"]["email"], *host);

    let create = [
        "meetings",
        "create",
        "--topic",
        "From the terminal",
        "--host",
        &host,
        "--start",
        "2030-01-15T15:00",
        "--timezone",
        "Europe/Lisbon",
        "--json",
    ];
    let made = run(folder.path(), &create);
    assert!(made.status.success(), "{}", stderr(&made));
    let made = json(&made);
    assert_eq!(made["start"], "2030-01-15T15:00:00Z");
    let key = made["public_id"].as_str().expect("an id").to_owned();
    // By Zoom's number as well, and not by the command for the other kind.
    let number = made["zoom_id"].to_string();
    let by_number = json(&run(
        folder.path(),
        &["meetings", "show", &number, "--json"],
    ));
    assert_eq!(by_number["public_id"], *key);
    is_found_by_its_link(folder.path(), &number, &key);
    for verb in ["show", "update", "delete", "end"] {
        let other = run(folder.path(), &["webinars", verb, &key]);
        assert_eq!(other.status.code(), Some(1), "{verb}: {}", stdout(&other));
        let said = stderr(&other);
        assert!(
            said.contains(&format!("`parfocal meetings {verb} {key}`")),
            "{said}"
        );
    }
    let changed = run(
        folder.path(),
        &["meetings", "update", &key, "--topic", "Renamed", "--json"],
    );
    assert_eq!(json(&changed)["topic"], "Renamed", "{}", stderr(&changed));
    let list = json(&run(folder.path(), &["meetings", "list", "--json"]));
    assert_eq!(list["rows"][0]["topic"], "Renamed");
    assert_eq!(list["rows"][0]["public_id"], *key);
    assert!(
        run(folder.path(), &["meetings", "delete", &key])
            .status
            .success()
    );
    let gone = run(folder.path(), &["meetings", "show", "nosuchmeeting"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(stderr(&gone).contains("nosuchmeeting"), "{}", stderr(&gone));
}

/// A pasted link is as good as the number; the passcode in it is repeated by nothing.
fn is_found_by_its_link(folder: &Path, number: &str, key: &str) {
    let link = format!("https://us02web.zoom.us/j/{number}?pwd=secret");
    let found = json(&run(folder, &["meetings", "show", &link, "--json"]));
    assert_eq!(found["public_id"], *key);
    let missing = "https://us02web.zoom.us/j/88012345678?pwd=secret";
    for (arguments, word) in [
        (["webinars", "delete", &link], key),
        (["meetings", "show", missing], "88012345678"),
    ] {
        let said = stderr(&run(folder, &arguments));
        assert!(said.contains(word) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn an_api_test_is_run_switched_off_and_its_history_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    let list = json(&run(folder.path(), &["probes", "list", "--json"]));
    let probes: Vec<&str> = list
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|test| test["id"].as_str())
        .collect();
    assert!(probes.len() >= 8, "{probes:?}");
    // The service status needs no credentials.
    let status = probes
        .iter()
        .find(|id| id.contains("service"))
        .expect("a service test");
    let ran = run(folder.path(), &["probes", "run", status, "--json"]);
    assert!(ran.status.success(), "{}", stderr(&ran));
    assert!(
        json(&ran)["measures"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    );
    let off = run(folder.path(), &["probes", "off", status]);
    assert!(
        stdout(&off).contains("is off"),
        "{}{}",
        stdout(&off),
        stderr(&off)
    );
    let history = json(&run(
        folder.path(),
        &["probes", "history", status, "--json"],
    ));
    assert_eq!(history["runs"].as_array().map(Vec::len), Some(1));
    let measure = ["probes", "history", status, "--measure", "nosuch"];
    let measure = run(folder.path(), &measure);
    assert_eq!(measure.status.code(), Some(1), "{}", stdout(&measure));
    assert!(
        stderr(&measure).contains("“nosuch”"),
        "{}",
        stderr(&measure)
    );
    let waiting = run(folder.path(), &["probes", "run", "users"]);
    assert_eq!(waiting.status.code(), Some(1), "{}", stdout(&waiting));
    let unknown = run(folder.path(), &["probes", "run", "horoscope"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        stderr(&unknown).contains("horoscope"),
        "{}",
        stderr(&unknown)
    );
}

#[test]
fn the_administrator_and_tokens_are_made_without_a_secret_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let admin = ["config", "admin", "--password-file", "-"];
    let short = run_with(folder.path(), &admin, "short");
    assert_eq!(short.status.code(), Some(64));
    assert!(
        stderr(&short).contains("shorter than 10"),
        "{}",
        stderr(&short)
    );
    let named = run_with(folder.path(), &admin, "seven grey herons");
    assert!(named.status.success(), "{}", stderr(&named));
    let missing = run(folder.path(), &["config", "admin"]);
    assert_eq!(missing.status.code(), Some(64));
    let token = json(&run(
        folder.path(),
        &["config", "token", "create", "prometheus", "--json"],
    ));
    assert!(
        token["token"]
            .as_str()
            .is_some_and(|token| token.starts_with("pf_"))
    );
    let listed = stdout(&run(folder.path(), &["config", "token", "list"]));
    assert!(listed.contains("prometheus"), "{listed}");
    assert!(!listed.contains("pf_"), "{listed}");
    let check = json(&run(folder.path(), &["config", "check", "--json"]));
    assert_eq!(check["administrator"], true);
}

#[test]
fn nothing_set_up_is_said_once_and_names_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["users", "list"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stderr(&output), @"parfocal: Listing the people of the account needs an app at Zoom, and none is set up yet. Enter the Account ID, Client ID and Client Secret of a Server-to-Server app. `parfocal connect s2s` enters an app's credentials.");
}

#[test]
fn a_check_of_the_configuration_makes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["config", "check"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("There is no database at sqlite:parfocal.db yet"),
        "{}",
        stdout(&output)
    );
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "neither database nor key");
}

#[test]
fn credentials_are_not_sent_to_another_zoom_than_theirs() {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    let pair = &zoom.ready["server_to_server"];
    let save = [
        "connect",
        "s2s",
        "--account-id",
        zoom.ready["account_id"].as_str().expect("an id"),
        "--client-id",
        pair["client_id"].as_str().expect("an id"),
        "--client-secret-file",
        "-",
    ];
    let secret = pair["client_secret"].as_str().expect("a secret");
    let saved = run_with(folder.path(), &save, secret);
    assert!(saved.status.success(), "{}", stderr(&saved));

    // The configuration is pointed at the real Zoom.
    std::fs::remove_file(folder.path().join("parfocal.toml")).expect("removed");
    for command in [
        &["doctor"][..],
        &["users", "list"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["agent", "--listen", "127.0.0.1:0"],
    ] {
        let output = run(folder.path(), command);
        assert_eq!(output.status.code(), Some(78), "{command:?}");
        let said = stderr(&output);
        for word in [
            &zoom.url("api_url"),
            "https://api.zoom.us/v2",
            "`parfocal connect forget`",
        ] {
            assert!(said.contains(word), "{said}");
        }
    }
    let shown = run(folder.path(), &["connect", "show"]);
    assert!(shown.status.success(), "{}", stderr(&shown));
    let forgotten = run(folder.path(), &["connect", "forget", "s2s"]);
    assert!(forgotten.status.success(), "{}", stderr(&forgotten));
    let follows = run(folder.path(), &["users", "list"]);
    assert_eq!(follows.status.code(), Some(1), "{}", stderr(&follows));
}

#[test]
fn what_was_typed_wrong_ends_with_64_and_a_program_reads_errors_as_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let create = |zone: &str, start: &str| {
        let flags = [
            "meetings",
            "create",
            "--topic",
            "X",
            "--host",
            "x@example.org",
            "--start",
            start,
            "--timezone",
            zone,
            "--json",
        ];
        run(folder.path(), &flags)
    };
    let listen = run(folder.path(), &["serve", "--listen", "nope", "--json"]);
    let flag = run(folder.path(), &["users", "--nope", "--json"]);
    for output in [
        create("Mars/Olympus", "2030-01-15T15:00"),
        create("UTC", "tomorrow"),
        listen,
        flag,
    ] {
        assert_eq!(output.status.code(), Some(64), "{}", stderr(&output));
        let said: serde_json::Value = serde_json::from_slice(&output.stderr).expect("JSON");
        assert_eq!(said["error"]["code"], "usage");
        assert!(said["error"]["message"].is_string());
        assert_eq!(stdout(&output), "");
    }
    let folderless = parfocal(folder.path(), &["probes", "run"])
        .env("PARFOCAL_CONFIG", "parfocal.toml")
        .output()
        .expect("it starts");
    let said = stderr(&folderless);
    assert!(said.contains("Usage: parfocal probes run"), "{said}");
    assert!(!said.contains("--config"), "{said}");
}

#[test]
fn a_diary_that_no_terminal_reads_has_no_colours() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = parfocal(folder.path(), &["connect", "show"])
        .env("RUST_LOG", "trace")
        .output()
        .expect("it starts");
    let said = stderr(&output);
    assert!(said.contains("TRACE") || said.contains("DEBUG"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}
