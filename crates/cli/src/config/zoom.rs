//! `[zoom]`: which Zoom is talked to, and how much of its quota Parfocal may spend.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::failure::Failure;

/// Zoom's addresses and this installation's share of its limits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Zoom {
    /// Another REST address than Zoom's own, ending in `/v2` (a sandbox, a regional host).
    pub api_url: Option<Url>,
    /// Another OAuth address than Zoom's own, ending in `/oauth`.
    pub oauth_url: Option<Url>,
    /// Another service-status address than Zoom's own.
    pub status_url: Option<Url>,
    /// Further certificate authority to trust (PEM), for a proxy that opens TLS.
    pub ca_file: Option<PathBuf>,
    /// The account's plan, which sets Zoom's rate limits: free, pro or business.
    pub plan: PlanName,
    /// How much of Zoom's limits Parfocal may use, 0.01 to 1; the rest is left to other apps.
    pub share: f64,
}

/// Plans as Zoom's rate limits tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PlanName {
    Free,
    Pro,
    Business,
}

impl Default for Zoom {
    fn default() -> Self {
        Self {
            api_url: None,
            oauth_url: None,
            status_url: None,
            ca_file: None,
            plan: PlanName::Pro,
            share: 0.5,
        }
    }
}

impl Zoom {
    pub(super) fn validate(&self) -> Result<(), Failure> {
        if !(0.01..=1.0).contains(&self.share) {
            return Err(Failure::config(
                format!(
                    "`zoom.share` is {}, but it is a part between 0.01 and 1.",
                    self.share
                ),
                "Half (0.5) is the default.",
            ));
        }
        Ok(())
    }
}
