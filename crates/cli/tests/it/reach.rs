//! What is not modelled is reachable, shells complete, and exit codes are what the manual says.

use crate::{
    commands::{configure, run_with, sandbox},
    parfocal::{Running, json, run, stderr, stdout},
};

/// With the sandbox's Server-to-Server app, or with the one whose scopes are few.
fn connect(folder: &std::path::Path, zoom: &Running, app: &str) {
    let pair = &zoom.ready[app];
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
    let saved = run_with(folder, &save, secret);
    assert!(
        saved.status.success(),
        "{}{}",
        stdout(&saved),
        stderr(&saved)
    );
}

#[test]
fn whatever_zoom_answers_is_asked_from_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    let before = run(folder.path(), &["api", "GET", "/users/me", "--json"]);
    assert_eq!(before.status.code(), Some(1), "{}", stdout(&before));
    connect(folder.path(), &zoom, "server_to_server");

    let me = run(folder.path(), &["api", "get", "users/me"]);
    assert!(me.status.success(), "{}", stderr(&me));
    assert!(json(&me)["id"].is_string());
    assert!(
        stderr(&me).contains("counts as one Light call"),
        "{}",
        stderr(&me)
    );

    let list = [
        "api",
        "GET",
        "/users",
        "--all-pages",
        "--query",
        "page_size=20",
        "--include",
        "--json",
    ];
    let all = json(&run(folder.path(), &list));
    let users = all["body"]["users"].as_array().expect("a list").len();
    assert_eq!(Some(users as u64), all["body"]["total_records"].as_u64());
    assert!(all["pages"].as_u64() > Some(1), "{}", all["pages"]);

    let dept = [
        "api",
        "PATCH",
        "/users/me",
        "--body",
        r#"{"dept": "Finance"}"#,
    ];
    let changed = run(folder.path(), &dept);
    assert!(changed.status.success(), "{}", stderr(&changed));
    assert_eq!(
        json(&run(folder.path(), &["api", "GET", "/users/me"]))["dept"],
        "Finance"
    );

    let plan = json(&run(
        folder.path(),
        &["api", "GET", "/report/daily", "--explain", "--json"],
    ));
    assert_eq!(plan["operation"], "GET /report/daily");
    let unknown = run(folder.path(), &["api", "GET", "/no/such/thing"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        stderr(&unknown).contains("catalogue does not know"),
        "{}",
        stderr(&unknown)
    );
    for wrong in [
        &["api", "FETCH", "/users"][..],
        &["api", "GET", "/users/{userId}"],
        &["api", "POST", "/users", "--body", "{"],
        &["api", "GET", "/users", "--query", "status"],
        &["connect", "scopes", "--feature", "nonsense"],
    ] {
        let refused = run(folder.path(), &[wrong, &["--json"]].concat());
        assert_eq!(
            refused.status.code(),
            Some(64),
            "{wrong:?} {}",
            stderr(&refused)
        );
        let error: serde_json::Value = serde_json::from_slice(&refused.stderr).expect("JSON");
        assert_eq!(error["error"]["code"], "usage", "{wrong:?}");
    }
}

#[test]
fn a_call_whose_scope_no_app_has_is_explained_before_and_refused_in_zooms_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    connect(folder.path(), &zoom, "limited");
    let refused = run(folder.path(), &["api", "GET", "/users/me/webinars"]);
    let said = stderr(&refused);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    let explained = said.find("No app has a scope that opens it").expect(&said);
    let refusal = said
        .find("Zoom answered 400 with code 4711: Invalid access token, does not contain scopes")
        .expect(&said);
    assert!(explained < refusal, "{said}");
    assert!(said.contains("webinar:read:list_webinars:admin"), "{said}");
}

#[test]
fn the_scopes_of_chosen_features_are_listed_with_what_they_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let scopes = |more: &[&str]| {
        let words = [&["connect", "scopes", "--json"], more].concat();
        let output = run(folder.path(), &words);
        assert!(output.status.success(), "{}", stderr(&output));
        let all = json(&output);
        let all = all.as_array().expect("a list").clone();
        let name = |one: &serde_json::Value| one["scope"].as_str().expect("a name").to_owned();
        all.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(scopes(&[]).len(), 49);
    assert!(scopes(&["--preset", "everything"]).len() > 49);
    assert_eq!(
        scopes(&["--feature", "meetings.create", "--feature", "webinars.end"]),
        ["meeting:write:meeting:admin", "webinar:update:status:admin"]
    );
}

#[test]
fn shells_complete_and_the_manual_has_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(folder.path(), &["completions", shell]);
        assert!(output.status.success(), "{shell}: {}", stderr(&output));
        assert!(stdout(&output).contains("all-pages"), "{shell}");
    }
    let manual = stdout(&run(folder.path(), &["man"]));
    for word in [
        ".TH parfocal",
        "PARFOCAL MEETINGS CREATE",
        "all\\-pages",
        "Exit codes",
    ] {
        assert!(manual.contains(word), "{word}");
    }
}

#[test]
fn the_documented_exit_codes_are_the_ones_that_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = stdout(&run(folder.path(), &["docs", "exit-codes"]));
    let zero = run(folder.path(), &["connect", "show"]);
    let failed = run(folder.path(), &["meetings", "show", "nosuchmeeting"]);
    let nothing = run(folder.path(), &["doctor"]);
    let usage = run(folder.path(), &["probes", "run"]);
    std::fs::write(folder.path().join("parfocal.toml"), "[store]\nurk = 1\n").expect("written");
    let configuration = run(folder.path(), &["connect", "show"]);
    for (output, code) in [
        (zero, 0),
        (failed, 1),
        (nothing, 2),
        (usage, 64),
        (configuration, 78),
    ] {
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        assert!(page.contains(&format!("\n| {code} |")), "{page}");
    }
}
