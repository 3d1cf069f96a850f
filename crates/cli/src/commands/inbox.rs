//! `parfocal inbox`: what Zoom sent, who has read it, and applying again.

mod list;

use clap::Subcommand;
use connect::ConnectionId;
use inbox::{Aside, AsideFilter, Health, Listed, Shown};
use jiff::Timestamp;

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal inbox`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with webhook events.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the latest events, newest first
    List(list::Args),
    /// Show one event; join links, passcodes and tokens in it are hidden
    Show {
        /// Its number, as in the list
        event: i64,
    },
    /// Say how receiving stands: Zoom's checks, refusals, how far each reader is
    Health,
    /// List the events that could not be applied
    Aside {
        /// Only this reader's
        #[arg(long, value_name = "NAME")]
        reader: Option<String>,
    },
    /// Try set-aside events again; a running server does it within seconds
    Retry {
        /// Only this event; without it all of them
        event: Option<i64>,
        /// Only this reader's
        #[arg(long, value_name = "NAME")]
        reader: Option<String>,
    },
    /// Let a set-aside event go without applying it
    Dismiss {
        /// Its number
        event: i64,
        /// Only this reader's
        #[arg(long, value_name = "NAME")]
        reader: Option<String>,
    },
    /// Have a reader apply events again: one, or everything from a point on
    #[command(
        override_usage = "parfocal inbox replay <--only EVENT|--from EVENT|--since PERIOD> <READER>"
    )]
    Replay {
        /// Who applies again, as in `parfocal inbox health`
        reader: String,
        /// Only this event
        #[arg(long, value_name = "EVENT", group = "which", required = true)]
        only: Option<i64>,
        /// This event and everything after it
        #[arg(long, value_name = "EVENT", group = "which")]
        from: Option<i64>,
        /// Everything kept within this time, as in 90m, 24h or 7d
        #[arg(long, value_name = "PERIOD", value_parser = super::period, group = "which")]
        since: Option<std::time::Duration>,
    },
    /// Show who had what applied again
    Log,
    /// Say whether webhooks with the Verification Token alone are accepted, or choose it
    VerificationToken {
        /// on accepts them (older subscriptions; they are not signed), off does not
        #[arg(value_enum)]
        accept: Option<Switch>,
    },
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let inbox = &product.inbox;
    let who = OPERATOR.name();
    match args.command {
        Command::List(args) => list::run(args, &product, id, output).await?,
        Command::Show { event } => {
            output.write(&inbox.shown(event).await?, shown)?;
        }
        Command::Health => {
            output.write(&inbox.health(id.as_str()).await?, health)?;
        }
        Command::Aside { reader } => {
            let filter = AsideFilter {
                consumer: reader,
                seq: None,
            };
            output.write(&inbox.set_aside(&filter, 10_000).await?, |all| aside(all))?;
        }
        Command::Retry { event, reader } => {
            let filter = AsideFilter {
                consumer: reader,
                seq: event,
            };
            let events = inbox.retry(&filter, who).await?;
            output.write(&serde_json::json!({ "events": events }), |_| {
                format!("{events} to be tried again; a running server does it within seconds.")
            })?;
        }
        Command::Dismiss { event, reader } => {
            let filter = AsideFilter {
                consumer: reader,
                seq: Some(event),
            };
            let events = inbox.dismiss(&filter, who).await?;
            output.write(&serde_json::json!({ "events": events }), |_| {
                format!("Event {event} is let go.")
            })?;
        }
        Command::Replay {
            reader,
            only,
            from,
            since,
        } => {
            let events = match (only, from, since) {
                (Some(event), ..) => {
                    inbox.replay_one(&reader, event, who).await?;
                    1
                }
                (_, Some(from), _) => inbox.replay(&reader, from, who).await?,
                (_, _, Some(since)) => {
                    let since = ago(&product, since)?;
                    inbox.replay_since(&reader, since, who).await?
                }
                (None, None, None) => 0,
            };
            output.write(&serde_json::json!({ "events": events }), |_| {
                format!(
                    "“{reader}” applies {events} again; a running server does it within seconds."
                )
            })?;
        }
        Command::Log => {
            output.write(&inbox.log(100).await?, |lines| {
                let mut table = Table::new(&["when", "who", "what"]);
                for line in lines {
                    table.row([said(line.at), line.who.clone(), line.what.clone()]);
                }
                or(&table, "Nobody had anything applied again.")
            })?;
        }
        Command::VerificationToken { accept } => {
            verification_token(&product, &id, accept, output).await?;
        }
    }
    Ok(())
}

async fn verification_token(
    product: &Product,
    id: &ConnectionId,
    accept: Option<Switch>,
    output: Output,
) -> Result<(), Failure> {
    if let Some(accept) = accept {
        product
            .connect
            .accept_verification_token(id, &OPERATOR, accept == Switch::On)
            .await?;
    }
    let accepted = product.connect.accepts_verification_token(id).await?;
    let value = serde_json::json!({ "accept_verification_token": accepted });
    output.write(&value, |_| {
        if accepted {
            "Webhooks that carry only the Verification Token are accepted. They are not signed: \
             make the subscription anew, then switch this off."
                .into()
        } else {
            "Only signed webhooks are accepted.".into()
        }
    })?;
    Ok(())
}

fn ago(product: &Product, period: std::time::Duration) -> Result<Timestamp, Failure> {
    Ok(product.clock.now().checked_sub(period)?)
}

fn said(at: Timestamp) -> String {
    output::moment(Some(at.as_microsecond()))
}

fn or(table: &Table, empty: &str) -> String {
    if table.is_empty() {
        empty.to_owned()
    } else {
        table.to_string()
    }
}

fn standing(one: &Listed) -> String {
    let each = one
        .standing
        .iter()
        .map(|stand| format!("{}: {}", stand.consumer, stand.reading));
    let all: Vec<String> = each.collect();
    if all.is_empty() {
        "kept".to_owned()
    } else {
        all.join(", ")
    }
}

fn shown(one: &Shown) -> String {
    let listed = &one.listed;
    format!(
        "Event {}: {}\nhappened {}, came {}, delivered {} times, {} bytes\n{}\n\n{}",
        listed.seq,
        listed.event,
        said(listed.event_at),
        said(listed.received_at),
        listed.deliveries,
        listed.bytes,
        standing(listed),
        serde_json::to_string_pretty(&one.body).unwrap_or_default()
    )
}

fn aside(all: &[Aside]) -> String {
    let mut table = Table::new(&["event", "name", "reader", "tried", "last", "why"]);
    for one in all {
        table.row([
            one.seq.to_string(),
            one.event.clone(),
            one.consumer.clone(),
            one.attempts.to_string(),
            said(one.at),
            one.why.clone(),
        ]);
    }
    or(&table, "Nothing is set aside.")
}

fn health(health: &Health) -> String {
    let moment = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), said);
    let mut out = format!(
        "Zoom checked the address: first {}, last {}\nEvents came: first {}, last {}\n\
         Kept: {} events, {} of {} MB; {} went unread\nSet aside: {}\n",
        moment(health.first_validation_at),
        moment(health.last_validation_at),
        moment(health.first_event_at),
        moment(health.last_event_at),
        health.journal.entries,
        health.journal.bytes >> 20,
        health.journal.bytes_at_most >> 20,
        health.journal.dropped,
        health.set_aside,
    );
    if let Some(other) = &health.other_host {
        out.extend(["Events come to another name: ", &other.host, "\n"]);
    }
    if let Some(other) = &health.other_account {
        out.extend(["Events come of another account: ", &other.account, "\n"]);
    }
    let mut readers = Table::new(&["reader", "has read up to", "behind", "waits", "set aside"]);
    for one in &health.cursors {
        readers.row([
            one.consumer.clone(),
            one.seq.to_string(),
            one.behind.to_string(),
            format!("{} s", one.lag_seconds),
            one.set_aside.to_string(),
        ]);
    }
    let mut refused = Table::new(&["refused", "last", "why"]);
    for one in health.refused.iter().chain(&health.refused_elsewhere) {
        refused.row([one.count.to_string(), said(one.last_at), one.says.clone()]);
    }
    for table in [readers, refused] {
        if !table.is_empty() {
            out.push('\n');
            out.push_str(&table.to_string());
        }
    }
    out
}
