//! Findings: what a look at the credentials turned up, in plain words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zoom_types::ScopeSet;

use crate::{SetKind, SetState};

/// How much a finding matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is well; said because somebody looks for it.
    Good,
    /// Worth knowing; nothing is wrong.
    Hint,
    /// It could not be told now; nothing is known to be wrong.
    Unsure,
    /// Something that was set up does not work.
    Problem,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Finding {
    /// Stable name, for instance `secret_token_as_secret`.
    pub key: String,
    /// How much it matters.
    pub severity: Severity,
    /// The credential set it is about, if one.
    pub set: Option<SetKind>,
    /// What is the case: one sentence.
    pub says: String,
    /// What to do about it: one sentence, empty when there is nothing to do.
    pub what_to_do: String,
    /// Zoom's own words and code, where it spoke.
    pub zoom_said: Option<String>,
}

impl Finding {
    pub(crate) fn new(key: &str, severity: Severity, says: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            severity,
            set: None,
            says: says.into(),
            what_to_do: String::new(),
            zoom_said: None,
        }
    }

    pub(crate) fn good(key: &str, says: impl Into<String>) -> Self {
        Self::new(key, Severity::Good, says)
    }

    pub(crate) fn hint(key: &str, says: impl Into<String>) -> Self {
        Self::new(key, Severity::Hint, says)
    }

    pub(crate) fn unsure(key: &str, says: impl Into<String>) -> Self {
        Self::new(key, Severity::Unsure, says)
    }

    pub(crate) fn problem(key: &str, says: impl Into<String>) -> Self {
        Self::new(key, Severity::Problem, says)
    }

    pub(crate) fn of(mut self, set: SetKind) -> Self {
        self.set = Some(set);
        self
    }

    pub(crate) fn then(mut self, what_to_do: impl Into<String>) -> Self {
        self.what_to_do = what_to_do.into();
        self
    }

    pub(crate) fn zoom(mut self, said: impl Into<String>) -> Self {
        self.zoom_said = Some(said.into());
        self
    }
}

/// What a check of one credential set turned up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CheckReport {
    /// Which set.
    pub kind: SetKind,
    /// How it stands now.
    pub state: SetState,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// What Zoom granted with the token of this check.
    #[schema(value_type = Option<String>)]
    pub scopes: Option<ScopeSet>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub checked_at: Timestamp,
    /// Seconds by which this machine's clock is ahead of Zoom's (negative: behind), if Zoom said.
    pub clock_ahead_seconds: Option<i64>,
}

/// What the doctor found.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Report {
    /// The connection's name.
    pub connection: String,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// The capabilities and how they stand.
    pub features: Vec<crate::Feature>,
    /// How the sets stand.
    pub sets: Vec<crate::CredentialSet>,
    /// Whether anything that was set up works.
    pub anything_works: bool,
}

impl Report {
    /// 0 all well, 1 something that was set up does not work, 2 nothing works.
    pub fn exit_code(&self) -> u8 {
        let broken = |finding: &Finding| finding.severity == Severity::Problem;
        if !self.anything_works {
            return 2;
        }
        u8::from(self.findings.iter().any(broken))
    }
}
