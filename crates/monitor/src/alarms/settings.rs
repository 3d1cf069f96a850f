//! What an administrator decides: when alarms open, what is normal, who is told.

use connect::{ConnectionId, Principal};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use store::{Row, args};
use utoipa::ToSchema;

use super::{hook, outbox, rules::Policy, storage, view::Level};
use crate::{Error, Monitor, Revision, edits, history::instant};

/// The most recipients, and the most webhooks, of one connection.
pub const RECIPIENTS: usize = 50;
/// A secret shorter than this can be guessed.
const SHORTEST_SECRET: usize = 16;

/// A person who is told by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecipientView {
    /// The address.
    pub address: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    #[schema(value_type = String)]
    pub added_at: Timestamp,
}

/// A program that is told by a signed webhook. Its secret is never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WebhookView {
    /// Its id.
    pub id: String,
    /// How people know it.
    pub name: String,
    /// The address that is called.
    pub url: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    #[schema(value_type = String)]
    pub added_at: Timestamp,
}

/// A webhook that was just made.
#[derive(Debug)]
pub struct MadeWebhook {
    /// The webhook.
    pub webhook: WebhookView,
    /// The secret that was made for it, to be shown this once; none where one was given.
    pub secret: Option<SecretString>,
}

/// The mail server in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailView {
    /// Name and port.
    pub server: String,
    /// The sender.
    pub from: String,
}

/// When alarms open and who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlarmSettings {
    /// How many readings must agree.
    pub policy: Policy,
    /// Figures are told from this level: fair, poor or bad. Anything else is always told.
    pub least_level: Level,
    /// What an edit of these two sends back, so that it is not saved over another's.
    pub revision: Revision,
    /// The mail server; none where the configuration names none.
    pub mail: Option<MailView>,
    /// Who is told by mail.
    pub recipients: Vec<RecipientView>,
    /// What is told by webhook.
    pub webhooks: Vec<WebhookView>,
}

impl Monitor {
    /// When alarms open and who is told.
    pub async fn alarm_settings(&self, connection: &ConnectionId) -> Result<AlarmSettings, Error> {
        let db = &self.0.db;
        let rules = storage::rules(db, connection.as_str()).await?;
        let recipients = db
            .rows(
                "SELECT address, added_by, added_at FROM monitor_alarm_recipients
                 WHERE connection = $1 ORDER BY address",
                args![connection.as_str()],
            )
            .await?;
        let webhooks = db
            .rows(
                "SELECT id, name, url, added_by, added_at FROM monitor_alarm_webhooks
                 WHERE connection = $1 ORDER BY name, id",
                args![connection.as_str()],
            )
            .await?;
        let mailer = self.reporting().and_then(|by| by.mailer.as_ref());
        Ok(AlarmSettings {
            policy: rules.policy,
            least_level: rules.least,
            revision: Revision::of_rules(rules.policy, rules.least),
            mail: mailer.map(|mailer| MailView {
                server: mailer.server(),
                from: mailer.from(),
            }),
            recipients: recipients
                .iter()
                .map(recipient)
                .collect::<store::Result<_>>()?,
            webhooks: webhooks.iter().map(webhook).collect::<store::Result<_>>()?,
        })
    }

    /// Sets how many readings must agree, and from which level figures are told. `seen` is what
    /// the edit began from.
    pub async fn set_alarm_rules(
        &self,
        connection: &ConnectionId,
        policy: Policy,
        least_level: Level,
        seen: Option<&Revision>,
    ) -> Result<(), Error> {
        if let Some(fault) = policy.fault() {
            return Err(Error::Alarms(fault));
        }
        if least_level == Level::NoData {
            return Err(Error::Alarms(
                "Figures are fair, poor or bad; choose one of these. No data is always told."
                    .to_owned(),
            ));
        }
        let mut tx = edits::begin(&self.0.db, connection.as_str()).await?;
        let held = storage::rules_held(&mut tx, connection.as_str()).await?;
        let revision = Revision::of_rules(held.policy, held.least);
        edits::unchanged(seen, &revision, || {
            let Policy {
                opens,
                clears,
                readings,
            } = held.policy;
            format!(
                "opens with {opens} and clears with {clears} of the last {readings} readings, told from {}",
                held.least.key()
            )
        })?;
        tx.execute(
            "INSERT INTO monitor_alarm_rules (connection, opens, clears, readings, least_level)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (connection) DO UPDATE
             SET opens = excluded.opens, clears = excluded.clears,
                 readings = excluded.readings, least_level = excluded.least_level",
            args![
                connection.as_str(),
                policy.opens,
                policy.clears,
                policy.readings,
                least_level.key()
            ],
        )
        .await?;
        tx.commit().await?;
        self.0.run_bell.notify_one();
        Ok(())
    }

    /// Tells this address from now on; adding it again changes nothing.
    pub async fn add_recipient(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        address: &str,
    ) -> Result<String, Error> {
        let address = mail_address(address)?;
        let known = self.alarm_settings(connection).await?.recipients;
        // Mail systems take an address in either case: two spellings would be two mails.
        let same = known
            .iter()
            .find(|one| one.address.eq_ignore_ascii_case(&address));
        if let Some(same) = same {
            return Ok(same.address.clone());
        }
        if known.len() >= RECIPIENTS {
            return Err(Error::Alarms(format!(
                "There are {RECIPIENTS} recipients already. Remove one, or use a distribution list."
            )));
        }
        self.0
            .db
            .execute(
                "INSERT INTO monitor_alarm_recipients (connection, address, added_by, added_at)
                 VALUES ($1, $2, $3, $4) ON CONFLICT (connection, address) DO NOTHING",
                args![
                    connection.as_str(),
                    &address,
                    who.name(),
                    self.0.clock.now_micros()
                ],
            )
            .await?;
        tracing::info!(who = who.name(), "a recipient of alarms was added");
        Ok(address)
    }

    /// Tells this address no more.
    pub async fn remove_recipient(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        address: &str,
    ) -> Result<(), Error> {
        let mut tx = self.0.db.begin().await?;
        let gone = tx
            .execute(
                "DELETE FROM monitor_alarm_recipients WHERE connection = $1 AND address = $2",
                args![connection.as_str(), address],
            )
            .await?;
        if gone == 0 {
            return Err(Error::NoTarget(address.to_owned()));
        }
        let now = self.0.clock.now_micros();
        let target = (connection.as_str(), format!("mail:{address}"));
        outbox::withdraw_target(&mut tx, (target.0, &target.1), now).await?;
        tx.commit().await?;
        tracing::info!(who = who.name(), "a recipient of alarms was removed");
        Ok(())
    }

    /// Calls this address from now on. Without a secret one is made and shown this once.
    pub async fn add_webhook(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        name: &str,
        url: &str,
        secret: Option<SecretString>,
    ) -> Result<MadeWebhook, Error> {
        let by = self.told_by()?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Error::Alarms(
                "Give the webhook a name to know it by, of at most 80 characters.".to_owned(),
            ));
        }
        let url = hook::address(url).map_err(Error::Alarms)?;
        let made = secret.is_none();
        let secret = secret.unwrap_or_else(|| SecretString::from(self.0.random.letters(40)));
        if secret.expose_secret().len() < SHORTEST_SECRET {
            return Err(Error::Alarms(format!(
                "A secret of fewer than {SHORTEST_SECRET} characters can be guessed. Leave it empty to have one made."
            )));
        }
        if self.alarm_settings(connection).await?.webhooks.len() >= RECIPIENTS {
            return Err(Error::Alarms(format!(
                "There are {RECIPIENTS} webhooks already. Remove one first."
            )));
        }
        let now = self.0.clock.now();
        let webhook = WebhookView {
            id: self.ulid(now),
            name: name.to_owned(),
            url: url.to_string(),
            added_by: who.name().to_owned(),
            added_at: now,
        };
        let place = place(connection.as_str(), &webhook.id);
        let sealed = by.key.seal(&self.0.random, &place, &secret);
        self.0
            .db
            .execute(
                "INSERT INTO monitor_alarm_webhooks
                 (id, connection, name, url, secret, added_by, added_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                args![
                    &webhook.id,
                    connection.as_str(),
                    &webhook.name,
                    &webhook.url,
                    sealed,
                    &webhook.added_by,
                    now.as_microsecond()
                ],
            )
            .await?;
        tracing::info!(
            who = who.name(),
            webhook = webhook.id,
            "a webhook for alarms was added"
        );
        Ok(MadeWebhook {
            webhook,
            secret: made.then_some(secret),
        })
    }

    /// One webhook.
    pub async fn webhook(&self, connection: &ConnectionId, id: &str) -> Result<WebhookView, Error> {
        let row = self
            .0
            .db
            .row(
                "SELECT id, name, url, added_by, added_at FROM monitor_alarm_webhooks
                 WHERE connection = $1 AND id = $2",
                args![connection.as_str(), id],
            )
            .await?;
        let row = row.ok_or_else(|| Error::NoTarget(id.to_owned()))?;
        Ok(webhook(&row)?)
    }

    /// Calls this webhook no more, and forgets its secret.
    pub async fn remove_webhook(
        &self,
        connection: &ConnectionId,
        who: &Principal,
        id: &str,
    ) -> Result<(), Error> {
        let mut tx = self.0.db.begin().await?;
        let gone = tx
            .execute(
                "DELETE FROM monitor_alarm_webhooks WHERE connection = $1 AND id = $2",
                args![connection.as_str(), id],
            )
            .await?;
        if gone == 0 {
            return Err(Error::NoTarget(id.to_owned()));
        }
        let target = format!("webhook:{id}");
        let now = self.0.clock.now_micros();
        outbox::withdraw_target(&mut tx, (connection.as_str(), &target), now).await?;
        tx.commit().await?;
        tracing::info!(
            who = who.name(),
            webhook = id,
            "a webhook for alarms was removed"
        );
        Ok(())
    }
}

/// Where a webhook's secret belongs: a row copied elsewhere does not open.
pub(super) fn place(connection: &str, id: &str) -> String {
    format!("{connection}/alarm-webhook/{id}")
}

/// A mail address as it is kept.
pub(super) fn mail_address(text: &str) -> Result<String, Error> {
    let address: mail::Address = text
        .parse()
        .map_err(|why: mail::NotAnAddress| Error::Alarms(why.to_string()))?;
    Ok(address.to_string())
}

fn recipient(row: &Row) -> store::Result<RecipientView> {
    Ok(RecipientView {
        address: row.text("address")?,
        added_by: row.text("added_by")?,
        added_at: instant(row.i64("added_at")?),
    })
}

fn webhook(row: &Row) -> store::Result<WebhookView> {
    Ok(WebhookView {
        id: row.text("id")?,
        name: row.text("name")?,
        url: row.text("url")?,
        added_by: row.text("added_by")?,
        added_at: instant(row.i64("added_at")?),
    })
}
