//! Mails, to a mail server that others wrote.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use clock::Clock;
use mail::Mailer;
use serde_json::{Value, json};
use store::testing::databases;

use super::{WHO, alarm, reporting, states};
use crate::{
    Outcome,
    alarms::{Delivery, Reporting},
    testing::stand_in::{connection, scene},
};

/// aiosmtpd, which others wrote, as the mail server; Python's mail library reads what it takes.
struct MailServer {
    child: Child,
    lines: BufReader<ChildStdout>,
    port: u16,
}

impl MailServer {
    fn start() -> Self {
        let python = std::env::var("PARFOCAL_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../mail/tests/judge.py");
        let mut child = Command::new(&python)
            .args([script, "plain"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the interpreter starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!(
                "The interpreter “{python}” has no module aiosmtpd. Make one: python3 -m venv VENV \
                 && VENV/bin/pip install aiosmtpd, then set PARFOCAL_TEST_PYTHON=VENV/bin/python \
                 (cargo xtask test does both)."
            )
        });
        let port = said["port"].as_u64().unwrap();
        Self {
            child,
            lines,
            port: u16::try_from(port).unwrap(),
        }
    }

    fn letter(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn mailer(&self) -> Mailer {
        let settings = mail::Settings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: mail::Security::None,
            login: None,
            from: "parfocal@zoom.example.org".parse().unwrap(),
            from_name: "Parfocal".to_owned(),
            ca: None,
        };
        Mailer::new(settings, Clock::system()).unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn what_opens_together_is_one_mail_to_each_and_one_bad_address_costs_nobody_theirs() {
    for db in databases().await {
        let mut server = MailServer::start();
        let mut scene = scene(db).await;
        scene.monitor = scene.monitor.clone().reporting_by(Reporting {
            mailer: Some(server.mailer()),
            ..reporting()
        });
        for address in ["nobody@example.org", "zoe@example.org"] {
            let added = scene
                .monitor
                .add_recipient(&connection(), &WHO, address)
                .await;
            added.unwrap();
        }
        let unreachable = Outcome::Unreachable {
            why: "Zoom did not answer within 60 seconds.".to_owned(),
        };
        scene.zoom.refuses("GET /users", unreachable);
        for _ in 0..2 {
            scene.monitor.run_now(&connection(), "users").await.unwrap();
            scene.hand.advance(Duration::from_secs(1));
        }
        alarm(&scene, 25).await;
        assert_eq!(scene.monitor.tell_alarms().await.unwrap(), 1);
        let letter = server.letter();
        assert_eq!(letter["to"], json!(["zoe@example.org"]));
        let subject = letter["headers"]["Subject"].as_str().unwrap();
        assert!(
            subject.starts_with("2 alarms, the worst: Bad: "),
            "{subject}"
        );
        let text = letter["text"].as_str().unwrap();
        for part in [
            "Bad: API test Users, does not work",
            "Zoom did not answer within 60 seconds.",
            "UTC",
            "https://zoom.example.org/alarms/01",
        ] {
            assert!(text.contains(part), "no {part} in {text}");
        }
        assert!(
            !text.contains("Merger"),
            "no topic of a meeting in a mail: {text}"
        );
        let mut ended = states(&scene.monitor).await;
        ended.sort_by_key(|(state, _)| state.key());
        assert_eq!(ended, [(Delivery::Failed, 1), (Delivery::Sent, 1)]);

        let tried = scene
            .monitor
            .test_mail(&connection(), "zoe@example.org")
            .await
            .unwrap();
        assert!(tried.ok, "{tried:?}");
        let letter = server.letter();
        assert_eq!(
            letter["headers"]["Subject"],
            "Test: mails from Parfocal arrive"
        );
    }
}
