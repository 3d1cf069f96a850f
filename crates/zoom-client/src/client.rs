//! Carrying out one call: budget, token, request, and what to make of the answer.
//!
//! What is tried again, once each: a rejected token with another one; a limit of the second after
//! waiting it out, if that is seconds; a read whose connection failed or broke off. Nothing that
//! writes is ever sent again unless Zoom said that it did not carry it out.

mod attempt;
mod written;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use clock::Clock;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use zoom_catalog::Operation;
use zoom_types::MeetingUuid;

pub use self::written::{Merged, Written};

use self::attempt::Failure;
use crate::{
    Budget, Endpoints, Error, LimitedKind, Priority, TokenStore, Wanted, budget::Answered,
};

/// The longest a limit of the second is waited out instead of reported.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Zoom, as one account's apps may use it. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    priority: Priority,
    purpose: Option<&'static str>,
}

struct Shared {
    http: reqwest::Client,
    endpoints: Endpoints,
    tokens: Arc<dyn TokenStore>,
    budget: Arc<Budget>,
    clock: Clock,
}

impl Client {
    /// A client whose calls a person waits for; see [`Client::with_priority`].
    pub fn new(
        http: reqwest::Client,
        endpoints: Endpoints,
        tokens: Arc<dyn TokenStore>,
        budget: Arc<Budget>,
        clock: Clock,
    ) -> Self {
        let shared = Shared {
            http,
            endpoints,
            tokens,
            budget,
            clock,
        };
        Self {
            shared: Arc::new(shared),
            priority: Priority::Person,
            purpose: None,
        }
    }

    /// The same Zoom, for work of another urgency.
    #[must_use]
    pub fn with_priority(&self, priority: Priority) -> Self {
        Self {
            priority,
            ..self.clone()
        }
    }

    /// The same Zoom, its calls counted in this name: the test, the synchronisation, the part of
    /// the product they are for. Names stand in the code, so there are never many of them.
    #[must_use]
    pub fn on_behalf(&self, purpose: &'static str) -> Self {
        Self {
            purpose: Some(purpose),
            ..self.clone()
        }
    }

    /// The account's budget.
    pub fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    /// Where this Zoom is.
    pub fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    /// A call of any operation by its key, e.g. `GET /users/{userId}`, to be filled in and sent.
    pub fn call(&self, key: &str) -> Call {
        let operation = zoom_catalog::operation(key).ok_or_else(|| Error::BadCall {
            call: key.to_owned(),
            why: "the catalogue has no such operation".to_owned(),
        });
        Call {
            client: self.clone(),
            operation,
            params: Vec::new(),
            query: Vec::new(),
            body: None,
            host: None,
            path: None,
        }
    }

    /// A call of any operation in one go.
    pub async fn request(
        &self,
        key: &str,
        params: &[(&'static str, &str)],
        query: &[(&str, &str)],
        body: Option<&serde_json::Value>,
    ) -> Result<Response, Error> {
        let mut call = self.call(key);
        for (name, value) in params {
            call = call.param(name, value);
        }
        for (name, value) in query {
            call = call.query(name, value);
        }
        if let Some(body) = body {
            call = call.body(body);
        }
        call.send().await
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Client({}, {:?})",
            self.shared.endpoints.api, self.priority
        )
    }
}

/// One call, being filled in.
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    client: Client,
    operation: Result<&'static Operation, Error>,
    params: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    body: Option<Result<Bytes, String>>,
    host: Option<String>,
    /// The path as it was written, where the catalogue does not know it.
    path: Option<String>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "callers pass numbers and words alike"
)]
impl Call {
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

impl Client {
    async fn carry_out(
        &self,
        request: &attempt::Request<'_>,
        host: Option<&str>,
    ) -> Result<Response, Error> {
        let Shared {
            tokens,
            budget,
            clock,
            ..
        } = &*self.shared;
        let operation = request.operation;
        let key = operation.key();
        let no_token = |source| Error::Token {
            operation: key,
            source,
        };
        let mut token = tokens
            .token(operation, request.account())
            .await
            .map_err(no_token)?;
        let (mut replaced, mut waited, mut reconnected) = (false, false, false);
        // A call that is sent again was not carried out: it counts against the host once.
        let mut counted_host = host;
        loop {
            let call = Wanted {
                operation,
                priority: self.priority,
                purpose: self.purpose.unwrap_or(self.priority.purpose()),
                host: counted_host.take(),
            };
            let permit = budget.acquire(&call).await;
            let permit = permit.map_err(|spent| Error::Budget {
                operation: key,
                spent,
            })?;
            let answer = attempt::send(&self.shared.http, request, &token, clock.now()).await;
            let answered = Answered {
                operation,
                host,
                granted_at: permit.granted_at,
                server_date: answer.server_date,
            };
            budget.told(&answered, &answer.headers).await;
            drop(permit);
            match answer.result {
                Ok(response) => return Ok(response),
                Err(Failure::TokenRejected(_)) if !replaced => {
                    tracing::debug!(operation = key, app = token.label, "token rejected");
                    replaced = true;
                    token = tokens.replace(operation, &token).await.map_err(no_token)?;
                }
                Err(Failure::Limited(limited, error)) => {
                    tracing::warn!(operation = key, kind = ?limited.kind, until = %limited.until, "429");
                    budget.learn(&answered, &limited).await;
                    let wait = limited.until.duration_since(clock.now());
                    let short = Duration::try_from(wait).is_ok_and(|wait| wait <= LONGEST_WAIT);
                    if limited.kind != LimitedKind::Rate || !short || waited {
                        return Err(error);
                    }
                    waited = true;
                    clock.sleep_until(limited.until).await;
                }
                Err(Failure::Broken(_)) if operation.method.is_read() && !reconnected => {
                    reconnected = true;
                }
                Err(
                    Failure::TokenRejected(error) | Failure::Broken(error) | Failure::Final(error),
                ) => return Err(error),
            }
        }
    }
}

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
