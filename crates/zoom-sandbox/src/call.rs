//! What passes between the HTTP layer and the modelled operations: one [`Call`] in, one
//! [`Reply`] out.
//!
//! By the time an operation sees a call, the token, the scopes, the role and the limits have
//! been settled; what is left is the operation's own business. Operations never see headers or
//! sockets, so that a reply cannot differ by how it was asked for.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

/// Who asks: the holder of the access token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account the token belongs to.
    pub account_id: Arc<str>,
    /// The user the token acts for; with Server-to-Server that is the app's owner.
    pub user_id: Arc<str>,
    /// The app's client id.
    pub client_id: Arc<str>,
    /// Whether the app may act on any user of the account (`:admin`), or only on its own.
    pub acts_on_account: bool,
    /// Whether the app is of the Server-to-Server kind.
    pub server_to_server: bool,
}

/// One request to one operation of the catalogue, already let in.
#[derive(Debug)]
pub struct Call<'a> {
    /// The catalogue's key: `GET /users/{userId}`. Master twins keep their own key.
    pub key: &'static str,
    /// Path parameters by name, percent-decoded once.
    pub params: &'a [(&'static str, String)],
    /// Query parameters in the order sent, decoded; unknown ones are there too.
    pub query: &'a [(String, String)],
    /// The raw body; empty when none was sent.
    pub body: &'a Bytes,
    /// Who asks.
    pub caller: &'a Caller,
    /// The instant of the request on the sandbox's clock.
    pub now: Timestamp,
}

impl Call<'_> {
    /// A path parameter; empty when the path has none of that name. Where the catalogue has two
    /// names for one position, either finds it.
    pub fn param(&self, name: &str) -> &str {
        find(self.params.iter().map(|(n, v)| (*n, v.as_str())), name).unwrap_or_default()
    }

    /// A query parameter; an empty value counts as absent, as Zoom treats `next_page_token=`.
    pub fn query(&self, name: &str) -> Option<&str> {
        find(
            self.query.iter().map(|(n, v)| (n.as_str(), v.as_str())),
            name,
        )
        .filter(|value| !value.is_empty())
    }

    /// The body as `T`; an empty body is read as `{}`.
    ///
    /// # Errors
    /// The finished refusal (400, code 300) to answer with.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Reply> {
        let raw: &[u8] = if self.body.trim_ascii().is_empty() {
            b"{}"
        } else {
            self.body
        };
        serde_json::from_slice(raw)
            .map_err(|_| Reply::error(400, 300, "Request Body should be a valid JSON object."))
    }
}

fn find<'a>(mut pairs: impl Iterator<Item = (&'a str, &'a str)>, name: &str) -> Option<&'a str> {
    pairs.find(|(n, _)| *n == name).map(|(_, v)| v)
}

/// The answer to a call: a status and a JSON body, or no body at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; empty for 204.
    pub body: Bytes,
}

/// One entry of the `errors` list beside a validation refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldRefusal {
    /// The dotted path of the field.
    pub field: String,
    /// What is wrong with it, in Zoom's words (`Invalid field.`).
    pub message: String,
}

#[derive(Serialize)]
struct Envelope<'a> {
    code: i64,
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldRefusal],
}

impl Reply {
    /// `body` as JSON under `status`.
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        // Most answers are a user or a meeting; growing step by step would copy them thrice.
        let mut bytes = Vec::with_capacity(2048);
        match serde_json::to_writer(&mut bytes, body) {
            Ok(()) => Self {
                status,
                body: bytes.into(),
            },
            Err(error) => Self::error(500, 1000, &format!("Internal error: {error}.")),
        }
    }

    /// 200 with `body`.
    pub fn ok(body: &impl Serialize) -> Self {
        Self::json(200, body)
    }

    /// 201 with `body`.
    pub fn created(body: &impl Serialize) -> Self {
        Self::json(201, body)
    }

    /// 204, no body.
    pub fn no_content() -> Self {
        Self {
            status: 204,
            body: Bytes::new(),
        }
    }

    /// Zoom's error envelope.
    pub fn error(status: u16, code: i64, message: &str) -> Self {
        Self::refusal(status, code, message, &[])
    }

    /// 400, code 300, `Validation Failed.` with the fields named.
    pub fn invalid(errors: &[FieldRefusal]) -> Self {
        Self::refusal(400, 300, "Validation Failed.", errors)
    }

    fn refusal(status: u16, code: i64, message: &str, errors: &[FieldRefusal]) -> Self {
        let envelope = Envelope {
            code,
            message,
            errors,
        };
        Self {
            status,
            body: serde_json::to_vec(&envelope).unwrap_or_default().into(),
        }
    }
}

/// How faithfully an operation is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// Reads and writes the living world.
    Stateful,
    /// Answers from rules that look right and do not remember.
    Synthetic,
    /// Not modelled: the answer says so.
    Absent,
}
