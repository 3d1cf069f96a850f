//! `[metrics]`: who may read `/metrics`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// Access to the Prometheus text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Metrics {
    /// `token` (a bearer token or a signed-in person), `open` (anybody), or `closed`.
    pub access: MetricsAccess,
    /// File with the bearer token a Prometheus sends; an API token of Parfocal works as well.
    pub token_file: Option<PathBuf>,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MetricsAccess {
    Open,
    Token,
    Closed,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            access: MetricsAccess::Token,
            token_file: None,
        }
    }
}

impl Metrics {
    pub(super) fn validate(&self) -> Result<(), Failure> {
        match &self.token_file {
            Some(path) if self.access == MetricsAccess::Token && !path.is_file() => {
                Err(Failure::config(
                    format!(
                        "`metrics.token_file` names {}, which is no file.",
                        path.display()
                    ),
                    "Write the token into it, or leave the key out.",
                ))
            }
            _ => Ok(()),
        }
    }
}
