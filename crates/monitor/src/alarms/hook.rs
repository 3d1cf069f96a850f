//! A message as a signed webhook.
//!
//! `x-parfocal-signature: v1=` + hex(HMAC-SHA256(secret, `{timestamp}.{body}`)), beside
//! `x-parfocal-timestamp` (Unix seconds) and `x-parfocal-id` (the same on every attempt). The
//! receiver compares the signature in constant time, refuses what is older than it likes, and drops
//! an id it has seen.
//!
//! The address is an administrator's word, so it may be inside the network: people run receivers
//! there, and the page says so. What is not done with it: follow a redirect, wait for long, read
//! more than the beginning of an answer, or show an answer's body to anybody.

use std::{fmt::Write as _, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use sha2::Sha256;
use url::Url;

use super::{
    outbox::Attempt,
    story::Story,
    view::{AlarmKind, Happening, Level},
};

/// The longest a receiver may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The most alarms in one body; a receiver that wants the rest asks the API.
const LISTED: usize = 200;

/// The body, documented in `docs/topics/alarms.md`.
#[derive(Serialize)]
struct Body<'a> {
    id: &'a str,
    /// `alarms`, or `test`.
    event: &'static str,
    connection: About<'a>,
    /// How many alarms the message is about; `alarms` holds at most 200 of them.
    total: usize,
    alarms: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    what: Happening,
    level: Level,
    kind: AlarmKind,
    title: &'a str,
    headline: String,
    sentence: &'a str,
    probe: Option<&'a str>,
    measure: Option<&'a str>,
    label: &'a str,
    opened_at: String,
    at: String,
    url: String,
}

/// The JSON text of a message.
pub(super) fn body(story: &Story) -> String {
    let alarms = story
        .parts
        .iter()
        .take(LISTED)
        .map(|part| Entry {
            id: &part.alarm,
            what: part.what,
            level: part.level,
            kind: part.kind,
            title: &part.title,
            headline: part.line(),
            sentence: &part.words,
            probe: part.probe.as_deref(),
            measure: part.measure.as_deref(),
            label: &part.label,
            opened_at: part.opened_at.to_string(),
            at: part.at.to_string(),
            url: format!("{}/alarms/{}", story.base, part.alarm),
        })
        .collect();
    let body = Body {
        id: &story.id,
        event: if story.test { "test" } else { "alarms" },
        connection: About {
            id: &story.connection.0,
            name: &story.connection.1,
        },
        total: story.parts.len(),
        alarms,
    };
    // Structs of text and numbers: there is nothing in them that JSON cannot hold.
    serde_json::to_string(&body).unwrap_or_default()
}

/// The signature header's value.
pub(super) fn signature(secret: &SecretString, timestamp: i64, body: &str) -> String {
    // HMAC takes a key of any length; the impossible error is a signature nobody accepts.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{timestamp}.{body}").as_bytes());
    let digest = mac.finalize().into_bytes();
    digest.iter().fold(String::from("v1="), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What an address must be, or why it is not.
pub(super) fn address(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let url = Url::parse(text).map_err(|_| {
        format!("“{text}” is no web address; write it like https://example.org/hook.")
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!(
            "“{text}” is no web address that can be called; it begins with https:// or http://."
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "Leave the name and password out of the address: it is shown on this page. The signature tells the receiver who calls."
                .to_owned(),
        );
    }
    if text.len() > 2_000 {
        return Err("This address is longer than 2000 characters.".to_owned());
    }
    Ok(url)
}

/// Sends a message once.
pub(super) async fn send(
    http: &reqwest::Client,
    url: &Url,
    secret: &SecretString,
    story: &Story,
    now: Timestamp,
) -> Attempt {
    let body = body(story);
    let timestamp = now.as_second();
    let answer = http
        .post(url.clone())
        .timeout(LIMIT)
        .header("content-type", "application/json")
        .header("x-parfocal-id", &story.id)
        .header("x-parfocal-timestamp", timestamp.to_string())
        .header("x-parfocal-signature", signature(secret, timestamp, &body))
        .body(body)
        .send()
        .await;
    match answer {
        Ok(answer) => judged(answer.status()),
        Err(error) => Attempt::Later(format!(
            "The receiver could not be reached: {}.",
            cause(&error)
        )),
    }
}

fn judged(status: reqwest::StatusCode) -> Attempt {
    if status.is_success() {
        return Attempt::Taken(format!("The receiver answered {}.", status.as_u16()));
    }
    let said = format!("The receiver answered {}", status.as_u16());
    if status.is_redirection() {
        return Attempt::Refused(format!(
            "{said}, a redirect, which is not followed: enter the address it leads to."
        ));
    }
    let passes = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
    if passes {
        Attempt::Later(format!("{said}."))
    } else {
        Attempt::Refused(format!("{said}, which another attempt will not change."))
    }
}

/// The innermost cause, without the address and the system's number.
fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", LIMIT.as_secs());
    }
    let mut text = String::from("the connection failed");
    let mut inner = std::error::Error::source(error);
    while let Some(cause) = inner {
        text = cause.to_string();
        inner = cause.source();
    }
    match text.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use secrecy::SecretString;

    use super::{Attempt, address, judged, signature};

    #[test]
    fn the_signature_is_the_one_others_compute() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret'
        let secret = SecretString::from("a secret");
        assert_eq!(
            signature(&secret, 1_700_000_000, "{\"a\":1}"),
            "v1=b4c5d5c08194254de18b80695176335ee482a5907fb5e68f7bd993b1b00b018d"
        );
    }

    #[test]
    fn an_address_is_a_web_address_without_a_password() {
        assert!(address(" https://hooks.example.org/a?b=c ").is_ok());
        assert!(address("http://10.0.0.5:8080/").is_ok());
        for text in [
            "",
            "example.org",
            "ftp://example.org/",
            "file:///etc/passwd",
            "https://u:p@example.org/",
        ] {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let of = |code: u16| judged(StatusCode::from_u16(code).unwrap());
        assert!(matches!(of(204), Attempt::Taken(_)));
        for code in [500, 503, 429, 408] {
            assert!(matches!(of(code), Attempt::Later(_)), "{code}");
        }
        for code in [301, 307, 400, 401, 404, 410] {
            assert!(matches!(of(code), Attempt::Refused(_)), "{code}");
        }
    }
}
