//! Webhooks: the envelope, its signature, and the answer to Zoom's check of an address.
//!
//! Signature: `v0=` + hex(HMAC-SHA256(secret token, `v0:{timestamp}:{raw body}`)), sent as
//! `x-zm-signature` beside `x-zm-request-timestamp` (Unix seconds). The raw bytes are signed: a
//! body that was parsed and written again may not match. The freshness of the timestamp is the
//! caller's to judge, who has a clock.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// Zoom's check of an address: its event name.
pub const URL_VALIDATION: &str = "endpoint.url_validation";

/// Zoom's own `plainToken` has 22 letters.
const LONGEST_TOKEN: usize = 64;

/// The body of every webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// E.g. `meeting.started`; one of the catalogue's events.
    pub event: String,
    /// Milliseconds since the Unix epoch.
    #[serde(default)]
    pub event_ts: i64,
    /// `account_id`, `operator`, `object`, … by event.
    #[serde(default)]
    pub payload: serde_json::Value,
    /// Opens the files of a recording event for 24 hours: a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download_token: Option<String>,
}

impl Envelope {
    /// The account it happened in, where the payload says so.
    pub fn account_id(&self) -> Option<&str> {
        self.payload.get("account_id")?.as_str()
    }

    /// `payload.object`, the thing it happened to.
    pub fn object(&self) -> Option<&serde_json::Value> {
        self.payload.get("object")
    }
}

/// The answer to [`URL_VALIDATION`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrlValidation {
    /// What Zoom sent.
    #[serde(rename = "plainToken")]
    pub plain_token: String,
    /// hex(HMAC-SHA256(secret token, plain token)).
    #[serde(rename = "encryptedToken")]
    pub encrypted_token: String,
}

/// The value of `x-zm-signature` for a body sent at `timestamp` (Unix seconds, as in the header).
pub fn sign(secret: &str, timestamp: &str, raw_body: &[u8]) -> String {
    format!(
        "v0={}",
        hmac_hex(secret, &[b"v0:", timestamp.as_bytes(), b":", raw_body])
    )
}

/// Whether `signature` is the body's, compared in constant time.
pub fn verify(secret: &str, timestamp: &str, raw_body: &[u8], signature: &str) -> bool {
    sign(secret, timestamp, raw_body)
        .as_bytes()
        .ct_eq(signature.as_bytes())
        .into()
}

/// What to answer to [`URL_VALIDATION`] with this `plainToken`; nothing where it is no token.
///
/// The answer is made with the key that signs events. Whoever could have any text answered would
/// send `v0:{timestamp}:{body}` and hold the signature of that body, so only the letters of Zoom's
/// tokens are taken: no `:` can stand among them.
pub fn url_validation(secret: &str, plain_token: &str) -> Option<UrlValidation> {
    let is_token = (1..=LONGEST_TOKEN).contains(&plain_token.len())
        && plain_token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    is_token.then(|| UrlValidation {
        plain_token: plain_token.to_owned(),
        encrypted_token: hmac_hex(secret, &[plain_token.as_bytes()]),
    })
}

fn hmac_hex(secret: &str, parts: &[&[u8]]) -> String {
    // HMAC takes a key of any length; the impossible error is an empty digest nobody matches.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize()
        .into_bytes()
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            const DIGITS: &[u8; 16] = b"0123456789abcdef";
            hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
            hex.push(char::from(DIGITS[usize::from(byte & 15)]));
            hex
        })
}
