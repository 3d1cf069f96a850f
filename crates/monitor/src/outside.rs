//! The real outside: Zoom through the client with its budget, the status page, the knock.

use async_trait::async_trait;
use clock::Clock;
use jiff::{Timestamp, fmt::rfc2822};
use zoom_catalog::limits::Family;
use zoom_client::{BudgetError, BudgetSnapshot, Client, Endpoints, Error, LabelSpend, TokenError};
use zoom_types::status::StatusSummary;

use crate::{
    outcome::Outcome,
    sources::{Answer, Parameters, Spent, Zoom},
};

/// One account at Zoom. Without credentials it still knows where its Zoom is.
pub(crate) struct Outside {
    pub(crate) client: Result<Client, Outcome>,
    pub(crate) http: reqwest::Client,
    pub(crate) endpoints: Endpoints,
    pub(crate) clock: Clock,
}

#[async_trait]
impl Zoom for Outside {
    async fn ask(
        &self,
        operation: &'static str,
        params: Parameters<'_>,
        query: Parameters<'_>,
    ) -> Result<Vec<u8>, Outcome> {
        let client = self.client.as_ref().map_err(Clone::clone)?;
        let mut call = client.call(operation);
        for (name, value) in params {
            call = call.param(name, value);
        }
        for (name, value) in query {
            call = call.query(name, value);
        }
        let response = call.send().await.map_err(|error| outcome(&error))?;
        Ok(response.body.to_vec())
    }

    async fn status(&self) -> Result<StatusSummary, String> {
        zoom_client::status_summary(&self.http, &self.endpoints)
            .await
            .map_err(|error| error.to_string())
    }

    /// Asks for the sign-in service's public description (RFC 8414): it needs no credential, and
    /// unlike a request for a token it spends nothing and rotates nothing.
    async fn knock(&self) -> Result<Answer, String> {
        let mut address = self.endpoints.oauth.clone();
        let root = address
            .path()
            .trim_end_matches('/')
            .trim_end_matches("/oauth");
        address.set_path(&format!("{root}/.well-known/oauth-authorization-server"));
        let began = self.clock.now();
        let response = self.http.get(address).send().await;
        let response = response.map_err(|error| error.without_url().to_string())?;
        let ended = self.clock.now();
        if response.status().is_server_error() {
            return Err(format!("it answered {}", response.status()));
        }
        let took = ended.duration_since(began);
        let date = response
            .headers()
            .get("date")
            .and_then(|date| date.to_str().ok());
        Ok(Answer {
            seconds: took.as_secs_f64(),
            skew_seconds: date.and_then(|date| skew(date, began + took / 2)),
        })
    }

    async fn spent(&self) -> Result<Vec<Spent>, String> {
        let Ok(client) = &self.client else {
            return Ok(Vec::new());
        };
        let snapshot = client.budget().snapshot().await;
        snapshot.map(spent).map_err(|error| error.to_string())
    }
}

/// How far the server's clock is ahead. Its date has whole seconds, so less than one is nothing.
fn skew(date: &str, ours: Timestamp) -> Option<f64> {
    let theirs = rfc2822::parse(date).ok()?.timestamp();
    let ahead = theirs.duration_since(ours).as_secs_f64();
    Some(if ahead.abs() <= 1.0 { 0.0 } else { ahead })
}

/// The snapshot's labels as allowances; heavy and resource-intensive are one where Zoom counts
/// them together.
fn spent(snapshot: BudgetSnapshot) -> Vec<Spent> {
    let mut all: Vec<Spent> = Vec::new();
    for one in snapshot.labels {
        let phone = one.family == Family::Phone;
        let together = all.iter_mut().find(|known| {
            known.phone == phone
                && one.counted_today != one.used_today
                && known.allowed == one.allowed_today
                && known.used == one.counted_today
        });
        if let Some(known) = together {
            known.class = format!("{} and {}", known.class, class(&one, false));
            known.labels.push(one.label);
        } else {
            all.push(Spent {
                class: class(&one, phone),
                labels: vec![one.label],
                phone,
                used: one.counted_today,
                allowed: one.allowed_today,
                resets_at: snapshot.resets_at,
            });
        }
    }
    all
}

fn class(one: &LabelSpend, phone: bool) -> String {
    let label = one.label.as_str().to_lowercase();
    if phone {
        format!("phone {label}")
    } else {
        label
    }
}

/// How a run ends that met this error.
pub(crate) fn outcome(error: &Error) -> Outcome {
    match error {
        Error::MissingScopes {
            operation,
            granular,
            classic,
            ..
        } => Outcome::NoScope {
            operations: vec![(*operation).to_owned()],
            granular: granular.clone(),
            classic: classic.clone(),
        },
        Error::Refused {
            operation,
            status,
            code,
            message,
            errors,
            ..
        } => Outcome::Refused {
            operation: (*operation).to_owned(),
            status: *status,
            code: *code,
            message: errors.iter().fold(message.clone(), |all, one| {
                format!("{all} {}: {}", one.field, one.message)
            }),
            advice: error.what_to_do(),
        },
        Error::RateLimited {
            operation, until, ..
        } => Outcome::RateLimited {
            operation: (*operation).to_owned(),
            until: Some(*until),
        },
        Error::Budget {
            spent: BudgetError::Spent(spent),
            ..
        } => Outcome::BudgetSpent {
            label: spent.label.to_string(),
            used: spent.used,
            allowed: spent.allowed,
            resumes_at: spent.resumes_at,
        },
        Error::Token {
            source: TokenError::NotAvailable { why },
            ..
        } => Outcome::NotSetUp { why: why.clone() },
        Error::Token {
            source:
                TokenError::Refused {
                    status,
                    reason,
                    error: word,
                    ..
                },
            ..
        } => Outcome::Refused {
            operation: "POST /oauth/token".to_owned(),
            status: *status,
            code: 0,
            message: reason.clone().unwrap_or_else(|| word.clone()),
            advice: error.what_to_do(),
        },
        Error::Unreachable { .. }
        | Error::NotJson { .. }
        | Error::Cut { .. }
        | Error::Token { .. } => Outcome::Unreachable {
            why: format!("{error}. {}", error.what_to_do()),
        },
        Error::Budget { .. }
        | Error::Unexpected { .. }
        | Error::TooLarge { .. }
        | Error::BadCall { .. } => Outcome::Failed {
            why: format!("{error}. {}", error.what_to_do()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::skew;

    #[test]
    fn a_clock_that_is_right_to_the_second_is_right() {
        let ours = "2026-11-21T12:00:00.9Z".parse().unwrap();
        assert_eq!(skew("Sat, 21 Nov 2026 12:00:00 GMT", ours), Some(0.0));
        assert_eq!(skew("Sat, 21 Nov 2026 13:00:01 GMT", ours), Some(3600.1));
        assert_eq!(skew("yesterday", ours), None);
    }
}
