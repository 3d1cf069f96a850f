//! By what webhooks of a connection are known, for whoever receives them.
//!
//! Everything is read at once and kept by the reader: a stranger who sends a million forged events
//! must not cost a million reads. [`Connect::webhook_changes`] says when to read again.

use std::collections::HashMap;

use secrecy::SecretString;
use store::args;
use tokio::sync::watch;

use crate::{
    Action, Connect, ConnectError, ConnectionId, Principal, Resource, Result, SetKind, authorize,
    stored::Field,
};

/// By what the webhooks of one connection are known. Never to be shown.
#[derive(Clone, Default)]
pub struct WebhookKeys {
    /// The Secret Tokens of its apps.
    pub secrets: Vec<SecretString>,
    /// The Verification Tokens of its apps.
    pub verification_tokens: Vec<SecretString>,
    /// Whether deliveries that carry only a Verification Token are let in.
    pub legacy: bool,
    /// Zoom's id of its account, where known.
    pub account_id: Option<String>,
}

impl std::fmt::Debug for WebhookKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookKeys")
    }
}

impl Connect {
    /// The keys of every connection.
    pub async fn webhook_keys(&self) -> Result<HashMap<ConnectionId, WebhookKeys>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT id, account_id, legacy_webhooks FROM connections",
                args![],
            )
            .await?;
        let mut all = HashMap::with_capacity(rows.len());
        for row in rows {
            let id = ConnectionId(row.text("id")?);
            let mut keys = WebhookKeys {
                legacy: row.flag("legacy_webhooks")?,
                account_id: row.opt_text("account_id")?,
                ..WebhookKeys::default()
            };
            for kind in [SetKind::Monitoring, SetKind::ServerToServer] {
                if let Some(stored) = self.stored(&id, kind).await? {
                    keys.secrets.extend(self.open(&stored, Field::SecretToken)?);
                    keys.verification_tokens
                        .extend(self.open(&stored, Field::VerificationToken)?);
                }
            }
            all.insert(id, keys);
        }
        Ok(all)
    }

    /// Changes whenever this process changed what [`webhook_keys`](Self::webhook_keys) answers.
    /// Other processes may have: look again after some seconds.
    pub fn webhook_changes(&self) -> watch::Receiver<u64> {
        self.0.webhook_changes.subscribe()
    }

    pub(crate) fn webhooks_changed(&self) {
        self.0
            .webhook_changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Whether deliveries that carry only a Verification Token are let in. They are not signed:
    /// whoever reads one can forge others. Off unless an administrator chose it.
    pub async fn accepts_verification_token(&self, id: &ConnectionId) -> Result<bool> {
        let row = self
            .0
            .db
            .row(
                "SELECT legacy_webhooks FROM connections WHERE id = $1",
                args![id.as_str()],
            )
            .await?;
        let row = row.ok_or_else(|| ConnectError::NoConnection(id.clone()))?;
        Ok(row.flag("legacy_webhooks")?)
    }

    /// Lets them in, or no longer.
    pub async fn accept_verification_token(
        &self,
        id: &ConnectionId,
        principal: &Principal,
        accept: bool,
    ) -> Result<()> {
        authorize(
            principal,
            Action::Change,
            &Resource::Credentials(id.clone()),
        )?;
        let mut tx = self.0.db.begin().await?;
        let known = tx
            .execute(
                "UPDATE connections SET legacy_webhooks = $2 WHERE id = $1",
                args![id.as_str(), accept],
            )
            .await?;
        if known == 0 {
            return Err(ConnectError::NoConnection(id.clone()));
        }
        let what = if accept {
            "webhooks with the Verification Token alone are accepted"
        } else {
            "webhooks with the Verification Token alone are no longer accepted"
        };
        self.audit(&mut tx, id, SetKind::Monitoring, principal, what)
            .await?;
        tx.commit().await?;
        self.webhooks_changed();
        Ok(())
    }
}
