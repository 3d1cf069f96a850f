use std::{io::Write as _, path::Path, process::Stdio};

use crate::parfocal::{Running, json, parfocal, run, stderr, stdout};

/// A configuration that talks to a running sandbox.
fn configure(folder: &Path, sandbox: &Running) {
    let text = format!(
        "[zoom]\napi_url = \"{}\"\noauth_url = \"{}\"\nstatus_url = \"{}/status\"\n\
         plan = \"business\"\n",
        sandbox.url("api_url"),
        sandbox.url("oauth_url"),
        sandbox.url("console_url"),
    );
    std::fs::write(folder.join("parfocal.toml"), text).expect("written");
}

fn sandbox(folder: &Path) -> Running {
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
fn run_with(folder: &Path, arguments: &[&str], secret: &str) -> std::process::Output {
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
    assert_eq!(shown["email"], *host);

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
    let key = made["id"].as_str().expect("an id").to_owned();
    let changed = run(
        folder.path(),
        &["meetings", "update", &key, "--topic", "Renamed", "--json"],
    );
    assert_eq!(json(&changed)["topic"], "Renamed", "{}", stderr(&changed));
    let list = json(&run(folder.path(), &["meetings", "list", "--json"]));
    assert_eq!(list["rows"][0]["topic"], "Renamed");
    assert!(
        run(folder.path(), &["meetings", "delete", &key])
            .status
            .success()
    );
    let gone = run(folder.path(), &["meetings", "show", "nosuchmeeting"]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(stderr(&gone).contains("nosuchmeeting"), "{}", stderr(&gone));
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
    assert_eq!(short.status.code(), Some(1));
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
