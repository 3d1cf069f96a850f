//! Letters to a real SMTP server that others wrote: aiosmtpd takes them, Python's mail library
//! reads them.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use clock::Clock;
use mail::{Letter, MailError, Mailer, Security, Settings, SettingsError};
use secrecy::SecretString;
use serde_json::Value;

/// The interpreter that has `aiosmtpd`: the one `PARFOCAL_TEST_PYTHON` names, else `python3`.
fn python() -> String {
    let named = std::env::var("PARFOCAL_TEST_PYTHON").ok();
    let python = named.unwrap_or_else(|| "python3".into());
    let found = Command::new(&python)
        .args(["-c", "import aiosmtpd"])
        .stderr(Stdio::null())
        .status();
    assert!(
        found.is_ok_and(|status| status.success()),
        "The interpreter “{python}” has no module aiosmtpd. Make one: python3 -m venv VENV && \
         VENV/bin/pip install aiosmtpd, then set PARFOCAL_TEST_PYTHON=VENV/bin/python \
         (cargo xtask test does both)."
    );
    python
}

/// A running server; it ends with the test.
struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge.py");
        let mut child = Command::new(python())
            .arg(script)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the interpreter starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let port = read(&mut lines)["port"].as_u64().expect("a port");
        Self {
            child,
            lines,
            port: u16::try_from(port).expect("a port"),
        }
    }

    /// The next letter it took.
    fn letter(&mut self) -> Value {
        read(&mut self.lines)
    }

    fn mailer(&self, change: impl FnOnce(&mut Settings)) -> Mailer {
        let mut settings = Settings {
            host: "localhost".to_owned(),
            port: self.port,
            security: Security::None,
            login: None,
            from: "parfocal@zoom.example.org".parse().expect("an address"),
            from_name: "Parfocal – Überwachung".to_owned(),
            ca: None,
        };
        change(&mut settings);
        Mailer::new(settings, Clock::system()).expect("a way out")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(lines: &mut BufReader<ChildStdout>) -> Value {
    let mut line = String::new();
    lines.read_line(&mut line).expect("a line");
    serde_json::from_str(&line).expect("JSON")
}

fn letter(to: &str) -> Letter {
    Letter {
        id: "01M7YZZH20EKRF3RJSKP27T1S1".to_owned(),
        to: to.parse().expect("an address"),
        subject: "Poor: Packet loss, audio, 3 of the last 4 readings at or over 5 %".to_owned(),
        text: "Zeile eins: ä, 5\u{202f}%.\n.a line that begins with a dot\n\nhttps://zoom.example.org/alarms/01\n".to_owned(),
    }
}

/// A certificate for localhost, signed by nobody else.
fn certificate(folder: &Path) -> (String, String) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (certificate, key) = (path("cert.pem"), path("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", &key, "-out", &certificate])
        .output()
        .expect("openssl is missing: it makes the test's certificate (Debian's package openssl)");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    (certificate, key)
}

#[tokio::test]
async fn a_letter_arrives_word_for_word_with_its_id() {
    let mut server = Server::start(&["plain"]);
    let mailer = server.mailer(|_| {});
    let accepted = mailer
        .send(&letter("ada@example.org"))
        .await
        .expect("taken");
    assert!(accepted.said.contains("Kept as 4711"), "{accepted:?}");
    let got = server.letter();
    assert_eq!(got["from"], "parfocal@zoom.example.org");
    assert_eq!(got["to"], serde_json::json!(["ada@example.org"]));
    let headers = &got["headers"];
    assert_eq!(
        headers["Message-ID"],
        "<01M7YZZH20EKRF3RJSKP27T1S1@zoom.example.org>"
    );
    assert_eq!(headers["Subject"], letter("a@b.c").subject);
    assert_eq!(headers["Auto-Submitted"], "auto-generated");
    assert!(
        headers["From"]
            .as_str()
            .is_some_and(|from| from.contains("Parfocal – Überwachung")),
        "{headers}"
    );
    let text = got["text"].as_str().expect("text").replace("\r\n", "\n");
    // A body ends with an empty line on the wire.
    assert_eq!(text.trim_end(), letter("a@b.c").text.trim_end());
    assert_eq!(got["defects"], serde_json::json!([]));
}

#[tokio::test]
async fn what_the_server_refuses_is_final_and_what_it_puts_off_is_not() {
    let server = Server::start(&["plain"]);
    let mailer = server.mailer(|_| {});
    let refused = mailer
        .send(&letter("nobody@example.org"))
        .await
        .expect_err("refused");
    assert!(!refused.may_pass());
    assert!(
        refused.to_string().contains("550") && refused.to_string().contains("No such mailbox"),
        "{refused}"
    );
    let later = mailer
        .send(&letter("later@example.org"))
        .await
        .expect_err("put off");
    assert!(later.may_pass(), "{later}");
    assert!(
        matches!(later, MailError::Later { code: 451, .. }),
        "{later}"
    );
}

#[tokio::test]
async fn starttls_and_tls_are_used_and_a_strangers_certificate_is_not_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let (certificate, key) = certificate(folder.path());
    let pem = std::fs::read(&certificate).expect("a certificate");
    for (mode, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let mut server = Server::start(&[mode, &certificate, &key]);
        let stranger = server.mailer(|settings| settings.security = security);
        let error = stranger
            .send(&letter("ada@example.org"))
            .await
            .expect_err("refused");
        assert!(error.may_pass());
        assert!(
            error.to_string().contains("certificate"),
            "{mode}: the sentence says what to look at: {error}"
        );
        let known = server.mailer(|settings| {
            settings.security = security;
            settings.ca = Some(pem.clone());
        });
        known.send(&letter("ada@example.org")).await.expect("taken");
        assert_eq!(server.letter()["tls"], true, "{mode}");
    }
}

#[tokio::test]
async fn a_server_without_starttls_is_not_spoken_to_in_the_clear() {
    let server = Server::start(&["plain"]);
    let mailer = server.mailer(|settings| settings.security = Security::StartTls);
    let error = mailer
        .send(&letter("ada@example.org"))
        .await
        .expect_err("refused");
    assert!(matches!(error, MailError::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn name_and_password_are_given_and_wrong_ones_are_said() {
    let mut server = Server::start(&["auth"]);
    let with = |password: &str| {
        let login = Some(("parfocal".to_owned(), SecretString::from(password)));
        server.mailer(|settings| settings.login = login)
    };
    let (right, wrong) = (with("right"), with("wrong"));
    let error = wrong
        .send(&letter("ada@example.org"))
        .await
        .expect_err("refused");
    assert!(
        matches!(error, MailError::Refused { code: 535, .. }),
        "{error:?}"
    );
    assert!(error.may_pass(), "the password may be put right");
    assert!(
        !format!("{error:?} {wrong:?}").contains("wrong"),
        "{error:?}"
    );
    right.send(&letter("ada@example.org")).await.expect("taken");
    assert_eq!(
        server.letter()["to"],
        serde_json::json!(["ada@example.org"])
    );
}

#[tokio::test]
async fn nobody_there_is_a_sentence() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("bound").port()
    };
    let settings = Settings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        login: None,
        from: "parfocal@example.org".parse().expect("an address"),
        from_name: String::new(),
        ca: None,
    };
    let mailer = Mailer::new(settings, Clock::system()).expect("a way out");
    let error = mailer
        .send(&letter("ada@example.org"))
        .await
        .expect_err("nobody");
    assert_eq!(
        error.to_string(),
        format!("The mail server 127.0.0.1:{port} could not be reached: Connection refused.")
    );
}

#[test]
fn another_machine_is_never_spoken_to_in_the_clear() {
    let settings = Settings {
        host: "mail.example.org".to_owned(),
        port: 25,
        security: Security::None,
        login: None,
        from: "parfocal@example.org".parse().expect("an address"),
        from_name: String::new(),
        ca: None,
    };
    let refused = Mailer::new(settings, Clock::system()).expect_err("refused");
    assert_eq!(
        refused,
        SettingsError::InTheClear("mail.example.org".to_owned())
    );
}
