//! What Zoom answered, read as what was expected of it.

use bytes::Bytes;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::Error;

/// Zoom's answer to a call it carried out.
#[derive(Debug, Clone)]
pub struct Response {
    pub(crate) operation: &'static str,
    /// HTTP status, 200 to 299.
    pub status: u16,
    /// `x-zm-trackingid`, what Zoom's support asks for.
    pub tracking_id: Option<String>,
    /// Zoom's clock.
    pub server_date: Option<Timestamp>,
    /// The body: JSON, or empty.
    pub body: Bytes,
}

impl Response {
    /// The body as JSON of a known shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let operation = self.operation;
        serde_json::from_slice(&self.body).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            if error.is_eof() && !self.body.is_empty() {
                return Error::Cut {
                    operation,
                    why: format!("the JSON ends early at {place}"),
                };
            }
            // The parser's words may quote a value, and a value may be a secret.
            let words = error.to_string();
            let why = match words.split(" at line ").next() {
                Some(words) if words.starts_with("missing field") => words.to_owned(),
                _ if self.body.is_empty() => "it has no body".to_owned(),
                _ => "a field has another type than documented".to_owned(),
            };
            Error::Unexpected {
                operation,
                why: format!("{why} ({place})"),
            }
        })
    }
}
