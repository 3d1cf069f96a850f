//! `parfocal recordings`: the same service as the page Recordings.

use clap::Subcommand;
use meetings::recordings::{
    Fate, FateState, Order, Recorded, RecordingAct, RecordingRef, RecordingsAsked,
};

use crate::{
    config::Config,
    failure::Failure,
    output::{self, Output, Table},
    product::{OPERATOR, Product},
};

/// Flags of `parfocal recordings`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with recordings.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List recordings of some days, of one host or of the whole account
    List {
        /// A mail address or Zoom's user id; without it everybody
        #[arg(long, value_name = "USER")]
        host: Option<String>,
        /// First day, UTC; a month before the last by default
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Last day, UTC; today by default
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
        /// List what is in the trash instead
        #[arg(long)]
        trash: bool,
    },
    /// Show one recording with its files
    Show {
        /// The UUID of the run, or a meeting's number for its latest recorded run
        run: String,
    },
    /// Move recordings, or one file, to the trash
    Trash(Which),
    /// Recover recordings, or one file, from the trash
    Recover(Which),
    /// Delete recordings, or one file, for good
    Delete {
        #[command(flatten)]
        which: Which,
        /// Yes, for good: nobody can bring them back
        #[arg(long)]
        for_good: bool,
    },
}

/// Which recordings.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// UUIDs of the runs, at most 100
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<String>,
    /// Only this file of the one run that is named
    #[arg(long, value_name = "ID")]
    pub file: Option<String>,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let connection = product.connection().await?;
    let service = &product.meetings;
    let (act, which) = match args.command {
        Command::List {
            host,
            from,
            to,
            trash,
        } => {
            let asked = RecordingsAsked {
                host: host.unwrap_or_default(),
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
                trash: if trash { "1".into() } else { String::new() },
            };
            let found = service.recordings(&OPERATOR, &connection, &asked).await?;
            return Ok(output.write(&found, |found| list(&found.rows))?);
        }
        Command::Show { run } => {
            let found = service.recording(&OPERATOR, &connection, &run).await?;
            return Ok(output.write(&found, files)?);
        }
        Command::Trash(which) => (RecordingAct::Trash, which),
        Command::Recover(which) => (RecordingAct::Recover, which),
        Command::Delete { which, for_good } => {
            if !for_good {
                return Err(Failure::usage(
                    "Nothing was deleted: deleting for good cannot be taken back.",
                    "Add --for-good if you mean it, or use `parfocal recordings trash`.",
                ));
            }
            (RecordingAct::Delete, which)
        }
    };
    let order = which.order(act)?;
    let fates = service
        .order_recordings(&OPERATOR, &connection, &order)
        .await?;
    output.write(&fates, |fates| told(fates))?;
    let left = fates
        .iter()
        .filter(|fate| matches!(fate.state, FateState::Refused | FateState::NotTried))
        .count();
    if left == 0 {
        return Ok(());
    }
    Err(Failure::new(
        format!("{left} of {} are not done.", fates.len()),
        "The list says why; name those again once that is settled.",
    ))
}

impl Which {
    fn order(self, act: RecordingAct) -> Result<Order, Failure> {
        if self.file.is_some() && self.runs.len() != 1 {
            return Err(Failure::usage(
                "--file names a file of one run, and several runs are named.",
                "Name one run with --file.",
            ));
        }
        let recordings = self.runs.into_iter().map(|run| RecordingRef {
            run,
            file: self.file.clone(),
        });
        let mut order = Order {
            act,
            recordings: recordings.collect(),
            confirm: String::new(),
        };
        order.confirm = order.words();
        Ok(order)
    }
}

fn list(rows: &[Recorded]) -> String {
    let mut table = Table::new(&["run", "start", "minutes", "files", "bytes", "host", "topic"]);
    for row in rows {
        table.row([
            row.run.clone(),
            output::moment(row.start.map(jiff::Timestamp::as_microsecond)),
            row.duration.to_string(),
            row.files.len().to_string(),
            row.bytes.to_string(),
            row.host.clone(),
            row.topic.clone(),
        ]);
    }
    if table.is_empty() {
        "No recording.".to_owned()
    } else {
        table.to_string()
    }
}

fn files(found: &Recorded) -> String {
    let mut table = Table::new(&["file", "kind", "bytes", "holds"]);
    for file in &found.files {
        table.row([
            file.id.clone(),
            file.kind.clone(),
            file.bytes.to_string(),
            file.what.clone(),
        ]);
    }
    format!(
        "{}, of {}\nrun {}\n{table}",
        found.named(),
        found.host,
        found.run
    )
}

fn told(fates: &[Fate]) -> String {
    let mut table = Table::new(&["recording", "what became of it"]);
    for fate in fates {
        table.row([fate.named.clone(), fate.said.clone()]);
    }
    table.to_string()
}
