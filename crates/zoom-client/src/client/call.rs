//! One call, filled in piece by piece and then sent.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};
use zoom_catalog::Operation;
use zoom_types::MeetingUuid;

use super::{Client, Response, attempt};
use crate::Error;

/// One call, being filled in.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    client: Client,
    pub(super) operation: Result<&'static Operation, Error>,
    pub(super) params: Vec<(&'static str, String)>,
    pub(super) query: Vec<(String, String)>,
    body: Option<Result<Bytes, String>>,
    pub(super) host: Option<String>,
    /// The path as it was written, where the catalogue does not know it.
    pub(super) path: Option<String>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers pass numbers and words alike"
)]
impl Call {
    pub(super) fn new(client: Client, operation: Result<&'static Operation, Error>) -> Self {
        Self {
            client,
            operation,
            params: Vec::new(),
            query: Vec::new(),
            body: None,
            host: None,
            path: None,
        }
    }

    /// A parameter of the path, not yet encoded.
    pub fn param(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// A value of the query; a value given again replaces the earlier one.
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.retain(|(known, _)| known != name);
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// A value of the query, if there is one.
    pub fn maybe_query(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// The JSON body.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.body = Some(
            serde_json::to_vec(body)
                .map(Bytes::from)
                .map_err(|error| error.to_string()),
        );
        self
    }

    /// The host whose hundred creations and updates a day this counts against.
    pub fn host(mut self, host: impl ToString) -> Self {
        self.host = Some(host.to_string());
        self
    }

    /// Whom this call is for; see [`Client::on_behalf`].
    pub fn on_behalf(mut self, purpose: &'static str) -> Self {
        self.client.purpose = Some(purpose);
        self
    }

    /// The operation's key, for errors.
    pub(crate) fn key(&self) -> &'static str {
        self.operation
            .as_ref()
            .map_or("an unknown operation", |op| op.key())
    }

    /// Sends it and reads the JSON answer.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        self.send().await?.json()
    }

    /// Sends it; the answer, if any, does not matter.
    pub async fn done(self) -> Result<(), Error> {
        self.send().await.map(drop)
    }

    /// Sends it.
    pub async fn send(self) -> Result<Response, Error> {
        self.send_by_reference().await
    }

    /// Sends it, and can be changed and sent again (paging does).
    pub(crate) async fn send_by_reference(&self) -> Result<Response, Error> {
        let operation = match &self.operation {
            Ok(operation) => *operation,
            Err(Error::BadCall { call, why }) => {
                return Err(Error::BadCall {
                    call: call.clone(),
                    why: why.clone(),
                });
            }
            Err(_) => {
                return Err(Error::BadCall {
                    call: String::new(),
                    why: "no operation".to_owned(),
                });
            }
        };
        let bad = |why: String| Error::BadCall {
            call: operation.key().to_owned(),
            why,
        };
        let url = self.client.shared.endpoints.api_path(&match &self.path {
            Some(path) => path.clone(),
            None => fill(operation, &self.params).map_err(bad)?,
        });
        let body = match &self.body {
            None => None,
            Some(Ok(body)) => Some(body.clone()),
            Some(Err(why)) => return Err(bad(why.clone())),
        };
        let request = attempt::Request {
            operation,
            url,
            query: &self.query,
            body,
        };
        self.client.carry_out(&request, self.host.as_deref()).await
    }
}

/// The operation's path with its parameters filled in and encoded.
fn fill(operation: &Operation, params: &[(&'static str, String)]) -> Result<String, String> {
    let mut path = String::with_capacity(operation.path.len() + 32);
    for part in operation.path.split('/').skip(1) {
        path.push('/');
        match part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        {
            None => path.push_str(part),
            Some(name) => {
                let value = params
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| value.as_str())
                    .filter(|value| !value.is_empty() && *value != "." && *value != "..")
                    .ok_or_else(|| format!("the path needs a value for {name}"))?;
                // A UUID's rule of encoding serves every value: only UUIDs hold slashes.
                path.push_str(&MeetingUuid::from(value).path_segment());
            }
        }
    }
    Ok(path)
}
