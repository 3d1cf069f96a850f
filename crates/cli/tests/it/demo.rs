use std::{path::Path, process::Command};

use crate::parfocal::{Running, json, parfocal, run, stderr, stdout};

const PORTS: [&str; 4] = ["--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0"];

#[test]
fn the_demo_walks_both_guides_and_a_second_run_keeps_its_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [&["demo", "--once"][..], &PORTS].concat();
    let first = run(folder.path(), &flags);
    let said = stdout(&first);
    assert_eq!(first.status.code(), Some(0), "{said}");
    for line in [
        "First guide: Setting up Zoom API",
        "Second guide: Server-to-Server OAuth",
        "49 of 49 scopes",
        "OAuth Redirect URL: your site                        http://127.0.0.1:",
        "A meeting is created",
        "A webinar is created",
        "does not contain scopes:[",
        "Put back, checked again",
        "Beyond the guides: what happens is pushed",
        "meeting.started, taken with 200",
    ] {
        assert!(said.contains(line), "“{line}” is missing in:\n{said}");
    }
    for line in ["running by its schedule", "zoom/callback\n  5  Embed"] {
        assert!(!said.contains(line), "“{line}” is in:\n{said}");
    }
    printed_command_runs(folder.path(), &said);
    let second = stdout(&run(folder.path(), &flags));
    assert!(second.contains("Kept from the earlier run"), "{second}");
    assert!(second.contains("“Parfocal meetings”: works"), "{second}");
    let address = |said: &str| {
        said.lines()
            .find(|line| line.starts_with("Parfocal   "))
            .map(ToOwned::to_owned)
    };
    assert_eq!(
        address(&said),
        address(&second),
        "it comes back to its ports"
    );
    let own = "[mail]\nhost = \"mail.example.org\"\nfrom = \"p@example.org\"\nuser = \"p\"\n\
               password_file = \"mail.password\"\n[sdk]\nsource = \"cdn\"\n\
               [store]\nurl = \"postgres://elsewhere/real\"\n";
    std::fs::write(folder.path().join("mail.password"), "of the mail server").expect("written");
    std::fs::write(folder.path().join("own.toml"), own).expect("written");
    let with_mail = ["--by-hand", "--config", "own.toml"];
    let by_hand = stdout(&run(folder.path(), &[&flags[..], &with_mail].concat()));
    let made = folder.path().join("parfocal-demo/parfocal.toml");
    let made = std::fs::read_to_string(made).expect("the demo's configuration");
    assert!(made.contains("host = \"mail.example.org\""), "{made}");
    assert!(
        made.contains("url = \"sqlite:") && !made.contains("postgres"),
        "{made}"
    );
    assert!(
        made.contains("/mail.password\"") && !made.contains("= \"mail.password\""),
        "a file that is named is the same from any folder: {made}"
    );
    assert!(made.contains("source = \"files\""), "{made}");
    assert!(
        by_hand.contains("Kept from the earlier run: 3 apps in the Marketplace and 3 apps'"),
        "{by_hand}"
    );
    let fresh = stdout(&run(folder.path(), &[&flags[..], &["--fresh"]].concat()));
    assert!(fresh.contains("First guide"), "{fresh}");
}

/// Pasted into a shell, where no `parfocal` is on the path.
fn printed_command_runs(folder: &Path, said: &str) {
    let mut lines = said.lines();
    let command = lines.find_map(|line| line.strip_prefix("Command line      "));
    let command = command.expect("a command");
    let help = Command::new("sh")
        .args(["-c", &format!("{command} --help")])
        .current_dir(folder)
        .output()
        .expect("a shell");
    assert!(help.status.success(), "{command}: {}", stderr(&help));
    assert!(stdout(&help).contains("parfocal doctor"), "{command}");
}

#[test]
fn by_hand_nothing_is_done_and_the_ready_line_says_how_to_sign_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [&["demo", "--by-hand", "--ready-json"][..], &PORTS].concat();
    let running = Running::start(parfocal(folder.path(), &flags));
    for name in ["parfocal_url", "console_url", "sandbox_admin_url"] {
        assert!(running.url(name).starts_with("http://127.0.0.1:"), "{name}");
    }
    assert_eq!(running.ready["administrator"]["name"], "admin");
    assert!(running.ready["administrator"]["password"].is_string());
    assert!(running.ready["zoom_owner"]["email"].is_string());
    // Commands beside it, on its database and its Zoom.
    let flags = [
        "--config",
        "parfocal-demo/parfocal.toml",
        "doctor",
        "--json",
    ];
    let doctor = run(folder.path(), &flags);
    assert_eq!(doctor.status.code(), Some(2), "{}", stderr(&doctor));
    assert_eq!(json(&doctor)["anything_works"], false);
    let (code, more) = running.stop();
    assert_eq!((code, more.as_str()), (Some(0), ""));
}
