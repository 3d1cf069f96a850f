//! Why a call may not be made.

use jiff::Timestamp;
use zoom_catalog::{RateLabel, limits::Family};

use crate::{ledger::LedgerError, rate_headers::until};

/// A day's share is used up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct BudgetSpent {
    /// The operation's rate label.
    pub label: RateLabel,
    /// The operation's product family.
    pub family: Family,
    /// The host, where it is the host's hundred that is used up.
    pub host: Option<String>,
    /// Calls made today.
    pub used: u64,
    /// Calls this class of work may make in a day.
    pub allowed: u64,
    /// When there are new ones.
    pub resumes_at: Timestamp,
    /// Whether Zoom itself said so, rather than Parfocal's own count.
    pub by_zoom: bool,
    /// Whether other apps of the account have left less than our share.
    pub by_others: bool,
}

impl BudgetSpent {
    fn sentence(&self) -> String {
        let until = until(Some(self.resumes_at));
        match (&self.host, self.by_zoom) {
            (Some(host), _) => format!(
                "the {} creations and updates a day of the host {host} are used up{until}",
                self.allowed
            ),
            (None, true) => {
                format!(
                    "Zoom says that the day's {} calls are used up{until}",
                    self.label
                )
            }
            (None, false) if self.by_others => format!(
                "other apps of the account have left {} {} calls of this day for Parfocal, and \
                 {} are used{until}",
                self.allowed, self.label, self.used
            ),
            (None, false) => format!(
                "{} of the {} {} calls a day that Parfocal may make here are used{until}",
                self.used, self.allowed, self.label
            ),
        }
    }

    pub(crate) fn what_to_do(&self) -> String {
        let at = zoom_types::time::format(self.resumes_at);
        if self.host.is_some() {
            format!("Wait until {at}, or choose another host: Zoom counts each host by itself.")
        } else if self.by_others {
            format!(
                "Wait until {at}, or find out which other app of the account spends its Zoom \
                 quota: the Spending page says how much it is."
            )
        } else {
            format!(
                "Wait until {at}, run API tests less often, or raise Parfocal's share of the \
                 account's quota."
            )
        }
    }
}

/// Why a call may not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// A day's share is used up.
    #[error(transparent)]
    Spent(#[from] BudgetSpent),
    /// The count could not be kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
