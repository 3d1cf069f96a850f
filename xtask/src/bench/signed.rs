//! Signed events, made before they are sent, and wrk to send them.
//!
//! The signature is written out here once more on purpose: the benchmark is somebody else's code
//! to the receiver.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::shell::{command, output};

const SCRIPT: &str = r#"
local requests, n = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local stamp, signature, body = line:match("^(%S+) (%S+) (.*)$")
    requests[#requests + 1] = wrk.format("POST", nil, {
      ["host"] = wrk.headers["Host"],
      ["content-type"] = "application/json; charset=utf-8",
      ["x-zm-request-timestamp"] = stamp,
      ["x-zm-signature"] = signature,
    }, body)
  end
end
function request()
  n = n + 1
  return requests[(n - 1) % #requests + 1]
end
function done(summary, latency)
  io.write(string.format("RESULT %f %f %d %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(99) / 1000, summary.requests, summary.errors.status
    + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout))
end
"#;

/// What a load came to.
pub(super) struct Outcome {
    pub per_second: f64,
    pub p99_ms: f64,
    pub requests: u64,
    /// Answers other than 2xx or 3xx, and broken connections.
    pub failed: u64,
}

/// Events in a file, one a line, each signed.
pub(super) struct Events {
    file: PathBuf,
    script: PathBuf,
}

impl Events {
    /// `count` events whose numbers begin at `first`, each of about 600 bytes.
    #[expect(
        clippy::disallowed_methods,
        reason = "the receiver compares the stamp with the machine's clock"
    )]
    pub(super) fn write(
        folder: &Path,
        name: &str,
        secret: &str,
        first: u64,
        count: u64,
    ) -> Result<Self> {
        let stamp = SystemTime::now()
            .duration_since(UNIX_EPOCH)?
            .as_secs()
            .to_string();
        let file = folder.join(name);
        let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
        for n in first..first + count {
            let body = body(n);
            writeln!(out, "{stamp} {} {body}", sign(secret, &stamp, &body)?)?;
        }
        out.flush()?;
        let script = folder.join("events.lua");
        std::fs::write(&script, SCRIPT)?;
        Ok(Self { file, script })
    }

    /// Sends them to `url` over `connections` for `seconds`.
    pub(super) fn send(
        &self,
        wrk: &Path,
        url: &str,
        connections: u32,
        seconds: u32,
    ) -> Result<Outcome> {
        let mut wrk = command(wrk, &["-t1"]);
        wrk.arg(format!("-c{connections}"))
            .arg(format!("-d{seconds}s"))
            .arg("-s")
            .arg(&self.script)
            .arg(url)
            .arg("--")
            .arg(&self.file);
        let said = output(&mut wrk)?;
        let line = said
            .lines()
            .find_map(|line| line.strip_prefix("RESULT "))
            .context("wrk gave no result")?;
        let figures: Vec<&str> = line.split(' ').collect();
        let [per_second, p99_ms, requests, failed] = figures[..] else {
            anyhow::bail!("wrk gave an unreadable result: {line}");
        };
        Ok(Outcome {
            per_second: per_second.parse()?,
            p99_ms: p99_ms.parse()?,
            requests: requests.parse()?,
            failed: failed.parse()?,
        })
    }
}

/// An event as Zoom sends it, in the order of its own fields: each about somebody else, in one of a
/// thousand meetings, so that whoever applies them has as many rows to write; twenty happen in one
/// millisecond.
fn body(n: u64) -> String {
    let meeting = n % 1000;
    let at = 1_795_694_400_000 + n / 20;
    format!(
        r#"{{"event":"meeting.participant_joined","payload":{{"account_id":"AbCdEfGhIjKlMnOpQrStUv","object":{{"uuid":"{meeting:04}AAAiAAAAAiAiAiiAii==","participant":{{"leave_reason":"","user_id":"{n}","user_name":"Ada Lovelace {n}","id":"30R7kT7bTIKSNUFEuH_Qlg","participant_uuid":"{n:022}","date_time":"2026-11-26T12:00:00Z","email":"person{n}@example.org","registrant_id":"","participant_user_id":"30R7kT7bTIKSNUFEuH_Qlg","public_ip":"192.0.2.1","private_ip":"10.0.0.1"}},"id":"85012345678","type":2,"topic":"Weekly review of everything","host_id":"uLoRgfbbTayCX6r2Q_qQsQ","duration":60,"start_time":"2026-11-26T12:00:00Z","timezone":"Europe/Berlin"}}}},"event_ts":{at}}}"#
    )
}

fn sign(secret: &str, stamp: &str, body: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(format!("v0:{stamp}:{body}").as_bytes());
    let mut signature = String::from("v0=");
    for byte in mac.finalize().into_bytes() {
        write!(signature, "{byte:02x}")?;
    }
    Ok(signature)
}
