//! Is it Zoom's, and for this connection? Decided from headers first, from the body last.
//!
//! A stranger may send anything as often as they like. So the order of the questions is the order
//! of their price: is a Secret Token known at all, is there a signature of the right form, is its
//! time ours; only then is the body read, and only then is one HMAC computed over it. Whoever
//! captured a delivery can repeat it for five minutes and gains nothing: the same body is kept once.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;
use zoom_types::webhook;

/// How far a delivery's timestamp may be from now, in seconds: Zoom's own sample allows five
/// minutes. A retry is stamped when it is sent, so an hour's retry still passes.
const WINDOW: u64 = 300;

/// Longer bodies are nobody's webhook (bytes): Zoom's largest events are some dozen kilobytes, and
/// hashing this much must stay under a millisecond when a stranger sends it.
pub const LONGEST_BODY: usize = 256 * 1024;

/// By what a connection's deliveries are known.
#[derive(Clone, Default)]
pub struct Keys {
    /// The Secret Tokens of its apps.
    pub secrets: Vec<SecretString>,
    /// The Verification Tokens of its apps.
    pub verification_tokens: Vec<SecretString>,
    /// Whether the administrator lets deliveries of older subscriptions in, which carry the
    /// Verification Token and no signature.
    pub legacy: bool,
    /// Zoom's id of its account, where known: events of another one are set aside.
    pub account: Option<String>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

/// What a delivery says beside its body.
#[derive(Debug, Clone, Copy, Default)]
pub struct Headers<'a> {
    /// `x-zm-signature`.
    pub signature: Option<&'a str>,
    /// `x-zm-request-timestamp`: Unix seconds.
    pub timestamp: Option<&'a str>,
    /// `authorization`: the Verification Token of an older subscription.
    pub authorization: Option<&'a str>,
    /// `x-zm-request-id`, else `x-zm-trackingid`.
    pub request_id: Option<&'a str>,
    /// The name it was sent to, where that is not ours: noted, never refused, because some
    /// reverse proxies put their own name there.
    pub other_host: Option<&'a str>,
}

/// Why a delivery is not taken. For the log and the administrator; its sender learns nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Rejected {
    /// This connection has no Secret Token.
    #[error(
        "No Secret Token is entered for this connection, so nothing can be verified. Enter it on the page Zoom settings."
    )]
    NoSecret,
    /// The headers of a signed webhook are missing or are no signature.
    #[error(
        "The delivery carries no x-zm-signature and x-zm-request-timestamp: it is not from Zoom, or a proxy drops its headers."
    )]
    Unsigned,
    /// Its time is too far from ours.
    #[error(
        "The delivery's timestamp is more than five minutes from this machine's clock: it was replayed, or the clock is wrong."
    )]
    Stale,
    /// The signature is another's.
    #[error(
        "The delivery's signature does not match: it is not from this connection's app, the Secret Token is another app's, or a proxy changes the body."
    )]
    WrongSignature,
    /// It is known by its Verification Token only, and that is not accepted here.
    #[error(
        "The delivery carries the right Verification Token and no signature: the subscription is an old one. Accept the Verification Token on the page Zoom settings, or make the subscription anew."
    )]
    LegacyNotChosen,
    /// The body is no event.
    #[error("The delivery is signed, but its body is no event of Zoom's.")]
    NoEvent,
    /// The body is longer than any of Zoom's.
    #[error("The delivery's body is longer than 256 KB, which no event of Zoom's is.")]
    TooLarge,
    /// The address names no connection.
    #[error(
        "The address names a connection that does not exist here: copy it again from the page Zoom settings."
    )]
    NoConnection,
}

impl Rejected {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::NoSecret,
        Self::Unsigned,
        Self::Stale,
        Self::WrongSignature,
        Self::LegacyNotChosen,
        Self::NoEvent,
        Self::TooLarge,
        Self::NoConnection,
    ];

    /// Its name in the database and for programs.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoSecret => "no_secret",
            Self::Unsigned => "unsigned",
            Self::Stale => "stale",
            Self::WrongSignature => "wrong_signature",
            Self::LegacyNotChosen => "legacy_not_chosen",
            Self::NoEvent => "no_event",
            Self::TooLarge => "too_large",
            Self::NoConnection => "no_connection",
        }
    }

    pub(crate) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// What a delivery offers as proof.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Claim<'a> {
    /// A signature, still to be compared with the body.
    Signature {
        signature: &'a str,
        timestamp: &'a str,
    },
    /// The Verification Token, compared already.
    Token,
}

/// What can be told before the body is read. `now`: Unix seconds.
pub(crate) fn claim<'a>(
    now: i64,
    keys: &Keys,
    headers: &Headers<'a>,
) -> Result<Claim<'a>, Rejected> {
    let Some(signature) = headers.signature else {
        return token(keys, headers.authorization);
    };
    if keys.secrets.is_empty() {
        return Err(Rejected::NoSecret);
    }
    let timestamp = headers.timestamp.ok_or(Rejected::Unsigned)?;
    let seconds: i64 = timestamp.parse().map_err(|_| Rejected::Unsigned)?;
    if !has_form(signature) {
        return Err(Rejected::Unsigned);
    }
    if now.abs_diff(seconds) > WINDOW {
        return Err(Rejected::Stale);
    }
    Ok(Claim::Signature {
        signature,
        timestamp,
    })
}

/// The secret that answers for the delivery; `None` for an older one, known by its token.
pub(crate) fn prove<'k>(
    keys: &'k Keys,
    claim: Claim<'_>,
    body: &[u8],
) -> Result<Option<&'k SecretString>, Rejected> {
    let Claim::Signature {
        signature,
        timestamp,
    } = claim
    else {
        return Ok(None);
    };
    keys.secrets
        .iter()
        .find(|secret| webhook::verify(secret.expose_secret(), timestamp, body, signature))
        .map(Some)
        .ok_or(Rejected::WrongSignature)
}

fn token<'a>(keys: &Keys, sent: Option<&str>) -> Result<Claim<'a>, Rejected> {
    let known = sent.is_some_and(|sent| {
        keys.verification_tokens.iter().any(|token| {
            token
                .expose_secret()
                .as_bytes()
                .ct_eq(sent.as_bytes())
                .into()
        })
    });
    match (known, keys.legacy) {
        (true, true) => Ok(Claim::Token),
        (true, false) => Err(Rejected::LegacyNotChosen),
        (false, _) if keys.secrets.is_empty() => Err(Rejected::NoSecret),
        (false, _) => Err(Rejected::Unsigned),
    }
}

/// `v0=` and 64 hexadecimal digits.
fn has_form(signature: &str) -> bool {
    signature.strip_prefix("v0=").is_some_and(|hex| {
        hex.len() == 64
            && hex
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}
