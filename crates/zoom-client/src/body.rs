//! Reading an answer's body without trusting it: its length is bounded, half of it is an error of
//! its own, and what claims to be JSON is looked at before it is believed.

use bytes::{Bytes, BytesMut};

use crate::endpoints::causes;

/// The most bytes of an answer that are read: ten megabytes. Zoom's largest pages (2 000 users)
/// stay below two.
pub const MAX_BODY: usize = 10 * 1024 * 1024;

/// Zoom's longest sentences list a few dozen scopes.
const LONGEST_WORDS: usize = 4000;

/// Why a body was not read whole.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// Longer than [`MAX_BODY`].
    TooLarge,
    /// The connection ended before the body did.
    Cut(String),
}

/// The body, up to [`MAX_BODY`].
pub(crate) async fn read(mut response: reqwest::Response) -> Result<Bytes, BodyError> {
    if response
        .content_length()
        .is_some_and(|length| length > MAX_BODY as u64)
    {
        return Err(BodyError::TooLarge);
    }
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_BODY => {
                return Err(BodyError::TooLarge);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body.freeze()),
            Err(error) => return Err(BodyError::Cut(causes(&error.without_url()))),
        }
    }
}

/// The content type without its parameters, for an error's words.
pub(crate) fn content_type(response: &reqwest::Response) -> String {
    header(response, "content-type")
        .and_then(|value| value.split(';').next().map(|kind| kind.trim().to_owned()))
        .filter(|kind| !kind.is_empty())
        .unwrap_or_else(|| "no content type".to_owned())
}

/// Somebody else's words, as long as an error may quote them.
pub(crate) fn words(text: String) -> String {
    match text.char_indices().nth(LONGEST_WORDS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A header as text.
pub(crate) fn header(response: &reqwest::Response, name: &str) -> Option<String> {
    response
        .headers()
        .get(name)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

/// The server's clock, from its `Date` header.
pub(crate) fn server_date(response: &reqwest::Response) -> Option<jiff::Timestamp> {
    let date = header(response, "date")?;
    let zoned = jiff::fmt::rfc2822::parse(&date).ok()?;
    Some(zoned.timestamp())
}
