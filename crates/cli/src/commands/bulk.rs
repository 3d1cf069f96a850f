//! Bulk jobs on the command line, whatever they do: listed, told, and run to their end.

use std::{future::Future, time::Duration};

use jobs::bulk::{JobState, RowState, RowView, Standing};

use crate::{
    failure::Failure,
    output::{Output, Table},
};

/// How often it is looked how far a job is.
pub(super) const LOOK: Duration = Duration::from_secs(1);

/// Which job, and what with it.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// A job's id; without it the latest jobs are listed
    pub job: Option<String>,
    /// Let it begin, or go on, and wait for its end
    #[arg(long, requires = "job")]
    pub start: bool,
    /// Stop it after what is under way
    #[arg(long, requires = "job", conflicts_with = "start")]
    pub stop: bool,
}

/// Waits until a job that was started is done, was stopped, or has to rest, while `running` works
/// at it. Another process of this installation may have it: then its progress is waited for.
pub(super) async fn to_its_end<L: Future<Output = Result<Standing, Failure>>>(
    output: Output,
    clock: &clock::Clock,
    running: impl Future<Output = Result<(), Failure>>,
    look: impl Fn() -> L,
) -> Result<(), Failure> {
    let watching = async {
        let mut said = 0;
        loop {
            clock.sleep(LOOK).await;
            let now = look().await?;
            if output == Output::Text && now.settled() != said {
                said = now.settled();
                eprintln!("{said} of {} rows are settled", now.total);
            }
            if now.state != JobState::Running || now.rest_until.is_some() {
                return Ok(());
            }
        }
    };
    tokio::select! {
        biased;
        done = watching => done,
        failed = running => failed,
    }
}

/// Jobs, the latest first.
pub(super) fn list<'j>(jobs: impl IntoIterator<Item = (String, &'j Standing)>) -> String {
    let mut table = Table::new(&["id", "job", "state", "rows", "settled"]);
    for (title, job) in jobs {
        table.row([
            job.id.0.clone(),
            title,
            job.state.title().to_owned(),
            job.total.to_string(),
            job.settled().to_string(),
        ]);
    }
    if table.is_empty() {
        "No job yet.".into()
    } else {
        table.to_string()
    }
}

/// A job with the rows that are worth reading: those that were not done. `next` is the command
/// that starts it.
pub(super) fn told(title: &str, job: &Standing, rows: &[RowView], next: &str) -> String {
    let mut out = format!(
        "{} {title}: {}, {} of {} rows settled\n",
        job.id.0,
        job.state.title(),
        job.settled(),
        job.total
    );
    if !job.said.is_empty() {
        out.push_str(&job.said);
        out.push('\n');
    }
    let mut table = Table::new(&["line", "about", "state", "what"]);
    for row in rows.iter().filter(|row| row.state != RowState::Done) {
        table.row([
            row.line.to_string(),
            row.target.clone(),
            row.state.title().to_owned(),
            row.said.clone(),
        ]);
    }
    if !table.is_empty() {
        out.push_str(&table.to_string());
    }
    if job.state == JobState::Planned {
        let next = format!("\nNothing was sent. Start it with: {next}\n");
        out.push_str(&next);
    }
    out
}
