//! Carrying out one call: budget, token, request, and what to make of the answer.
//!
//! What is tried again, once each: a rejected token with another one; a limit of the second after
//! waiting it out, if that is seconds; a read whose connection failed or broke off. Nothing that
//! writes is ever sent again unless Zoom said that it did not carry it out.

mod attempt;
mod call;
mod response;
mod written;

use std::{sync::Arc, time::Duration};

use clock::Clock;

pub use self::{
    call::Call,
    response::Response,
    written::{Merged, Written},
};

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
        Call::new(self.clone(), operation)
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
