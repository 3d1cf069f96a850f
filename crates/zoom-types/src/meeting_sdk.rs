//! The signature with which a browser joins by Zoom's Meeting SDK: a JWT (HS256) over the claims
//! below, signed with the SDK app's client secret.
//!
//! Written out here rather than left to a JWT crate because the emulated Zoom and the product
//! must agree byte for byte with what Zoom's own sample code makes; the vectors in
//! `tests/vectors` come from a JavaScript library. The role is never the visitor's to choose:
//! whoever fills in [`Claims::role`] has decided it on the server.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// Shortest life Zoom accepts, `exp - iat`, in seconds.
pub const SHORTEST: i64 = 1800;
/// Longest life Zoom accepts, `exp - iat`, in seconds.
pub const LONGEST: i64 = 172_800;

/// Who joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `0`: a participant, or a webinar's attendee.
    Participant,
    /// `1`: the host or a co-host; needs a ZAK too.
    Host,
}

impl Role {
    /// The number in the claims.
    pub fn number(self) -> u8 {
        match self {
            Self::Participant => 0,
            Self::Host => 1,
        }
    }
}

/// What the signature says, in the order it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The SDK app's client id; required since SDK 5.0.0.
    #[serde(rename = "appKey")]
    pub app_key: String,
    /// The same client id, for older SDKs.
    #[serde(rename = "sdkKey")]
    pub sdk_key: String,
    /// The meeting's number as a string of digits.
    pub mn: String,
    /// 0 participant, 1 host.
    pub role: u8,
    /// Issued at, Unix seconds; back-dated by 30 s against clocks that differ.
    pub iat: i64,
    /// Ends at, Unix seconds.
    pub exp: i64,
    /// The same as `exp`.
    #[serde(rename = "tokenExp")]
    pub token_exp: i64,
    /// 1 to join with WebRTC video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_webrtc_mode: Option<u8>,
}

impl Claims {
    /// Claims for one meeting and role from `iat` to `exp` (Unix seconds).
    pub fn new(client_id: &str, meeting: crate::MeetingId, role: Role, iat: i64, exp: i64) -> Self {
        Self {
            app_key: client_id.to_owned(),
            sdk_key: client_id.to_owned(),
            mn: meeting.to_string(),
            role: role.number(),
            iat,
            exp,
            token_exp: exp,
            video_webrtc_mode: None,
        }
    }

    /// Whether Zoom would accept the life, `exp - iat`.
    pub fn life_is_valid(&self) -> bool {
        (SHORTEST..=LONGEST).contains(&(self.exp - self.iat))
    }
}

/// The signature to hand to the SDK.
pub fn sign(claims: &Claims, client_secret: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    // A struct of strings and numbers always serialises.
    let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).unwrap_or_default());
    let signed = format!("{header}.{payload}");
    let signature = hmac(client_secret, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The claims of a signature made with `client_secret`; `None` if it is malformed or another's.
/// Whether it has expired is the caller's to judge, who has a clock.
pub fn verify(signature: &str, client_secret: &str) -> Option<Claims> {
    let (signed, mac) = signature.rsplit_once('.')?;
    let (_, payload) = signed.split_once('.')?;
    let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
    if !bool::from(hmac(client_secret, signed.as_bytes()).ct_eq(mac.as_slice())) {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

fn hmac(secret: &str, message: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length.
    Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mut mac| {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        })
        .unwrap_or_default()
}
