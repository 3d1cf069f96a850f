//! `parfocal alarms`: what is normal, who is told, and tests that arrive or say why not.

use crate::parfocal::{run, stderr, stdout};

#[test]
fn thresholds_and_recipients_are_set_and_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let alarms = |arguments: &[&str]| run(folder.path(), &[&["alarms"], arguments].concat());
    let list = alarms(&["list"]);
    assert_eq!(
        stdout(&list).trim(),
        "No alarm is open.",
        "{}",
        stderr(&list)
    );
    let set = alarms(&[
        "thresholds",
        "set",
        "zoom_meeting_loss_ratio",
        "--of",
        "audio",
        "--poor",
        "8%",
    ]);
    assert_eq!(
        stdout(&set).trim(),
        "Packet loss: poor at or over 8 %.",
        "{}",
        stderr(&set)
    );
    let off = alarms(&["thresholds", "off", "zoom_meeting_loss_ratio"]);
    assert_eq!(
        stdout(&off).trim(),
        "Packet loss: not judged.",
        "{}",
        stderr(&off)
    );
    let wrong = alarms(&[
        "thresholds",
        "set",
        "zoom_meeting_loss_ratio",
        "--fair",
        "9",
        "--bad",
        "3",
    ]);
    assert_eq!(wrong.status.code(), Some(64));
    assert!(
        stderr(&wrong).contains("fair must be the smallest"),
        "{}",
        stderr(&wrong)
    );
    let neutral = alarms(&["thresholds", "set", "zoom_meetings_live", "--bad", "500"]);
    assert!(
        stderr(&neutral).contains("lower or higher"),
        "{}",
        stderr(&neutral)
    );

    let hook = alarms(&[
        "settings",
        "add-webhook",
        "on call",
        "https://hooks.example.org/in",
    ]);
    assert!(
        stdout(&hook).contains("not shown again: "),
        "{}",
        stderr(&hook)
    );
    let shown = alarms(&["settings", "add-mail", "ada@example.org"]);
    let shown = stdout(&shown);
    assert!(
        shown.contains("ada@example.org") && shown.contains("on call https://"),
        "{shown}"
    );
    assert!(shown.contains("No mail server is configured"), "{shown}");
    let rules = alarms(&["settings", "rules", "--opens", "1", "--clears", "1"]);
    assert!(
        stderr(&rules).contains("could do both"),
        "{}",
        stderr(&rules)
    );
}

#[test]
fn a_test_that_does_not_arrive_fails_and_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let alarms =
        |arguments: &[&str]| run(folder.path(), &[&["alarms", "test"], arguments].concat());
    let nobody = alarms(&["mail"]);
    assert_eq!(nobody.status.code(), Some(64));
    assert!(
        stderr(&nobody).contains("Nobody is told by mail yet"),
        "{}",
        stderr(&nobody)
    );
    let off = alarms(&["mail", "ada@example.org"]);
    assert_eq!(off.status.code(), Some(1));
    assert!(
        stdout(&off).contains("No mail server is configured"),
        "{}",
        stdout(&off)
    );
    let config = "[mail]\nhost = \"mail.example.org\"\nfrom = \"p@example.org\"\ntls = \"none\"\n";
    std::fs::write(folder.path().join("parfocal.toml"), config).expect("written");
    let clear = alarms(&["mail", "ada@example.org"]);
    assert!(
        stderr(&clear).contains("would travel in the clear"),
        "{}",
        stderr(&clear)
    );
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("bound").port()
    };
    let config = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {port}\nfrom = \"p@example.org\"\ntls = \"none\"\n"
    );
    std::fs::write(folder.path().join("parfocal.toml"), config).expect("written");
    let away = alarms(&["mail", "ada@example.org"]);
    assert_eq!(away.status.code(), Some(1));
    assert!(
        stdout(&away).contains("could not be reached: Connection refused"),
        "{}",
        stdout(&away)
    );
}
