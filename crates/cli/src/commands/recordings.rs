//! `parfocal recordings`: the same service as the page Recordings.

use clap::Subcommand;
use clock::Clock;
use connect::ConnectionId;
use jobs::bulk::JobId;
use meetings::{
    Meetings,
    recordings::{
        Fate, FateState, MOST, Order, Recorded, RecordingAct, RecordingRef, RecordingsAsked,
        RecordingsJob, RecordingsWanted,
    },
};
use tokio::sync::watch;

use crate::{
    commands::bulk,
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
    /// Move recordings, one file, or all of a list to the trash
    Trash(Which),
    /// Recover recordings, one file, or all of a list from the trash
    Recover(Which),
    /// Delete recordings, one file, or all of a list for good
    Delete {
        #[command(flatten)]
        which: Which,
        /// Delete what is in the trash: with --host, --from or --to
        #[arg(long, conflicts_with = "runs")]
        trash: bool,
        /// Yes, for good: nobody can bring them back
        #[arg(long)]
        for_good: bool,
    },
    /// List jobs with many recordings, or show, start and stop one
    Jobs {
        #[command(flatten)]
        asked: bulk::Asked,
        /// Yes, for good: needed to start a job that deletes
        #[arg(long, requires = "start")]
        for_good: bool,
    },
}

/// Which recordings: up to ten that are named are done at once; more, or all of a list, are a job.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// UUIDs of the runs
    #[arg(value_name = "RUN")]
    pub runs: Vec<String>,
    /// Only this file of the one run that is named
    #[arg(long, value_name = "ID")]
    pub file: Option<String>,
    /// All recordings of this host: a mail address or Zoom's user id
    #[arg(long, value_name = "USER", conflicts_with = "runs")]
    pub host: Option<String>,
    /// All recordings from this day on, UTC
    #[arg(long, value_name = "DAY", conflicts_with = "runs")]
    pub from: Option<String>,
    /// All recordings up to this day, UTC
    #[arg(long, value_name = "DAY", conflicts_with = "runs")]
    pub to: Option<String>,
    /// Start the job and wait for its end; without this a job only says what it would do. Up to ten
    /// named runs are no job: they are done at once, with this or without
    #[arg(long)]
    pub start: bool,
}

/// Where a command works, and how it answers.
#[derive(Clone, Copy)]
struct At<'p> {
    meetings: &'p Meetings,
    clock: &'p Clock,
    id: &'p ConnectionId,
    output: Output,
}

/// Does what was asked.
pub(crate) async fn run(args: Args, config: &Config, output: Output) -> Result<(), Failure> {
    let product = Product::for_command(config).await?;
    let connection = product.connection().await?;
    let at = At {
        meetings: &product.meetings,
        clock: &product.clock,
        id: &connection,
        output,
    };
    let sure = |for_good: bool| {
        if for_good {
            return Ok(());
        }
        Err(Failure::usage(
            "Nothing was deleted: deleting for good cannot be taken back.",
            "Add --for-good if you mean it, or use `parfocal recordings trash`.",
        ))
    };
    match args.command {
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
                trash: word(trash),
            };
            let found = at.meetings.recordings(&OPERATOR, at.id, &asked).await?;
            Ok(output.write(&found, |found| list(&found.rows))?)
        }
        Command::Show { run } => {
            let found = at.meetings.recording(&OPERATOR, at.id, &run).await?;
            Ok(output.write(&found, files)?)
        }
        Command::Trash(which) => which.go(at, RecordingAct::Trash, false).await,
        Command::Recover(which) => which.go(at, RecordingAct::Recover, true).await,
        Command::Delete {
            which,
            trash,
            for_good,
        } => {
            sure(for_good)?;
            which.go(at, RecordingAct::Delete, trash).await
        }
        Command::Jobs { asked, for_good } => jobs(at, asked, for_good).await,
    }
}

fn word(yes: bool) -> String {
    if yes { "1".into() } else { String::new() }
}

impl Which {
    async fn go(self, at: At<'_>, act: RecordingAct, trash: bool) -> Result<(), Failure> {
        let is_list = self.host.is_some() || self.from.is_some() || self.to.is_some();
        if self.runs.is_empty() && !is_list {
            return Err(Failure::usage(
                "No recording is named.",
                "Name runs by their UUIDs, or a list with --host, --from or --to.",
            ));
        }
        if self.file.is_some() && self.runs.len() != 1 {
            return Err(Failure::usage(
                "--file names a file of one run, and not exactly one run is named.",
                "Name one run with --file.",
            ));
        }
        let (start, file) = (self.start, self.file);
        let recordings: Vec<RecordingRef> = self
            .runs
            .into_iter()
            .map(|run| RecordingRef {
                run,
                file: file.clone(),
            })
            .collect();
        if !is_list && recordings.len() <= MOST {
            return at_once(at, act, recordings).await;
        }
        let of = is_list.then(|| RecordingsAsked {
            host: self.host.unwrap_or_default(),
            from: self.from.unwrap_or_default(),
            to: self.to.unwrap_or_default(),
            trash: word(trash),
        });
        let wanted = RecordingsWanted {
            act,
            recordings,
            of,
        };
        let mut job = at
            .meetings
            .plan_recordings(&OPERATOR, at.id, &wanted)
            .await?;
        if start {
            job = to_its_end(at, &job).await?;
        }
        told(at, &job).await
    }
}

async fn at_once(
    at: At<'_>,
    act: RecordingAct,
    recordings: Vec<RecordingRef>,
) -> Result<(), Failure> {
    let mut order = Order {
        act,
        recordings,
        in_trash: false,
        confirm: String::new(),
    };
    order.confirm = order.words();
    let fates = at
        .meetings
        .order_recordings(&OPERATOR, at.id, &order)
        .await?;
    at.output.write(&fates, |fates| fates_table(fates))?;
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

/// Starts a job and runs it here to its end. That it is meant was said by a flag.
async fn to_its_end(at: At<'_>, job: &RecordingsJob) -> Result<RecordingsJob, Failure> {
    let meetings = at.meetings;
    let words = job.words().unwrap_or_default();
    meetings
        .start_recordings_job(&OPERATOR, &job.id, &words)
        .await?;
    let (_going, stop) = watch::channel(false);
    let running = async {
        loop {
            meetings.run_jobs(&stop).await?;
            at.clock.sleep(bulk::LOOK).await;
        }
    };
    let look = async || Ok(meetings.recordings_job(&OPERATOR, &job.id).await?.standing);
    bulk::to_its_end(at.output, at.clock, running, look).await?;
    Ok(meetings.recordings_job(&OPERATOR, &job.id).await?)
}

async fn jobs(at: At<'_>, asked: bulk::Asked, for_good: bool) -> Result<(), Failure> {
    let meetings = at.meetings;
    let Some(job) = asked.job.map(JobId) else {
        let jobs = meetings.recordings_jobs(&OPERATOR, at.id, 100).await?;
        at.output.write(&jobs, |jobs| {
            let each = jobs.iter();
            bulk::list(each.map(|job| (job.act.word().to_owned(), &job.standing)))
        })?;
        return Ok(());
    };
    let mut view = meetings.recordings_job(&OPERATOR, &job).await?;
    if asked.start {
        if view.words().is_some() && !for_good {
            return Err(Failure::usage(
                "Nothing was started: this job deletes for good, which cannot be taken back.",
                "Add --for-good if you mean it.",
            ));
        }
        view = to_its_end(at, &view).await?;
    } else if asked.stop {
        view = meetings.stop_recordings_job(&OPERATOR, &job).await?;
    }
    told(at, &view).await
}

async fn told(at: At<'_>, job: &RecordingsJob) -> Result<(), Failure> {
    let mut rows = Vec::new();
    loop {
        let more = at
            .meetings
            .recordings_job_rows(&OPERATOR, &job.id, None, 2_000, rows.len() as u64)
            .await?;
        let last = more.len() < 2_000;
        rows.extend(more);
        if last {
            break;
        }
    }
    let value = serde_json::json!({ "job": job, "rows": rows });
    at.output.write(&value, |_| {
        let sure = if job.words().is_some() {
            " --for-good"
        } else {
            ""
        };
        let next = format!("parfocal recordings jobs {} --start{sure}", job.id.0);
        bulk::told(job.act.word(), job, &rows, &next)
    })?;
    Ok(())
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

fn fates_table(fates: &[Fate]) -> String {
    let mut table = Table::new(&["recording", "what became of it"]);
    for fate in fates {
        table.row([fate.named.clone(), fate.said.clone()]);
    }
    table.to_string()
}
