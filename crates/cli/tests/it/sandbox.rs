use crate::parfocal::{Running, parfocal, run, stderr};

#[test]
fn the_ready_line_is_one_line_of_the_promised_shape() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [
        "sandbox",
        "--listen",
        "127.0.0.1:0",
        "--ready-json",
        "--users",
        "12",
    ];
    let running = Running::start(parfocal(folder.path(), &flags));
    let shape: Vec<String> = running
        .ready
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| match value.as_object() {
            None => name.clone(),
            Some(inner) => {
                let names: Vec<&str> = inner.keys().map(String::as_str).collect();
                format!("{name}: {}", names.join(" "))
            }
        })
        .collect();
    assert_eq!(
        shape,
        [
            "api_url",
            "oauth_url",
            "console_url",
            "admin_url",
            "account_id",
            "server_to_server: client_id client_secret",
            "limited: client_id client_secret",
            "account_oauth: client_id client_secret redirect_url",
            "meeting_sdk: client_id client_secret",
            "webhook: secret_token verification_token",
            "web_client: tls_address spki_sha256 certificate_pem",
        ]
    );
    assert!(running.url("api_url").ends_with("/v2"));
    assert!(running.url("oauth_url").ends_with("/oauth"));
    let (code, more) = running.stop();
    assert_eq!(code, Some(0), "it stops cleanly");
    assert_eq!(more, "", "nothing else was printed");
}

#[test]
fn an_empty_marketplace_has_no_apps() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [
        "sandbox",
        "--listen",
        "127.0.0.1:0",
        "--ready-json",
        "--empty",
    ];
    let running = Running::start(parfocal(folder.path(), &flags));
    assert!(running.ready["server_to_server"].is_null());
}

#[test]
fn a_taken_port_gets_one_sentence_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    for command in ["sandbox", "serve", "agent", "demo"] {
        let output = run(folder.path(), &[command, "--listen", &address]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert_eq!(
            stderr(&output),
            format!(
                "parfocal: Another program already listens on {address}. Stop it, or choose \
                 another port with --listen (port 0 takes any free one).\n"
            ),
            "{command}"
        );
    }
}
