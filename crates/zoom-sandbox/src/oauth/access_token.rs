//! The form of an access token: a JWT signed with HS512, with Zoom's short claims.
//!
//! Its holder must treat it as opaque; the sandbox itself looks tokens up and never reads them.

use clock::Random;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

use crate::marketplace::mint;

/// What goes into a token.
pub(crate) struct Subject<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) user_id: &'a str,
    pub(crate) account_id: &'a str,
    pub(crate) server_to_server: bool,
    pub(crate) now: Timestamp,
    pub(crate) expires_at: Timestamp,
}

#[derive(Serialize)]
struct Claims<'a> {
    ver: u8,
    auid: String,
    code: String,
    iss: String,
    gno: u8,
    #[serde(rename = "type")]
    kind: u8,
    tid: u8,
    aud: &'static str,
    uid: &'a str,
    nbf: i64,
    exp: i64,
    iat: i64,
    aid: &'a str,
}

/// A fresh token for `subject`. The signature's key is thrown away: nobody verifies it, and a
/// token made up elsewhere must never be accepted.
pub(crate) fn mint_token(random: &Random, subject: &Subject<'_>) -> String {
    let claims = Claims {
        ver: 10,
        auid: random.letters(32),
        code: mint::code(random),
        iss: format!("zm:cid:{}", subject.client_id),
        gno: 0,
        kind: if subject.server_to_server { 3 } else { 0 },
        tid: 0,
        aud: "https://oauth.zoom.us",
        uid: subject.user_id,
        nbf: subject.now.as_second(),
        exp: subject.expires_at.as_second(),
        iat: subject.now.as_second(),
        aid: subject.account_id,
    };
    let mut header = Header::new(Algorithm::HS512);
    header.typ = None;
    header.kid = Some(random.letters(36));
    let key = EncodingKey::from_secret(&random.bytes::<64>());
    jsonwebtoken::encode(&header, &claims, &key).unwrap_or_else(|_| random.letters(512))
}
