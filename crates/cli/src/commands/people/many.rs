//! Many people from a file, and the jobs that come of it.

use std::{io::Read as _, path::PathBuf, time::Duration};

use people::{BulkDeed, JobId, JobOptions, JobState, JobView, RowState, Sheet};
use tokio::sync::watch;

use super::{At, Going, creation};
use crate::{
    failure::Failure,
    output::{Output, Table},
    product::OPERATOR,
};

/// How often it is looked how far a job is.
const LOOK: Duration = Duration::from_secs(1);

/// A file of people.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// create, update, type or delete
    pub deed: String,
    /// The CSV file (- is standard input); its first line names the columns
    pub file: PathBuf,
    /// How people are added where a row does not say
    #[arg(long, default_value = "create")]
    pub action: String,
    #[command(flatten)]
    pub how: Going,
    /// Start it and wait for its end; without this it is only looked through
    #[arg(long)]
    pub start: bool,
}

/// Which job, and what with it.
#[derive(Debug, clap::Args)]
pub(crate) struct Jobs {
    /// A job's id
    pub job: Option<String>,
    /// Let it begin, or go on, and wait for its end
    #[arg(long, requires = "job")]
    pub start: bool,
    /// Stop it after what is under way
    #[arg(long, requires = "job", conflicts_with = "start")]
    pub stop: bool,
}

/// Looks a file through, and perhaps starts it and waits for its end.
pub(super) async fn import(
    at: At<'_>,
    clock: &clock::Clock,
    import: Import,
) -> Result<(), Failure> {
    let At { people, id, .. } = at;
    let deed = BulkDeed::from_word(&import.deed).ok_or_else(|| {
        Failure::usage(
            format!("“{}” is nothing a file can do.", import.deed),
            "Choose create, update, type or delete.",
        )
    })?;
    let mut bytes = Vec::new();
    if import.file.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(&import.file).map_err(|error| {
            Failure::new(
                format!("{} cannot be read: {error}.", import.file.display()),
                "Name a CSV file, or - for standard input.",
            )
        })?;
    }
    let csv = Sheet::decode(&bytes).map_err(people::Error::from)?;
    let options = JobOptions {
        creation: creation(&import.action)?,
        departure: import.how.departure(),
    };
    let mut job = people.plan(&OPERATOR, id, deed, &csv, &options).await?;
    if import.start {
        job = to_its_end(at, clock, &job.id).await?;
    }
    told(at, &job).await
}

/// Runs a job here. Another process of this installation may have it: then its progress is waited
/// for. Ends when the job is done, was stopped, or has to rest.
async fn to_its_end(
    At { people, output, .. }: At<'_>,
    clock: &clock::Clock,
    job: &JobId,
) -> Result<JobView, Failure> {
    let mut view = people.start_job(&OPERATOR, job).await?;
    let (_going, stop) = watch::channel(false);
    let running = async {
        loop {
            people.run_jobs(&stop).await?;
            clock.sleep(LOOK).await;
        }
    };
    let watching = async {
        let mut said = 0;
        while view.state == JobState::Running && view.rest_until.is_none() {
            clock.sleep(LOOK).await;
            view = people.job(&OPERATOR, job).await?;
            if output == Output::Text && view.settled() != said {
                said = view.settled();
                eprintln!("{said} of {} rows are settled", view.total);
            }
        }
        Ok(view)
    };
    tokio::select! {
        biased;
        view = watching => view,
        failed = running => failed,
    }
}

/// Lists jobs, or shows, starts and stops one.
pub(super) async fn jobs(at: At<'_>, clock: &clock::Clock, asked: Jobs) -> Result<(), Failure> {
    let At { people, id, output } = at;
    let Some(job) = asked.job.map(JobId) else {
        let jobs = people.jobs(&OPERATOR, id, 100).await?;
        output.write(&jobs, |jobs| {
            let mut table = Table::new(&["id", "job", "state", "rows", "settled"]);
            for job in jobs {
                table.row([
                    job.id.0.clone(),
                    job.deed.title().to_owned(),
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
        })?;
        return Ok(());
    };
    let view = if asked.start {
        to_its_end(at, clock, &job).await?
    } else if asked.stop {
        people.stop_job(&OPERATOR, &job).await?
    } else {
        people.job(&OPERATOR, &job).await?
    };
    told(at, &view).await
}

/// A job with the rows that are worth reading: those that were not done.
async fn told(At { people, output, .. }: At<'_>, job: &JobView) -> Result<(), Failure> {
    let mut rows = Vec::new();
    loop {
        let more = people
            .job_rows(&OPERATOR, &job.id, None, 2_000, rows.len() as u64)
            .await?;
        let last = more.len() < 2_000;
        rows.extend(more);
        if last {
            break;
        }
    }
    output.write(&serde_json::json!({ "job": job, "rows": rows }), |_| {
        let mut out = format!(
            "{} {}: {}, {} of {} rows settled\n",
            job.id.0,
            job.deed.title(),
            job.state.title(),
            job.settled(),
            job.total
        );
        if !job.said.is_empty() {
            out.push_str(&job.said);
            out.push('\n');
        }
        let mut table = Table::new(&["line", "who", "state", "what"]);
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
            let next = format!(
                "\nNothing was sent. Start it with: parfocal people jobs {} --start\n",
                job.id.0
            );
            out.push_str(&next);
        }
        out
    })?;
    Ok(())
}
