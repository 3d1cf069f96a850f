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
/// How long it may take to start.
const START: Duration = Duration::from_secs(30);
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
pub(crate) fn flags(zoom: &WebClientReady, profile: &Path) -> [String; 4] {
    let at = &zoom.tls_address;
    [
        format!("--user-data-dir={}", profile.display()),
        format!(
            "--host-resolver-rules=MAP zoom.us {at}, MAP *.zoom.us {at}, MAP * ~NOTFOUND, \
             EXCLUDE localhost, EXCLUDE 127.0.0.1"
        ),
        format!("--ignore-certificate-errors-spki-list={}", zoom.spki_sha256),
        "--no-first-run".into(),
    ]
}

/// The same as words for a shell.
pub(crate) fn command(zoom: &WebClientReady, profile: &Path, address: &str) -> String {
    let program = find().map_or_else(|| "chromium".into(), |file| file.display().to_string());
    let words = [program]
        .into_iter()
        .chain(flags(zoom, profile))
        .chain([address.to_owned()]);
    let quoted = words.map(|word| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_=/.:+,".contains(c);
        if word.chars().all(plain) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// One that runs without a window, and its one page.
pub(super) struct Browser {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: String,
    asked: u64,
    // Ends with this.
    _child: Child,
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
        let mut command = Command::new(program);
        command
            .args(flags(zoom, profile))
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
            .kill_on_drop(true);
        if is_root() {
            // It refuses to start otherwise.
            command.arg("--no-sandbox");
        }
        let child = command
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", program.display()))?;
        let listens = async {
            loop {
                // Port and path, once it listens.
                let written = std::fs::read_to_string(&port_file).unwrap_or_default();
                if let Some((port, path)) = written.trim().split_once('\n') {
                    break format!("ws://127.0.0.1:{port}{path}");
                }
                clock.sleep(LOOK).await;
            }
        };
        let devtools = clock.timeout(START, listens).await.map_err(|_| {
            format!(
                "{} did not start within {} s",
                program.display(),
                START.as_secs()
            )
        })?;
        let (socket, _) = connect_async(&devtools)
            .await
            .map_err(|error| format!("{} cannot be driven: {error}", program.display()))?;
        let mut browser = Self {
            socket,
            session: String::new(),
            asked: 0,
            _child: child,
        };
        let made = browser
            .call("Target.createTarget", json!({ "url": address }))
            .await?;
        let params = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", params).await?;
        attached["sessionId"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut browser.session);
        Ok(browser)
    }

    /// What a script gives in the page.
    pub(super) async fn evaluate(&mut self, script: &str) -> Result<Value, String> {
        let params = json!({ "expression": script, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", params).await?;
        Ok(answer["result"]["value"].clone())
    }

    /// Lets it end by itself.
    pub(super) async fn close(mut self) {
        self.session.clear();
        // Whatever it says to that, it ends with this.
        let _ = self.call("Browser.close", json!({})).await;
    }

    async fn call(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.asked += 1;
        let mut asked = json!({ "id": self.asked, "method": method, "params": params });
        if !self.session.is_empty() {
            asked["sessionId"] = self.session.clone().into();
        }
        let lost = |why: String| format!("the browser went away at {method}: {why}");
        self.socket
            .send(Message::text(asked.to_string()))
            .await
            .map_err(|error| lost(error.to_string()))?;
        while let Some(heard) = self.socket.next().await {
            let heard = heard.map_err(|error| lost(error.to_string()))?;
            let Message::Text(text) = heard else { continue };
            let answer: Value =
                serde_json::from_str(&text).map_err(|error| lost(error.to_string()))?;
            // Everything else tells of what happens in it.
            if answer["id"] == self.asked {
                let error = &answer["error"]["message"];
                return match error.as_str() {
                    Some(error) => Err(format!("the browser refused {method}: {error}")),
                    None => Ok(answer["result"].clone()),
                };
            }
        }
        Err(lost("it closed the connection".into()))
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
    use std::path::Path;

    use zoom_sandbox::WebClientReady;

    #[test]
    fn the_command_can_be_pasted_into_a_shell() {
        let zoom = WebClientReady {
            tls_address: "127.0.0.1:40123".into(),
            spki_sha256: "aB+/=".into(),
            certificate_pem: String::new(),
        };
        let profile = Path::new("/tmp/it's/browser");
        let words = super::command(&zoom, profile, "http://127.0.0.1:8470/m/abc");
        assert!(
            words.contains(" '--user-data-dir=/tmp/it'\\''s/browser' "),
            "{words}"
        );
        assert!(
            words.contains("'--host-resolver-rules=MAP zoom.us 127.0.0.1:40123, MAP *.zoom.us "),
            "{words}"
        );
        assert!(
            words.contains(" --ignore-certificate-errors-spki-list=aB+/= "),
            "{words}"
        );
        assert!(words.ends_with(" http://127.0.0.1:8470/m/abc"), "{words}");
    }
}
