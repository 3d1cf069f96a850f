//! Which Zoom accounts there are, and how a probe gets to speak with one.

use std::sync::Arc;

use async_trait::async_trait;
use connect::ConnectionId;

use jiff::civil::Date;
use zoom_client::{BudgetSnapshot, Spend};

use crate::{outcome::Outcome, probe::Probe, sources::Zoom};

/// Who asked for a run: it decides what the budget gives up last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The schedule.
    Schedule,
    /// A person who is waiting for it.
    Person,
}

impl Asked {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Person => "person",
        }
    }
}

/// A connection, as far as this crate shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: ConnectionId,
    pub(crate) name: String,
    /// Zoom's id of the account; empty before the first check told it.
    pub(crate) zoom: String,
}

/// A set of credentials that was set up and that Zoom does not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BrokenSet {
    /// Its stable name.
    pub(crate) key: &'static str,
    /// What people call it.
    pub(crate) title: &'static str,
    /// Why, and what to do; without any secret.
    pub(crate) why: String,
}

/// The accounts to watch.
#[async_trait]
pub(crate) trait Accounts: Send + Sync {
    /// All of them.
    async fn list(&self) -> Result<Vec<Account>, String>;

    /// How a scheduled run of `probe` ends before anything is asked, because no credentials are
    /// entered or they are known to lack a scope it needs: a refusal would cost a request each
    /// time.
    async fn missing(&self, id: &ConnectionId, probe: &'static Probe) -> Option<Outcome>;

    /// The credentials as they stand: another text whenever an app was saved, authorized or
    /// forgotten, or was granted other scopes.
    async fn standing(&self, id: &ConnectionId) -> Result<String, String>;

    /// Keeps that the account's plan lacks what `probe` reads, in Zoom's words, or that it does
    /// not: no scope tells.
    async fn note_plan(&self, id: &ConnectionId, probe: &'static Probe, said: Option<&str>);

    /// The sets of credentials that were set up and do not work.
    async fn broken_sets(&self, id: &ConnectionId) -> Result<Vec<BrokenSet>, String>;

    /// The way to one of them, calls counted in the name `purpose`; how the run ends when there
    /// is none.
    async fn zoom(
        &self,
        id: &ConnectionId,
        asked: Asked,
        purpose: &'static str,
    ) -> Result<Arc<dyn Zoom>, Outcome>;

    /// What of today's quota is spent. Asks Zoom nothing.
    async fn budget(&self, id: &ConnectionId) -> Result<BudgetSnapshot, String>;

    /// What was spent on another day.
    async fn spent_on(&self, id: &ConnectionId, day: Date) -> Result<Spend, String>;
}
