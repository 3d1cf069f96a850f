//! How a run ended.
//!
//! The distinction that matters to people: what nobody asked for is not broken. A probe whose
//! scopes were never added is *available*, a plan without dashboards *lacks* something, a spent
//! budget *resumes*; only what was set up and does not work is an error.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a run ended, with everything needed to say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It read everything, or everything its scopes open.
    Ok {
        /// What is missing or approximate, in whole sentences.
        notes: Vec<String>,
    },
    /// Nothing is broken: the app lacks scopes that would open this probe.
    NoScope {
        /// The operations that need them.
        operations: Vec<String>,
        /// Any one of these granular scopes per operation.
        granular: Vec<String>,
        /// Or any one of these classic scopes.
        classic: Vec<String>,
    },
    /// The account's plan does not have what this reads.
    NeedsPlan {
        /// Zoom's words.
        said: String,
        /// What is lost, and what remains.
        lost: String,
    },
    /// Our own share of the quota is used up.
    BudgetSpent {
        /// The rate label.
        label: String,
        /// Requests spent today.
        used: u64,
        /// Requests allowed today.
        allowed: u64,
        /// When it goes on.
        #[schema(value_type = String)]
        resumes_at: Timestamp,
    },
    /// Zoom asked us to wait.
    RateLimited {
        /// The operation.
        operation: String,
        /// Until when, where Zoom said so.
        #[schema(value_type = Option<String>)]
        until: Option<Timestamp>,
    },
    /// No answer, or half of one.
    Unreachable {
        /// What happened.
        why: String,
    },
    /// Zoom refused, with its own code and words.
    Refused {
        /// The operation.
        operation: String,
        /// The HTTP status.
        status: u16,
        /// Zoom's code.
        code: i64,
        /// Zoom's words.
        message: String,
        /// What to do.
        advice: String,
    },
    /// No credentials to read with yet.
    NotSetUp {
        /// What is missing.
        why: String,
    },
    /// Something went wrong on our side of the wire.
    Failed {
        /// What happened.
        why: String,
    },
}

impl Outcome {
    /// Whether figures were read.
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Ok { .. })
    }

    /// Whether something that was set up does not work.
    pub const fn is_broken(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Refused { .. } | Self::Failed { .. }
        )
    }

    /// Whether it ended because credentials or scopes are not there yet.
    pub(crate) const fn waits_for_set_up(&self) -> bool {
        matches!(self, Self::NoScope { .. } | Self::NotSetUp { .. })
    }

    /// Whether a request that ended so left this machine. Unknown counts as sent.
    pub(crate) const fn was_sent(&self) -> bool {
        !matches!(self, Self::NotSetUp { .. } | Self::BudgetSpent { .. })
    }

    /// The short name, as a label of `/metrics` and a key of the history.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Ok { .. } => "ok",
            Self::NoScope { .. } => "no-scope",
            Self::NeedsPlan { .. } => "needs-plan",
            Self::BudgetSpent { .. } => "budget-spent",
            Self::RateLimited { .. } => "rate-limited",
            Self::Unreachable { .. } => "unreachable",
            Self::Refused { .. } => "refused",
            Self::NotSetUp { .. } => "not-set-up",
            Self::Failed { .. } => "failed",
        }
    }

    /// One sentence for people.
    pub fn words(&self) -> String {
        match self {
            Self::Ok { notes } if notes.is_empty() => "Read.".to_owned(),
            Self::Ok { notes } => format!("Read. {}", notes.join(" ")),
            Self::NoScope {
                granular, classic, ..
            } => match (granular.is_empty(), classic.is_empty()) {
                (false, _) => format!("Available with these scopes: {}.", granular.join(", ")),
                (true, false) => {
                    format!("Available with these scopes: {}.", classic.join(", "))
                }
                (true, true) => "Available with more scopes.".to_owned(),
            },
            Self::NeedsPlan { said, lost } => format!("{lost} Zoom said: “{said}”"),
            Self::BudgetSpent {
                label,
                used,
                allowed,
                resumes_at,
            } => format!(
                "Parfocal's own share of today's {label} requests is used up ({used} of {allowed}); it resumes at {}.",
                resumes_at.strftime("%Y-%m-%d %H:%M UTC")
            ),
            Self::RateLimited {
                operation,
                until: Some(until),
            } => {
                format!(
                    "Zoom asked to wait with {operation} until {}.",
                    until.strftime("%Y-%m-%d %H:%M:%S UTC")
                )
            }
            Self::RateLimited {
                operation,
                until: None,
            } => {
                format!("Zoom asked to wait with {operation}; the next run tries again.")
            }
            // Most reasons come from the client, whose sentences are whole.
            Self::Unreachable { why } if why.starts_with("Zoom ") => why.clone(),
            Self::Unreachable { why } => format!("Zoom could not be reached: {why}"),
            Self::Refused {
                operation,
                status,
                code,
                message,
                advice,
            } => {
                format!("Zoom refused {operation} with {status}, code {code}: “{message}” {advice}")
                    .trim_end()
                    .to_owned()
            }
            Self::NotSetUp { why } => why.clone(),
            Self::Failed { why } => format!("The run failed: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn a_missing_scope_is_an_offer_and_not_an_error() {
        let outcome = Outcome::NoScope {
            operations: vec!["GET /users".to_owned()],
            granular: vec!["user:read:list_users:admin".to_owned()],
            classic: vec!["user:read:admin".to_owned()],
        };
        assert!(!outcome.is_broken());
        assert_eq!(
            outcome.words(),
            "Available with these scopes: user:read:list_users:admin."
        );
    }

    #[test]
    fn a_run_survives_its_way_through_the_database() {
        let outcome = Outcome::BudgetSpent {
            label: "Heavy".to_owned(),
            used: 30_000,
            allowed: 30_000,
            resumes_at: "2026-11-22T00:00:00Z".parse().unwrap(),
        };
        let json = serde_json::to_string(&outcome).unwrap();
        assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), outcome);
    }
}
