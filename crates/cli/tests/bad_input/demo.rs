//! The binary, running: the demo with an empty Marketplace, and what a test does to its Zoom.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{Browser, agent};

/// How often a program is looked at that is to end.
const TURN: Duration = Duration::from_millis(50);

/// Where the accounts of all emulated people begin.
pub(crate) const CONTACT: &str = "ops@kestrel.example";

/// The binary, in `folder`, knowing nothing of the machine's own configuration.
pub(crate) fn parfocal(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parfocal"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null());
    for (name, _) in std::env::vars() {
        if name.starts_with("PARFOCAL_") || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command
}

/// What it said on both channels, and how it ended.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}(exit {})",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
        output
            .status
            .code()
            .map_or_else(|| "by a signal".to_owned(), |code| code.to_string())
    )
}

/// A program that stays up; ended when dropped. Its diary is in `diary`.
pub(crate) struct Running {
    child: Child,
    pub(crate) ready: Value,
    pub(crate) diary: PathBuf,
    // Kept open: a program whose reader is gone would fail to print.
    _stdout: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn start(mut command: Command, diary: PathBuf) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(File::create(&diary).expect("a file"))
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its standard output"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("a line");
        if line.is_empty() {
            let diary = std::fs::read_to_string(&diary).unwrap_or_default();
            panic!("it did not start: {diary}");
        }
        // `serve` says where it is in a sentence.
        let ready = serde_json::from_str(&line).unwrap_or(Value::String(line));
        Self {
            child,
            ready,
            diary,
            _stdout: lines,
        }
    }

    pub(crate) fn url(&self, name: &str) -> String {
        self.ready[name].as_str().expect("a string").to_owned()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its exit code, once it has ended; none where it has not within `limit`.
    pub(crate) fn ended(&mut self, limit: Duration) -> Option<i32> {
        let turns = limit.as_millis() / TURN.as_millis();
        for _ in 0..turns {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status.code();
            }
            std::thread::sleep(TURN);
        }
        None
    }

    pub(crate) fn diary(&self) -> String {
        std::fs::read_to_string(&self.diary).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The sandbox's admin API.
pub(crate) struct Zoom(pub(crate) String);

impl Zoom {
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.0))
            .header("content-type", "application/json")
            .body(body.to_string())
            .expect("a request");
        let mut answer = agent().run(request).expect("an answer");
        let text = answer.body_mut().read_to_string().expect("a body");
        assert!(
            answer.status().is_success(),
            "{method} {path}: {} {text}",
            answer.status()
        );
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Builds an app; `changes` as the admin API takes them.
    pub(crate) fn app(&self, kind: &str, name: &str, changes: Value) -> App {
        let mut body = json!({ "kind": kind, "name": name, "information": {
            "short_description": "Ours", "long_description": "Ours alone",
            "company_name": "Kestrel", "developer_name": "Mara", "developer_email": CONTACT,
        }});
        if let (Some(body), Value::Object(changes)) = (body.as_object_mut(), changes) {
            body.extend(changes);
        }
        App(self.call("POST", "/apps", &body))
    }

    /// A Server-to-Server app as the second guide ends with it.
    pub(crate) fn server_to_server(&self) -> App {
        self.app(
            "server_to_server",
            "Ours",
            json!({ "scopes": SCHEDULING, "activated": true }),
        )
    }

    /// Somebody presses Add and Allow; where that leads and with which code.
    pub(crate) fn allow(&self, app: &App, more: Value) -> Value {
        let mut body = json!({ "client_id": app.client_id() });
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        self.call("POST", "/consent", &body)
    }

    pub(crate) fn fault(&self, fault: &Value) {
        self.call("POST", "/faults", fault);
    }

    pub(crate) fn mend(&self) {
        self.call("DELETE", "/faults", &Value::Null);
    }
}

/// Scopes with which meetings and webinars can be scheduled.
pub(crate) const SCHEDULING: [&str; 12] = [
    "user:read:user:admin",
    "user:read:list_users:admin",
    "user:read:settings:admin",
    "meeting:read:meeting:admin",
    "meeting:read:list_meetings:admin",
    "meeting:write:meeting:admin",
    "meeting:update:meeting:admin",
    "meeting:delete:meeting:admin",
    "webinar:read:webinar:admin",
    "webinar:read:list_webinars:admin",
    "webinar:write:webinar:admin",
    "webinar:update:webinar:admin",
];

/// An app of the emulated Marketplace.
pub(crate) struct App(pub(crate) Value);

impl App {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().expect("a string")
    }

    pub(crate) fn client_id(&self) -> &str {
        self.text("client_id")
    }

    pub(crate) fn client_secret(&self) -> &str {
        self.text("client_secret")
    }

    pub(crate) fn secret_token(&self) -> &str {
        self.text("secret_token")
    }
}

/// The demo by hand: Parfocal and an emulated Zoom with an empty Marketplace.
pub(crate) struct Demo {
    pub(crate) running: Running,
    pub(crate) zoom: Zoom,
    pub(crate) folder: TempDir,
}

impl Demo {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::start_in(folder)
    }

    pub(crate) fn start_in(folder: TempDir) -> Self {
        let command = parfocal(
            folder.path(),
            &[
                "demo",
                "--by-hand",
                "--ready-json",
                "--data",
                ".",
                "--listen",
                "127.0.0.1:0",
                "--sandbox-listen",
                "127.0.0.1:0",
            ],
        );
        let running = Running::start(command, folder.path().join("diary"));
        let zoom = Zoom(running.url("sandbox_admin_url"));
        Self {
            running,
            zoom,
            folder,
        }
    }

    pub(crate) fn site(&self) -> String {
        self.running.url("parfocal_url")
    }

    pub(crate) fn redirect_url(&self) -> String {
        format!("{}/zoom/callback", self.site())
    }

    pub(crate) fn account_id(&self) -> String {
        let about = self.zoom.call("GET", "", &Value::Null);
        about["account_id"].as_str().expect("an id").to_owned()
    }

    /// Mail address and id of the account's owner.
    pub(crate) fn owner(&self, app: &App) -> (String, String) {
        let email = self.running.ready["zoom_owner"]["email"].as_str();
        let email = email.expect("an address").to_owned();
        let zoom = self.running.url("console_url");
        let pair = format!("{}:{}@", app.client_id(), app.client_secret());
        let token: Value = agent()
            .post(format!(
                "{}/oauth/token",
                zoom.replace("://", &format!("://{pair}"))
            ))
            .send_form([
                ("grant_type", "account_credentials"),
                ("account_id", &self.account_id()),
            ])
            .and_then(|mut answer| answer.body_mut().read_json())
            .expect("a token");
        let token = token["access_token"].as_str().expect("a token");
        let user: Value = agent()
            .get(format!("{zoom}/v2/users/{email}"))
            .header("authorization", format!("Bearer {token}"))
            .call()
            .and_then(|mut answer| answer.body_mut().read_json())
            .expect("a user");
        (email, user["id"].as_str().expect("an id").to_owned())
    }

    /// A browser in which the administrator is signed in.
    pub(crate) fn administrator(&self) -> Browser {
        let browser = Browser::new(&self.site());
        let who = &self.running.ready["administrator"];
        let text = |name: &str| who[name].as_str().expect("a string").to_owned();
        browser.sign_in(&text("name"), &text("password"));
        browser
    }

    /// Addresses of this run replaced by words, for snapshots.
    pub(crate) fn plain(&self, text: &str) -> String {
        text.replace(&self.site(), "PARFOCAL")
            .replace(&self.running.url("console_url"), "ZOOM")
    }

    /// Saves the Server-to-Server app and looks that it works.
    pub(crate) fn connected(&self) -> (Browser, App) {
        let app = self.zoom.server_to_server();
        let browser = self.administrator();
        let page = save_server_to_server(&browser, &app, &self.account_id(), app.client_secret());
        let card = page.part().id("server_to_server").text();
        assert!(card.contains("works"), "{card}");
        (browser, app)
    }

    /// Nothing that left the machine or lies on the disk shows these.
    pub(crate) fn shows_none(&self, pages: &[&str], secrets: &[&str]) {
        let diary = self.running.diary();
        for secret in secrets {
            assert!(secret.len() > 8, "{secret} is no secret");
            for text in pages.iter().copied().chain([diary.as_str()]) {
                assert!(!text.contains(secret), "a secret is shown in:\n{text}");
            }
        }
    }
}

/// Fills in the block Server-to-Server and saves it.
pub(crate) fn save_server_to_server(
    browser: &Browser,
    app: &App,
    account_id: &str,
    secret: &str,
) -> crate::browser::Page {
    browser.post(
        "/zoom/server_to_server",
        &[
            ("server_to_server-app_name", "Ours"),
            ("server_to_server-account_id", account_id),
            ("server_to_server-client_id", app.client_id()),
            ("server_to_server-client_secret", secret),
        ],
    )
}
