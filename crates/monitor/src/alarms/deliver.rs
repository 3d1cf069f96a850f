//! Sending what the outbox holds: one node per recipient at a time, several recipients at once.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use secrecy::SecretString;
use serde::Serialize;
use store::args;
use url::Url;
use utoipa::ToSchema;

use connect::ConnectionId;
use mail::{Letter, MailError, Mailer};

use super::{
    hook, letter,
    outbox::{self, Attempt, Message},
    reporting::Reporting,
    settings,
    story::{self, Story},
};
use crate::{Error, Monitor};

/// Longer than any attempt takes; a node that dies holds a recipient up for so long at most.
const SENDING: Duration = Duration::from_mins(1);
/// Recipients served at once: one that hangs must not hold up the others.
const LANES: usize = 8;

/// Said where mail is asked for and no server is configured.
pub(super) const NO_MAIL: &str = "No mail server is configured: name it in the section [mail] of the configuration (host, from), then restart Parfocal.";

/// How a test of a recipient went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tried {
    /// Whether it was taken.
    pub ok: bool,
    /// To whom.
    pub to: String,
    /// What the other side said, or what went wrong and what to do.
    pub words: String,
    /// The id the message carries.
    pub message: String,
}

impl Monitor {
    /// Sends everything that is due; answers how many messages were taken.
    pub(crate) async fn deliver(&self) -> Result<usize, Error> {
        let Some(by) = self.reporting() else {
            return Ok(0);
        };
        let due = outbox::due(&self.0.db, self.0.clock.now_micros()).await?;
        let served = stream::iter(due)
            .map(|(connection, target)| async move { self.serve(by, &connection, &target).await })
            .buffer_unordered(LANES)
            .collect::<Vec<_>>()
            .await;
        let mut taken = 0;
        for served in served {
            taken += served?;
        }
        Ok(taken)
    }

    async fn serve(&self, by: &Reporting, connection: &str, target: &str) -> Result<usize, Error> {
        let jobs = &self.0.jobs;
        let name = format!("alarms/tell/{connection}/{target}");
        let Some(lease) = jobs.lease(&name, SENDING).await? else {
            return Ok(0);
        };
        let now = self.0.clock.now();
        let mut tx = self.0.db.begin().await?;
        jobs.hold(&mut tx, &lease).await?;
        let to = (connection, target);
        outbox::gather(&mut tx, to, &self.ulid(now), now.as_microsecond()).await?;
        let messages = outbox::messages(&mut tx, to, now.as_microsecond()).await?;
        tx.commit().await?;
        let mut taken = 0;
        for message in &messages {
            jobs.renew(&lease, SENDING).await?;
            let attempt = self.attempt(by, message).await?;
            if let Attempt::Later(why) | Attempt::Refused(why) = &attempt {
                tracing::warn!(
                    to = target,
                    message = message.id,
                    "an alarm was not told: {why}"
                );
            }
            taken += usize::from(matches!(attempt, Attempt::Taken(_)));
            let ended = self.0.clock.now_micros();
            outbox::ended(&self.0.db, message, &attempt, ended).await?;
        }
        jobs.release(&lease).await?;
        Ok(taken)
    }

    async fn attempt(&self, by: &Reporting, message: &Message) -> Result<Attempt, Error> {
        let name = self.account_name(&message.connection).await?;
        let story = story::of(&self.0.db, message, &name, &by.base()).await?;
        if let Some(address) = message.target.strip_prefix("mail:") {
            return Ok(mail(by.mailer.as_ref(), address, &story).await);
        }
        let id = message.target.strip_prefix("webhook:").unwrap_or_default();
        Ok(match self.hook(by, &message.connection, id).await? {
            Ok((url, secret)) => {
                hook::send(&by.http, &url, &secret, &story, self.0.clock.now()).await
            }
            Err(why) => Attempt::Refused(why),
        })
    }

    /// Sends one test mail now and says how that went.
    pub async fn test_mail(
        &self,
        connection: &ConnectionId,
        address: &str,
    ) -> Result<Tried, Error> {
        let by = self.told_by()?;
        let address = settings::mail_address(address)?;
        let story = self.test_story(by, connection).await?;
        let attempt = mail(by.mailer.as_ref(), &address, &story).await;
        Ok(tried(attempt, address, story.id))
    }

    /// Calls one webhook now with a test and says how that went.
    pub async fn test_webhook(&self, connection: &ConnectionId, id: &str) -> Result<Tried, Error> {
        let by = self.told_by()?;
        let view = self.webhook(connection, id).await?;
        let story = self.test_story(by, connection).await?;
        let attempt = match self.hook(by, connection.as_str(), id).await? {
            Ok((url, secret)) => {
                hook::send(&by.http, &url, &secret, &story, self.0.clock.now()).await
            }
            Err(why) => Attempt::Refused(why),
        };
        Ok(tried(attempt, view.name, story.id))
    }

    pub(super) fn told_by(&self) -> Result<&Reporting, Error> {
        self.reporting().ok_or_else(|| {
            Error::Alarms(
                "This process cannot tell anybody: it was started without a way to.".to_owned(),
            )
        })
    }

    async fn test_story(&self, by: &Reporting, connection: &ConnectionId) -> Result<Story, Error> {
        let name = self.account_name(connection.as_str()).await?;
        let about = (connection.to_string(), name);
        let id = self.ulid(self.0.clock.now());
        Ok(story::test(id, about, by.base()))
    }

    async fn account_name(&self, connection: &str) -> Result<String, Error> {
        let accounts = self.0.accounts.list().await.map_err(Error::Connections)?;
        let account = accounts
            .into_iter()
            .find(|account| account.id.as_str() == connection);
        Ok(account.map_or_else(|| connection.to_owned(), |account| account.name))
    }

    /// Address and secret of a webhook, or why it cannot be called.
    async fn hook(
        &self,
        by: &Reporting,
        connection: &str,
        id: &str,
    ) -> Result<Result<(Url, SecretString), String>, Error> {
        let row = self
            .0
            .db
            .row(
                "SELECT url, secret FROM monitor_alarm_webhooks WHERE connection = $1 AND id = $2",
                args![connection, id],
            )
            .await?;
        let Some(row) = row else {
            return Ok(Err("This webhook was removed.".to_owned()));
        };
        let url = match hook::address(&row.text("url")?) {
            Ok(url) => url,
            Err(why) => return Ok(Err(why)),
        };
        let place = settings::place(connection, id);
        Ok(match by.key.open(&place, &row.blob("secret")?) {
            Ok(secret) => Ok((url, secret)),
            Err(why) => Err(why.to_string()),
        })
    }
}

async fn mail(mailer: Option<&Mailer>, address: &str, story: &Story) -> Attempt {
    let Some(mailer) = mailer else {
        return Attempt::Later(NO_MAIL.to_owned());
    };
    let to = match address.parse() {
        Ok(to) => to,
        Err(why) => return Attempt::Refused(format!("{why}")),
    };
    let (subject, text) = letter::write(story);
    let letter = Letter {
        id: story.id.clone(),
        to,
        subject,
        text,
    };
    match mailer.send(&letter).await {
        Ok(accepted) => Attempt::Taken(format!("{} took it: {}", mailer.server(), accepted.said)),
        Err(error) => refused(&error),
    }
}

fn refused(error: &MailError) -> Attempt {
    if error.may_pass() {
        Attempt::Later(error.to_string())
    } else {
        Attempt::Refused(error.to_string())
    }
}

fn tried(attempt: Attempt, to: String, message: String) -> Tried {
    let (ok, words) = match attempt {
        Attempt::Taken(said) => (true, said),
        Attempt::Later(why) | Attempt::Refused(why) => (false, why),
    };
    Tried {
        ok,
        to,
        words,
        message,
    }
}
