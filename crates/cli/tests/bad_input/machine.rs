//! The machine is at fault: a port that is taken, a disk that is full, a folder that cannot be
//! written.

use std::{
    io::Write as _,
    net::TcpListener,
    path::{Path, PathBuf},
};

use crate::{
    browser::Browser,
    demo::{Demo, Running, Zoom, parfocal, said, save_server_to_server},
};

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let mut all = Vec::new();
    for arguments in [
        &["serve", "--listen", &address][..],
        &["agent", "--listen", &address],
        &["sandbox", "--listen", &address],
        &[
            "demo",
            "--listen",
            &address,
            "--sandbox-listen",
            "127.0.0.1:0",
        ],
        &[
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--sandbox-listen",
            &address,
        ],
        &["serve", "--listen", "nowhere"],
        &["serve", "--listen", "192.0.2.1:80"],
    ] {
        let output = parfocal(folder.path(), arguments).output();
        let output = said(&output.expect("it ends")).replace(&address, "TAKEN");
        all.push(format!("{}: {output}", arguments[0]));
    }
    insta::assert_snapshot!(all.join("\n"), @r#"
    serve: parfocal: Another program already listens on TAKEN. Stop it, or choose another port with --listen (port 0 takes any free one).
    (exit 1)
    agent: parfocal: Another program already listens on TAKEN. Stop it, or choose another port with --listen (port 0 takes any free one).
    (exit 1)
    sandbox: parfocal: Another program already listens on TAKEN. Stop it, or choose another port with --listen (port 0 takes any free one).
    (exit 1)
    demo: parfocal: Another program already listens on TAKEN. Stop it, or choose another port with --listen (port 0 takes any free one).
    (exit 1)
    demo: parfocal: Another program already listens on TAKEN. Stop it, or choose another port with --sandbox-listen (port 0 takes any free one).
    (exit 1)
    serve: parfocal: “nowhere” is no address to listen on: invalid socket address. Write host and port with --listen, as in 127.0.0.1:8470.
    (exit 64)
    serve: parfocal: Cannot listen on 192.0.2.1:80: Cannot assign requested address (os error 99). Choose another address.
    (exit 1)
    "#);
}

#[test]
fn files_that_cannot_be_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let run = |arguments: &[&str]| {
        let output = said(&parfocal(at, arguments).output().expect("it ends"));
        output.replace(&at.display().to_string(), "HERE")
    };
    let mut all = Vec::new();
    std::fs::write(
        at.join("parfocal.db"),
        "This is a letter to my aunt, not a database.",
    )
    .expect("written");
    all.push(run(&["connect", "show"]));
    let letter = std::fs::read_to_string(at.join("parfocal.db")).expect("read");
    assert!(letter.starts_with("This is a letter"), "{letter}");
    std::fs::remove_file(at.join("parfocal.db")).expect("removed");
    std::fs::create_dir(at.join("parfocal.db")).expect("made");
    all.push(run(&["connect", "show"]));
    std::fs::remove_dir(at.join("parfocal.db")).expect("removed");
    std::fs::write(at.join("parfocal.key"), "short").expect("written");
    all.push(run(&["connect", "show"]));
    std::fs::remove_file(at.join("parfocal.key")).expect("removed");
    std::fs::write(at.join("file"), "").expect("written");
    all.push(run(&[
        "demo",
        "--data",
        "file/below",
        "--listen",
        "127.0.0.1:0",
    ]));
    all.push(run(&[
        "sandbox",
        "--data",
        "file/below",
        "--listen",
        "127.0.0.1:0",
    ]));
    insta::assert_snapshot!(all.join("\n"), @r#"
    parfocal: The database file is damaged or is no database (file is not a database). Restore it from a backup.
    (exit 1)
    parfocal: The database sqlite:parfocal.db could not be opened: Is a directory (os error 21). Check that it exists, that this user may read and write it, and that its server runs.
    (exit 1)
    parfocal: The key file ./parfocal.key can be read by others than its owner (mode 644): run `chmod 600` on it, and consider its key known.
    (exit 1)
    parfocal: The folder file/below cannot be made: Not a directory (os error 20). Name another one with --data.
    (exit 1)
    parfocal: The sandbox cannot use its data folder: file/below: Not a directory (os error 20). Free space or choose another folder with --data.
    (exit 1)
    "#);
}

/// A small disk that only the program sees, with the demo on it.
struct SmallDisk {
    running: Running,
    inside: PathBuf,
}

impl SmallDisk {
    fn start(folder: &Path) -> Self {
        let disk = folder.join("disk");
        std::fs::create_dir(&disk).expect("a folder");
        // A mount in a namespace of its own: it ends with the program, and needs no privilege
        // where the system lets people have user namespaces.
        let script = "mount -t tmpfs -o size=12m tmpfs \"$0\" && cd \"$0\" && exec \"$@\"";
        let mut command = std::process::Command::new("unshare");
        command
            .args(["--map-root-user", "--mount", "sh", "-c", script])
            .arg(&disk)
            .arg(env!("CARGO_BIN_EXE_parfocal"))
            .args(["demo", "--by-hand", "--ready-json", "--data", "."])
            .args(["--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0"]);
        let running = Running::start(command, folder.join("diary"));
        let root = format!("/proc/{}/root{}", running.pid(), disk.display());
        Self {
            running,
            inside: PathBuf::from(root),
        }
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.inside.join("filler")).expect("a file");
        for size in [65_536, 4096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.inside.join("filler")).expect("removed");
    }
}

#[test]
fn a_disk_that_is_full() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = SmallDisk::start(folder.path());
    let zoom = Zoom(disk.running.url("sandbox_admin_url"));
    let app = zoom.server_to_server();
    let about = zoom.call("GET", "", &serde_json::Value::Null);
    let account = about["account_id"].as_str().expect("an id").to_owned();
    let browser = Browser::new(&disk.running.url("parfocal_url"));
    let password = disk.running.ready["administrator"]["password"].clone();
    browser.sign_in("admin", password.as_str().expect("a password"));
    let page = save_server_to_server(&browser, &app, &account, app.client_secret());
    assert_eq!(page.part().id("server_to_server").badge(), "works");

    disk.fill();
    // The journal has some room of its own; once that is used up, every change is refused.
    let mut refused = None;
    for at in 0..400 {
        let name = format!("{at}{}", "x".repeat(90));
        let page = browser.post(
            "/zoom/server_to_server",
            &[
                ("server_to_server-app_name", &name),
                ("server_to_server-account_id", &account),
                ("server_to_server-client_id", app.client_id()),
            ],
        );
        if page.status != 200 {
            refused = Some(page);
            break;
        }
    }
    let refused = refused.expect("the disk is full");
    insta::assert_snapshot!(
        format!("{} {}", refused.status, refused.part().id("content").text()), @"503 Not just now Ctrl K The disk that holds the database is full, so nothing was saved. Free some space and try again; what was saved before is whole. To the overview");
    let page = browser.open("/zoom");
    let card = page.part().id("server_to_server");
    assert_eq!(card.value("server_to_server-client_id"), app.client_id());
    let ready = browser.open("/healthz");
    assert_eq!(ready.status, 200, "{}", ready.html);

    disk.free();
    let page = save_server_to_server(&browser, &app, &account, app.client_secret());
    let card = page.part().id("server_to_server");
    assert_eq!(
        (card.badge().as_str(), card.notices().as_str()),
        ("works", "")
    );
    let diary = disk.running.diary();
    assert!(!diary.contains(app.client_secret()), "{diary}");
    assert!(!diary.contains("panicked"), "{diary}");
}

#[test]
fn a_disk_that_is_full_when_it_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    let script = "mount -t tmpfs -o size=16k tmpfs \"$0\" && cd \"$0\" && exec \"$@\"";
    let output = std::process::Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script])
        .arg(&disk)
        .arg(env!("CARGO_BIN_EXE_parfocal"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .output()
        .expect("it ends");
    insta::assert_snapshot!(said(&output), @r#"
    parfocal: The disk that holds the database failed to read or write, or is full (disk I/O error). Nothing of this change was saved.
    (exit 1)
    "#);
}

#[test]
fn a_demo_that_runs_already() {
    let demo = Demo::start();
    let flags = ["demo", "--by-hand", "--data", "."];
    let address = demo.site().replace("http://", "");
    let output = parfocal(
        demo.folder.path(),
        &[&flags[..], &["--listen", "127.0.0.1:0"]].concat(),
    )
    .args(["--sandbox-listen", "127.0.0.1:0"])
    .output()
    .expect("it ends");
    insta::assert_snapshot!(said(&output).replace(&address, "TAKEN"), @r#"
    parfocal: Another program already listens on TAKEN. Stop it, or choose another port with --listen (port 0 takes any free one).
    (exit 1)
    "#);
    assert_eq!(demo.administrator().open("/zoom").status, 200);
}
