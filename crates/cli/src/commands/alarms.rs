//! `parfocal alarms`: what is wrong, what is normal, and who is told.

mod settings;
mod silence;
mod thresholds;

use clap::Subcommand;
use monitor::{AlarmDetail, AlarmView};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal alarms`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with alarms.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the open alarms, the worst first
    List {
        /// Also those that have cleared
        #[arg(long)]
        all: bool,
    },
    /// Show one alarm, what happened to it and who was told
    Show {
        /// Its id, as in the list
        id: String,
    },
    /// Mark an alarm as seen
    Ack {
        /// Its id, as in the list
        id: String,
        /// What is being done about it
        #[arg(
            long,
            default_value = "",
            value_name = "TEXT",
            hide_default_value = true
        )]
        note: String,
    },
    /// Show and set what is normal
    #[command(subcommand)]
    Thresholds(thresholds::Command),
    /// Show and set when alarms open and who is told
    #[command(subcommand)]
    Settings(settings::Command),
    /// Tell nobody for a while: list, add and end silences
    #[command(subcommand)]
    Silence(silence::Command),
    /// Send a test, and say how that went
    #[command(subcommand)]
    Test(settings::Test),
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let id = product.connection().await?;
    let monitor = &product.monitor;
    match args.command {
        Command::List { all } => {
            let alarms = if all {
                monitor.alarms(&id).await?
            } else {
                monitor.open_alarms(&id).await?
            };
            output.write(&alarms, |alarms| list(alarms))?;
        }
        Command::Show { id: alarm } => {
            output.write(&monitor.alarm(&id, &alarm).await?, show)?;
        }
        Command::Ack { id: alarm, note } => {
            let seen = monitor.acknowledge(&id, &OPERATOR, &alarm, &note).await?;
            output.write(&seen, |seen| {
                format!(
                    "{} is acknowledged; it stays open until it is normal again.",
                    seen.alarm.title
                )
            })?;
        }
        Command::Thresholds(command) => {
            thresholds::run(command, &product, &id, output).await?;
        }
        Command::Settings(command) => settings::run(command, &product, &id, output).await?,
        Command::Silence(command) => silence::run(command, &product, &id, output).await?,
        Command::Test(test) => settings::test(test, &product, &id, output).await?,
    }
    Ok(())
}

fn list(alarms: &[AlarmView]) -> String {
    if alarms.is_empty() {
        return "No alarm is open.".to_owned();
    }
    let mut table = Table::new(&["id", "level", "since", "acknowledged", "what"]);
    for alarm in alarms {
        let level = if alarm.is_open() {
            alarm.level.key().to_owned()
        } else {
            format!("cleared ({})", alarm.level.key())
        };
        let seen = alarm.acknowledged.as_ref();
        table.row([
            alarm.id.clone(),
            level,
            output::moment(Some(alarm.opened_at.as_microsecond())),
            match (&alarm.silenced, seen) {
                (Some(by), _) => {
                    let until = output::moment(Some(by.until.as_microsecond()));
                    format!("silenced until {until}")
                }
                (None, Some(seen)) => seen.by.clone(),
                (None, None) => "-".to_owned(),
            },
            alarm.sentence.clone(),
        ]);
    }
    table.to_string()
}

fn show(detail: &AlarmDetail) -> String {
    let alarm = &detail.alarm;
    let mut out = format!("{}\n{}\n\n", alarm.title, alarm.sentence);
    let mut events = Table::new(&["when", "what", "level", "by", "in words"]);
    for event in &detail.events {
        events.row([
            output::moment(Some(event.at.as_microsecond())),
            event.what.words().to_owned(),
            event.level.key().to_owned(),
            event.who.clone().unwrap_or_else(|| "-".to_owned()),
            event.words.clone(),
        ]);
    }
    out.push_str(&events.to_string());
    if detail.told.is_empty() {
        out.push_str("\nNobody was told.\n");
        return out;
    }
    let mut told = Table::new(&["told", "to", "state", "when", "answer"]);
    for one in &detail.told {
        told.row([
            one.what.words().to_owned(),
            one.to.clone(),
            one.state.key().to_owned(),
            output::moment(Some(one.at.unwrap_or(one.since).as_microsecond())),
            one.words.clone(),
        ]);
    }
    out.push('\n');
    out.push_str(&told.to_string());
    out
}
