//! What is done around one meeting, and recordings, as typed.

use tempfile::TempDir;

use crate::{
    commands::{configure, run_with, sandbox},
    parfocal::{Running, json, run, stderr, stdout},
};

fn word(value: &serde_json::Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// A folder whose configuration and credentials lead to a sandbox of its own.
fn connected() -> (TempDir, Running) {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    let app = &zoom.ready["server_to_server"];
    let save = [
        "connect",
        "s2s",
        "--account-id",
        &word(&zoom.ready["account_id"]),
        "--client-id",
        &word(&app["client_id"]),
        "--client-secret-file",
        "-",
    ];
    let saved = run_with(folder.path(), &save, &word(&app["client_secret"]));
    assert!(saved.status.success(), "{}", stderr(&saved));
    (folder, zoom)
}

#[test]
fn around_a_meeting_on_the_command_line() {
    let (folder, _zoom) = connected();
    let ask = |arguments: &[&str]| run(folder.path(), arguments);

    let users = json(&ask(&["users", "list", "--json"]));
    let host = word(&users[0]["email"]);
    let create = [
        "meetings",
        "create",
        "--topic",
        "Around",
        "--host",
        &host,
        "--start",
        "2030-01-15T15:00",
        "--json",
    ];
    let made = json(&ask(&create));
    let (id, number) = (word(&made["public_id"]), made["zoom_id"].to_string());

    let text = ask(&["meetings", "invitation", &number]);
    assert!(
        stdout(&text).contains("Join Zoom Meeting"),
        "{}",
        stderr(&text)
    );
    let token = ask(&[
        "meetings",
        "token",
        &id,
        "--for",
        "local-archiving",
        "--json",
    ]);
    assert_eq!(json(&token)["expires_in"], 120, "{}", stderr(&token));
    let links = run_with(
        folder.path(),
        &[
            "meetings",
            "links",
            &id,
            "--names-file",
            "-",
            "--name",
            "Ada",
            "--csv",
        ],
        "name,muted\n\"Hopper, Grace\",yes\n",
    );
    let file = stdout(&links);
    assert!(links.status.success(), "{}", stderr(&links));
    assert!(
        file.contains("\r\n\"Hopper, Grace\",http") && file.contains("\r\nAda,http"),
        "{file}"
    );
    let wrong = ask(&["meetings", "links", &id, "--name", "Ada", "--hours", "0"]);
    assert_eq!(wrong.status.code(), Some(64), "{}", stdout(&wrong));
    let next = json(&ask(&["meetings", "upcoming", "--host", &host, "--json"]));
    assert!(next.is_array(), "{next}");
    // One that was not made here, by its link.
    let path = format!("/users/{host}/meetings");
    let made = ask(&["api", "POST", &path, "--body", r#"{"topic": "Elsewhere"}"#]);
    let elsewhere = json(&made)["id"].to_string();
    let link = format!("https://us02web.zoom.us/j/{elsewhere}?pwd=secret");
    let ended = ask(&["meetings", "end", &link]);
    let said = format!("Asked to end meeting {elsewhere} at Zoom.");
    assert!(stdout(&ended).contains(&said), "{}", stderr(&ended));
    let early = ask(&["meetings", "summary", &id]);
    assert_eq!(early.status.code(), Some(1));
    assert!(stderr(&early).contains("no summary"), "{}", stderr(&early));
    assert!(ask(&["meetings", "delete", &id]).status.success());
    let back = ask(&["meetings", "recover", &number]);
    assert!(back.status.success(), "{}", stderr(&back));
    let other = ask(&["webinars", "recover", &id]);
    assert_eq!(
        other.status.code(),
        Some(64),
        "webinars have no such command"
    );
}

#[test]
fn recordings_on_the_command_line() {
    let (folder, _zoom) = connected();
    let ask = |arguments: &[&str]| run(folder.path(), arguments);
    let listed = json(&ask(&["recordings", "list", "--json"]));
    let row = word(&listed["rows"][0]["run"]);
    let shown = json(&ask(&["recordings", "show", &row, "--json"]));
    assert_eq!(shown["files"], listed["rows"][0]["files"]);
    let trashed = ask(&["recordings", "trash", &row]);
    assert!(
        stdout(&trashed).contains("Moved to the trash."),
        "{}",
        stderr(&trashed)
    );
    let trash = ask(&["recordings", "list", "--trash"]);
    assert!(stdout(&trash).contains(&row), "{}", stdout(&trash));
    assert!(ask(&["recordings", "recover", &row]).status.success());
    let unsure = ask(&["recordings", "delete", &row]);
    assert_eq!(unsure.status.code(), Some(64), "{}", stdout(&unsure));
    let gone = ask(&["recordings", "delete", &row, "--for-good"]);
    assert!(
        stdout(&gone).contains("Deleted for good."),
        "{}",
        stderr(&gone)
    );
    let twice = ask(&["recordings", "delete", &row, "--for-good"]);
    assert!(stdout(&twice).contains("no longer"), "{}", stdout(&twice));
}

#[test]
fn all_recordings_of_a_host_are_a_job_on_the_command_line() {
    let (folder, _zoom) = connected();
    let ask = |arguments: &[&str]| run(folder.path(), arguments);
    let listed = json(&ask(&["recordings", "list", "--json"]));
    let host = word(&listed["rows"][0]["host"]);
    let plan = ask(&["recordings", "trash", "--host", &host]);
    let said = stdout(&plan);
    assert!(
        said.contains("Nothing was sent. Start it with: parfocal recordings jobs"),
        "{said}{}",
        stderr(&plan)
    );
    let done = json(&ask(&[
        "recordings",
        "trash",
        "--host",
        &host,
        "--start",
        "--json",
    ]));
    assert_eq!(done["job"]["state"], "done", "{done}");
    assert!(
        done["rows"]
            .as_array()
            .is_some_and(|rows| !rows.is_empty() && rows.iter().all(|row| row["state"] == "done")),
        "{done}"
    );
    let unsure = ask(&["recordings", "delete", "--host", &host, "--trash"]);
    assert_eq!(unsure.status.code(), Some(64), "{}", stdout(&unsure));
    let delete = [
        "recordings",
        "delete",
        "--host",
        &host,
        "--trash",
        "--for-good",
        "--json",
    ];
    let plan = json(&ask(&delete));
    let id = word(&plan["job"]["id"]);
    let unsure = ask(&["recordings", "jobs", &id, "--start"]);
    assert_eq!(unsure.status.code(), Some(64), "{}", stdout(&unsure));
    let gone = json(&ask(&[
        "recordings",
        "jobs",
        &id,
        "--start",
        "--for-good",
        "--json",
    ]));
    assert_eq!(gone["job"]["state"], "done", "{gone}");
    let jobs = stdout(&ask(&["recordings", "jobs"]));
    assert!(jobs.contains(&id) && jobs.contains("Done"), "{jobs}");
    let nothing = ask(&["recordings", "trash"]);
    assert_eq!(nothing.status.code(), Some(64), "{}", stdout(&nothing));
}
