//! Schemathesis, which knows nothing of us but the document, calls every operation of the JSON API
//! with what the document allows and with what it does not: no server error, and no answer
//! outside the document.

use std::{process::Command, thread, time::Duration};

use crate::{
    commands::{configure, run_with, sandbox},
    parfocal::{json, parfocal, run, stderr, stdout},
};

/// For so long, in seconds: enough for each operation some times over.
const TIME: &str = "60";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance";

/// The interpreter that has `schemathesis`: the one `PARFOCAL_TEST_PYTHON` names, else `python3`.
fn python() -> String {
    let named = std::env::var("PARFOCAL_TEST_PYTHON").ok();
    let python = named.unwrap_or_else(|| "python3".into());
    let found = Command::new(&python)
        .args(["-c", "import schemathesis"])
        .output();
    assert!(
        found.is_ok_and(|found| found.status.success()),
        "The interpreter “{python}” has no module schemathesis. Make one: python3 -m venv VENV && \
         VENV/bin/pip install schemathesis, then set PARFOCAL_TEST_PYTHON=VENV/bin/python \
         (cargo xtask test does both)."
    );
    python
}

#[test]
fn no_call_that_the_document_allows_or_forbids_is_answered_outside_it() {
    let python = python();
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = sandbox(folder.path());
    configure(folder.path(), &zoom);
    let app = &zoom.ready["server_to_server"];
    let save = [
        "connect",
        "s2s",
        "--account-id",
        zoom.ready["account_id"].as_str().expect("an id"),
        "--client-id",
        app["client_id"].as_str().expect("an id"),
        "--client-secret-file",
        "-",
    ];
    let saved = run_with(
        folder.path(),
        &save,
        app["client_secret"].as_str().expect("a secret"),
    );
    assert!(saved.status.success(), "{}", stderr(&saved));
    let made = [
        "--json",
        "config",
        "token",
        "create",
        "judge",
        "--rights",
        "administer",
    ];
    let made = json(&run(folder.path(), &made));
    let token = made["token"].as_str().expect("a token");

    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let listen = format!("127.0.0.1:{port}");
    let mut serve = parfocal(folder.path(), &["serve"]);
    let mut server = serve
        .env("PARFOCAL_SERVER__LISTEN", &listen)
        .spawn()
        .expect("it starts");
    let ready = format!("http://{listen}/readyz");
    let answers = (0..150).any(|_| {
        thread::sleep(Duration::from_millis(200));
        ureq::get(&ready).call().is_ok()
    });
    let document = format!("http://{listen}/api/v1/openapi.json");
    let bearer = format!("Authorization: Bearer {token}");
    let judged = Command::new(python)
        .args(["-m", "schemathesis.cli", "run", &document, "-H", &bearer])
        .args([
            "--phases",
            "examples,fuzzing",
            "--max-time",
            TIME,
            "-c",
            CHECKS,
        ])
        .args([
            "--continue-on-failure",
            "--max-failures",
            "20",
            "--no-color",
            "-w",
            "2",
        ])
        // They would end the token that calls, and fetch from outside.
        .args(["--exclude-path-regex", "/tokens|/sdk/fetch"])
        .current_dir(folder.path())
        .output();
    let _ = server.kill();
    let _ = server.wait();
    assert!(answers, "the server did not become ready");
    let judged = judged.expect("schemathesis runs");
    assert!(
        judged.status.success(),
        "{}{}",
        stdout(&judged),
        stderr(&judged)
    );
}
