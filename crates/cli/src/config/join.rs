//! `[join]`: how visitors join in the browser.

use meetings::join::Hours;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::failure::Failure;

/// The doors of meetings, and who may show them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Join {
    /// Minutes before the start at which the door opens.
    pub opens_before: u16,
    /// Minutes after the planned end until which people may come back.
    pub closes_after: u16,
    /// What a visitor agrees to before joining; they tick a box where it is set.
    pub consent: Option<String>,
    /// Origins of other sites that may embed the join page.
    pub embedders: Vec<String>,
}

impl Default for Join {
    fn default() -> Self {
        let hours = Hours::default();
        Self {
            opens_before: hours.opens_before,
            closes_after: hours.closes_after,
            consent: None,
            embedders: Vec::new(),
        }
    }
}

impl Join {
    /// When doors open and close.
    pub(crate) fn hours(&self) -> Hours {
        Hours {
            opens_before: self.opens_before,
            closes_after: self.closes_after,
        }
    }

    /// What pages need to know.
    pub(crate) fn settings(&self) -> web::JoinSettings {
        web::JoinSettings {
            consent: self.consent.clone(),
            embedders: self.embedders.clone(),
        }
    }

    pub(super) fn validate(&self) -> Result<(), Failure> {
        for origin in &self.embedders {
            let whole = Url::parse(origin)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                .map(|url| url.origin().ascii_serialization());
            if whole.as_deref() != Some(origin) {
                return Err(Failure::config(
                    format!("`join.embedders` names “{origin}”, which is no origin."),
                    "Write scheme and host only, without a slash at the end, as in \
                     https://www.example.org.",
                ));
            }
        }
        Ok(())
    }
}
