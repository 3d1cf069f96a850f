//! The machine's own Chromium or Chrome: found, told where the emulated Zoom is, and driven from
//! outside as far as one join needs.
//!
//! Zoom's SDK speaks to `zoom.us`. A browser finds the emulated Zoom there only where it is told so at
//! its start, so nobody's everyday browser is touched: this one has a folder of its own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use clock::Clock;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};
use zoom_sandbox::WebClientReady;

use super::shell;

/// Names it goes by on the path.
const NAMES: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
];
/// Where it lies on a Mac.
const ON_A_MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
/// Names one that lies elsewhere.
pub(super) const VARIABLE: &str = "PARFOCAL_CHROMIUM";
/// How long it may take until its page is being opened.
const START: Duration = Duration::from_secs(30);
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(20);
/// How long it may take to end by itself.
const END: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(100);

/// The first that there is.
pub(super) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .chain([ON_A_MAC.into()])
        .find(|file| file.is_file())
}

/// What makes a browser find the emulated Zoom, and nothing else of the world, under Zoom's names.
fn flags(zoom: &WebClientReady, profile: &Path, root: bool) -> Vec<String> {
    let at = &zoom.tls_address;
    let mut flags = vec![
        format!("--user-data-dir={}", profile.display()),
        format!(
            "--host-resolver-rules=MAP zoom.us {at}, MAP *.zoom.us {at}, MAP * ~NOTFOUND, \
             EXCLUDE localhost, EXCLUDE 127.0.0.1"
        ),
        format!("--ignore-certificate-errors-spki-list={}", zoom.spki_sha256),
        "--no-first-run".into(),
    ];
    if root {
        // It refuses to start otherwise.
        flags.push("--no-sandbox".into());
    }
    flags
}

/// The same as words for a shell.
pub(crate) fn command(zoom: &WebClientReady, profile: &Path, address: &str) -> String {
    let program = find().map_or_else(|| "chromium".into(), |file| file.display().to_string());
    words(&program, &flags(zoom, profile, is_root()), address)
}

fn words(program: &str, flags: &[String], address: &str) -> String {
    let words = [program]
        .into_iter()
        .chain(flags.iter().map(String::as_str))
        .chain([address]);
    words.map(shell::quoted).collect::<Vec<_>>().join(" ")
}

/// One that runs without a window, and its one page.
pub(super) struct Browser {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: String,
    asked: u64,
    clock: Clock,
    // Is killed with this, if it has not ended by then.
    child: Child,
}

/// Why the browser did not do what it was asked.
#[derive(Debug)]
pub(super) enum Amiss {
    /// It said no, or nothing in time: its page may be just coming or going.
    NotNow(String),
    /// It does not answer, and will not.
    Gone(String),
}

impl std::fmt::Display for Amiss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::NotNow(why) | Self::Gone(why)) = self;
        f.write_str(why)
    }
}

impl Browser {
    /// Starts it and opens `address`, with a camera and a microphone that are none.
    pub(super) async fn open(
        program: &Path,
        zoom: &WebClientReady,
        profile: &Path,
        address: &str,
        clock: &Clock,
    ) -> Result<Self, String> {
        // Of an earlier run.
        let port_file = profile.join("DevToolsActivePort");
        let _ = std::fs::remove_file(&port_file);
        let child = Command::new(program)
            .args(flags(zoom, profile, is_root()))
            .args([
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--remote-debugging-port=0",
                "about:blank",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", program.display()))?;
        Self::drive(child, &port_file, address, clock)
            .await
            .map_err(|why| format!("{} {why}", program.display()))
    }

    /// Opens its one page, within the time allowed for all of that.
    pub(super) async fn drive(
        child: Child,
        port_file: &Path,
        address: &str,
        clock: &Clock,
    ) -> Result<Self, String> {
        let opens = Self::first_page(child, port_file, address, clock.clone());
        let late = |_| Err(format!("was not there within {} s", START.as_secs()));
        clock.timeout(START, opens).await.unwrap_or_else(late)
    }

    async fn first_page(
        mut child: Child,
        port_file: &Path,
        address: &str,
        clock: Clock,
    ) -> Result<Self, String> {
        let devtools = loop {
            // Port and path, once it listens.
            let written = std::fs::read_to_string(port_file).unwrap_or_default();
            if let Some((port, path)) = written.trim().split_once('\n') {
                break format!("ws://127.0.0.1:{port}{path}");
            }
            // A starter that ends well has left the browser itself behind.
            if let Ok(Some(status)) = child.try_wait()
                && !status.success()
            {
                return Err(format!("ended at its start ({status})"));
            }
            clock.sleep(LOOK).await;
        };
        let cannot = |why: String| format!("cannot be driven: {why}");
        let (socket, _) = connect_async(&devtools)
            .await
            .map_err(|error| cannot(error.to_string()))?;
        let mut browser = Self {
            socket,
            session: String::new(),
            asked: 0,
            clock,
            child,
        };
        let made = browser
            .call("Target.createTarget", json!({ "url": address }))
            .await
            .map_err(|why| cannot(why.to_string()))?;
        let params = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = browser
            .call("Target.attachToTarget", params)
            .await
            .map_err(|why| cannot(why.to_string()))?;
        attached["sessionId"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut browser.session);
        Ok(browser)
    }

    /// What a script gives in the page.
    pub(super) async fn evaluate(&mut self, script: &str) -> Result<Value, Amiss> {
        let params = json!({ "expression": script, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", params).await?;
        Ok(answer["result"]["value"].clone())
    }

    /// Lets it end by itself: one that is killed leaves a profile that the next has to mend.
    pub(super) async fn close(mut self) {
        self.session.clear();
        let clock = self.clock.clone();
        let ended = async {
            // It may be gone before it has answered.
            let _ = self.ask("Browser.close", json!({})).await;
            self.child.wait().await
        };
        let _ = clock.timeout(END, ended).await;
    }

    /// Within a limit: a page that stands still answers late, and one that hangs never.
    async fn call(&mut self, method: &str, params: Value) -> Result<Value, Amiss> {
        let clock = self.clock.clone();
        let answered = clock.timeout(ANSWER, self.ask(method, params)).await;
        answered.unwrap_or_else(|_| {
            Err(Amiss::NotNow(format!(
                "the browser did not answer {method} within {} s",
                ANSWER.as_secs()
            )))
        })
    }

    async fn ask(&mut self, method: &str, params: Value) -> Result<Value, Amiss> {
        self.asked += 1;
        let mut asked = json!({ "id": self.asked, "method": method, "params": params });
        if !self.session.is_empty() {
            asked["sessionId"] = self.session.clone().into();
        }
        let gone = |why: String| Amiss::Gone(format!("the browser went away at {method}: {why}"));
        self.socket
            .send(Message::text(asked.to_string()))
            .await
            .map_err(|error| gone(error.to_string()))?;
        while let Some(heard) = self.socket.next().await {
            let heard = heard.map_err(|error| gone(error.to_string()))?;
            let Message::Text(text) = heard else { continue };
            let answer: Value =
                serde_json::from_str(&text).map_err(|error| gone(error.to_string()))?;
            // Everything else tells of what happens in it.
            if answer["id"] == self.asked {
                return match answer["error"]["message"].as_str() {
                    Some(error) => Err(Amiss::NotNow(format!(
                        "the browser refused {method}: {error}"
                    ))),
                    None => Ok(answer["result"].clone()),
                };
            }
        }
        Err(gone("it closed the connection".into()))
    }
}

/// Whether this runs as root, where the system says so.
fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

#[cfg(test)]
mod tests {
    use std::{path::Path, time::Duration};

    use clock::Clock;
    use tokio::{net::TcpListener, process::Command};
    use zoom_sandbox::WebClientReady;

    use super::{Browser, flags, words};

    fn zoom() -> WebClientReady {
        WebClientReady {
            tls_address: "127.0.0.1:40123".into(),
            spki_sha256: "aB+/=".into(),
            certificate_pem: String::new(),
        }
    }

    #[test]
    fn the_command_can_be_pasted_into_a_shell() {
        let profile = Path::new("/tmp/it's/browser");
        let line = |root| {
            let flags = flags(&zoom(), profile, root);
            words("/opt/my chromium", &flags, "http://127.0.0.1:8470/m/abc")
        };
        let said = line(false);
        for part in [
            "'/opt/my chromium' '--user-data-dir=/tmp/it'\\''s/browser' ",
            " '--host-resolver-rules=MAP zoom.us 127.0.0.1:40123, MAP *.zoom.us ",
            " --ignore-certificate-errors-spki-list=aB+/= ",
        ] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
        assert!(said.ends_with(" http://127.0.0.1:8470/m/abc"), "{said}");
        assert!(!said.contains("--no-sandbox"), "{said}");
        assert!(line(true).contains(" --no-sandbox "), "{}", line(true));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_that_ends_at_once_is_no_browser() {
        let profile = tempfile::tempdir().expect("a folder");
        let (zoom, clock) = (zoom(), Clock::system());
        let address = "http://127.0.0.1:9/";
        let opened = Browser::open(Path::new("/bin/sh"), &zoom, profile.path(), address, &clock);
        let Err(why) = opened.await else {
            panic!("a shell was driven as a browser");
        };
        assert!(why.starts_with("/bin/sh ended at its start ("), "{why}");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn one_that_listens_and_says_nothing_is_not_waited_for_without_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let port_file = folder.path().join("DevToolsActivePort");
        let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = silent.local_addr().expect("an address").port();
        std::fs::write(&port_file, format!("{port}\n/devtools")).expect("written");
        let (clock, hand) = Clock::manual(jiff::Timestamp::UNIX_EPOCH);
        let opening = tokio::spawn(async move {
            let child = Command::new("sleep").arg("60").kill_on_drop(true).spawn();
            let child = child.expect("a process");
            Browser::drive(child, &port_file, "http://127.0.0.1:9/", &clock).await
        });
        let _held = silent.accept().await.expect("a connection");
        while !opening.is_finished() {
            hand.advance(Duration::from_secs(1));
            Clock::system().sleep(Duration::from_millis(5)).await;
        }
        let Err(why) = opening.await.expect("no panic") else {
            panic!("nobody answered");
        };
        assert_eq!(why, "was not there within 30 s");
    }
}
