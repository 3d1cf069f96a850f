//! Does our own public address answer, over TLS, from here?
//!
//! One request to our own `/healthz`, by the name the world uses. It proves the name, the
//! certificate and the way back to this program as far as they can be seen from this machine; that
//! they can be reached from outside is proven only by Zoom's own check of the address.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use crate::Connect;

/// Zoom gives up after three seconds; so do we.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a look at the public address found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reach {
    /// How it stands.
    pub verdict: Verdict,
    /// The same in a sentence or two: what is the case, what to do.
    pub says: String,
    /// When it was looked at.
    pub at: Timestamp,
}

/// How the public address stands, seen from this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is none.
    NoAddress,
    /// It is plain http, to which Zoom sends nothing.
    NoTls,
    /// Its certificate is not valid for it.
    BadCertificate,
    /// Nobody answers.
    Unreachable,
    /// Somebody else answers.
    NotUs,
    /// This program answers, over TLS.
    Answers,
}

impl Connect {
    /// Looks at the public address now.
    pub async fn reach(&self) -> Reach {
        let (verdict, says) = match self.public_url() {
            None => (
                Verdict::NoAddress,
                "There is no public address, so Zoom can send nothing. Set `server.public_url` once there is one; until then figures are polled.".to_owned(),
            ),
            Some(url) if url.scheme() != "https" => (
                Verdict::NoTls,
                format!("The public address {url} has no TLS. Zoom refuses such an address (“the SSL should be activated on your domain”), so do not enter it there: give Parfocal a certificate or put it behind a proxy that has one, and set the https address."),
            ),
            Some(url) => self.ask_ourselves(url).await,
        };
        Reach {
            verdict,
            says,
            at: self.0.clock.now(),
        }
    }

    async fn ask_ourselves(&self, url: &Url) -> (Verdict, String) {
        let host = url.host_str().unwrap_or_default();
        let address = format!("{}/healthz", url.as_str().trim_end_matches('/'));
        let asked = self.0.http.get(address).timeout(PATIENCE).send().await;
        let mut answer = match asked {
            Ok(answer) => answer,
            Err(error) => return failed(host, &error),
        };
        let status = answer.status();
        // Ours is one word; of somebody else's answer no more is read than that takes.
        let mut said = Vec::new();
        while let (true, Ok(Some(piece))) = (said.len() < 16, answer.chunk().await) {
            said.extend_from_slice(&piece);
        }
        if said == b"alive\n" {
            (
                Verdict::Answers,
                format!(
                    "{host} answers over TLS with a valid certificate, and it is Parfocal that answers. That it can be reached from outside is proven once Zoom has checked the address."
                ),
            )
        } else {
            (
                Verdict::NotUs,
                format!(
                    "{host} answers over TLS, but not with Parfocal (status {}). Let the proxy pass every path on, /healthz among them.",
                    status.as_u16()
                ),
            )
        }
    }
}

fn failed(host: &str, error: &reqwest::Error) -> (Verdict, String) {
    let why = innermost(error);
    let certificate = ["certificate", "Certificate", "UnknownIssuer", "NotValidFor"]
        .iter()
        .any(|word| why.contains(word));
    if certificate {
        (
            Verdict::BadCertificate,
            format!(
                "{host} answers, but its certificate is not accepted ({why}). Zoom accepts only one of a public certificate authority for this very name."
            ),
        )
    } else if error.is_timeout() {
        (
            Verdict::Unreachable,
            format!(
                "{host} did not answer within three seconds, after which Zoom gives up as well. Seen from this machine; some networks do not let a machine reach its own public address."
            ),
        )
    } else {
        (
            Verdict::Unreachable,
            format!(
                "{host} could not be reached ({why}). Seen from this machine; some networks do not let a machine reach its own public address."
            ),
        )
    }
}

/// The cause at the bottom: the others only say that a request was sent.
pub(crate) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
