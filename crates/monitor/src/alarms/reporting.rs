//! How alarms reach people: what the configuration gives, handed over once at the start.

use std::sync::Arc;

use connect::SecretKey;
use mail::Mailer;
use url::Url;

use super::pushed::Pushed;
use crate::Monitor;

/// What telling needs.
pub struct Reporting {
    /// The mail server; none where the configuration names none.
    pub mailer: Option<Mailer>,
    /// For webhooks: a client that follows no redirect.
    pub http: reqwest::Client,
    /// Seals the webhooks' secrets.
    pub key: SecretKey,
    /// Our own address, for the links in messages.
    pub base_url: Url,
    /// Who knows how the event subscriptions stand.
    pub pushed: Option<Arc<dyn Pushed>>,
}

impl Reporting {
    /// Our own address without a slash at its end.
    pub(super) fn base(&self) -> String {
        self.base_url.as_str().trim_end_matches('/').to_owned()
    }
}

impl Monitor {
    /// The same monitor, able to tell people of its alarms. Without it alarms open and clear all
    /// the same, and wait in the outbox.
    #[must_use]
    pub fn reporting_by(self, reporting: Reporting) -> Self {
        // A second call changes nothing: the first one's loops may be running.
        let _ = self.0.reporting.set(reporting);
        self
    }

    pub(crate) fn reporting(&self) -> Option<&Reporting> {
        self.0.reporting.get()
    }
}
