//! `parfocal alarms settings` and `parfocal alarms test`: when alarms open, who is told.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use connect::ConnectionId;
use monitor::{AlarmSettings, Level, Policy, Revision, Tried};
use secrecy::ExposeSecret;

use crate::{
    failure::Failure,
    output::{Output, Table},
    product::{OPERATOR, Product},
    secrets,
};

/// What can be set.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show when alarms open and who is told
    Show,
    /// Set how many of the last readings open and clear an alarm
    Rules {
        /// So many of the last readings open it
        #[arg(long, value_name = "N")]
        opens: Option<u32>,
        /// So many normal ones clear it
        #[arg(long, value_name = "N")]
        clears: Option<u32>,
        /// How many readings are looked at
        #[arg(long, value_name = "M")]
        readings: Option<u32>,
        /// Tell of figures from this level
        #[arg(long, value_name = "LEVEL")]
        tell_from: Option<From>,
        /// Only over these values: the revision that --json shows of the settings
        #[arg(long, value_name = "REVISION", value_parser = crate::commands::revision)]
        revision: Option<Revision>,
    },
    /// Tell an address by mail
    AddMail {
        /// The address
        address: String,
    },
    /// Tell an address no more
    RemoveMail {
        /// The address
        address: String,
    },
    /// Call a web address, signed; a secret that is made is shown once
    AddWebhook {
        /// To know it by
        name: String,
        /// https:// or http://
        url: String,
        /// File with a secret of your own (- is standard input); else `PARFOCAL_WEBHOOK_SECRET`, else one is made
        #[arg(long, value_name = "FILE")]
        secret_file: Option<PathBuf>,
    },
    /// Call a webhook no more
    RemoveWebhook {
        /// Its id, as in `parfocal alarms settings show`
        id: String,
    },
}

/// From which level figures are told.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum From {
    Fair,
    Poor,
    Bad,
}

/// What can be tested.
#[derive(Debug, Subcommand)]
pub(crate) enum Test {
    /// Send a test mail
    Mail {
        /// To this address; without it to everybody who is told by mail
        address: Option<String>,
    },
    /// Call a webhook with a test
    Webhook {
        /// Its id, as in `parfocal alarms settings show`
        id: String,
    },
}

/// Does what was asked.
pub(super) async fn run(
    command: Command,
    product: &Product,
    id: &ConnectionId,
    output: Output,
) -> Result<(), Failure> {
    let monitor = &product.monitor;
    match command {
        Command::Show => {}
        Command::Rules {
            opens,
            clears,
            readings,
            tell_from,
            revision,
        } => {
            let now = monitor.alarm_settings(id).await?;
            let policy = Policy {
                opens: opens.unwrap_or(now.policy.opens),
                clears: clears.unwrap_or(now.policy.clears),
                readings: readings.unwrap_or(now.policy.readings),
            };
            let least = match tell_from {
                None => now.least_level,
                Some(From::Fair) => Level::Fair,
                Some(From::Poor) => Level::Poor,
                Some(From::Bad) => Level::Bad,
            };
            // What was not named here was read a moment ago: it is not put back over another's.
            let seen = revision.as_ref().unwrap_or(&now.revision);
            let set = monitor.set_alarm_rules(id, policy, least, Some(seen));
            set.await?;
        }
        Command::AddMail { address } => {
            monitor.add_recipient(id, &OPERATOR, &address).await?;
        }
        Command::RemoveMail { address } => {
            monitor.remove_recipient(id, &OPERATOR, &address).await?;
        }
        Command::AddWebhook {
            name,
            url,
            secret_file,
        } => {
            let secret = secrets::read(secret_file.as_ref(), "PARFOCAL_WEBHOOK_SECRET")?;
            let made = monitor
                .add_webhook(id, &OPERATOR, &name, &url, secret)
                .await?;
            let secret = made.secret.as_ref().map(ExposeSecret::expose_secret);
            let value = serde_json::json!({ "webhook": made.webhook, "secret": secret });
            output.write(&value, |_| {
                let shown = secret.map_or_else(
                    || "Its calls are signed with the secret you gave.".to_owned(),
                    |secret| format!("Its secret, not shown again: {secret}"),
                );
                format!(
                    "{} ({}) is called from now on.\n{shown}",
                    made.webhook.name, made.webhook.id
                )
            })?;
            return Ok(());
        }
        Command::RemoveWebhook { id: webhook } => {
            monitor.remove_webhook(id, &OPERATOR, &webhook).await?;
        }
    }
    output.write(&monitor.alarm_settings(id).await?, show)?;
    Ok(())
}

fn show(settings: &AlarmSettings) -> String {
    let Policy {
        opens,
        clears,
        readings,
    } = settings.policy;
    let mail = match &settings.mail {
        Some(mail) => format!("Mail leaves through {} as {}.", mail.server, mail.from),
        None => {
            "No mail server is configured ([mail] of the configuration): mails wait, and are given up after about eleven hours.".to_owned()
        }
    };
    let mut out = format!(
        "An alarm opens with {opens} of the last {readings} readings and clears with {clears}. \
         Figures are told from {}.\n{mail}\n",
        settings.least_level.key()
    );
    let mut table = Table::new(&["told by", "to", "id", "added by"]);
    for one in &settings.recipients {
        table.row(["mail", &one.address, "-", &one.added_by]);
    }
    for one in &settings.webhooks {
        let to = format!("{} {}", one.name, one.url);
        table.row(["webhook", &to, &one.id, &one.added_by]);
    }
    if table.is_empty() {
        out.push_str("Nobody is told.\n");
    } else {
        out.push('\n');
        out.push_str(&table.to_string());
    }
    out
}

/// Sends a test; the command fails where one did not arrive.
pub(super) async fn test(
    test: Test,
    product: &Product,
    id: &ConnectionId,
    output: Output,
) -> Result<(), Failure> {
    let monitor = &product.monitor;
    let mut tried: Vec<Tried> = Vec::new();
    match test {
        Test::Mail { address } => {
            let addresses = if let Some(address) = address {
                vec![address]
            } else {
                let settings = monitor.alarm_settings(id).await?;
                let known = settings.recipients.into_iter();
                known.map(|one| one.address).collect()
            };
            if addresses.is_empty() {
                return Err(Failure::usage(
                    "Nobody is told by mail yet.",
                    "Name an address, or add one with `parfocal alarms settings add-mail`.",
                ));
            }
            for address in addresses {
                tried.push(monitor.test_mail(id, &address).await?);
            }
        }
        Test::Webhook { id: webhook } => tried.push(monitor.test_webhook(id, &webhook).await?),
    }
    output.write(&tried, |tried| {
        let lines = tried.iter().map(|one| {
            let how = if one.ok { "taken" } else { "not taken" };
            format!("{}: {how}. {}", one.to, one.words)
        });
        lines.collect::<Vec<_>>().join("\n")
    })?;
    match tried.iter().find(|one| !one.ok) {
        Some(failed) => Err(Failure::new(
            format!("The test to {} did not arrive", failed.to),
            "",
        )),
        None => Ok(()),
    }
}
