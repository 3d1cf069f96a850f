//! Many people from a file, and the jobs that come of it.

use std::{io::Read as _, path::PathBuf};

use people::{BulkDeed, JobId, JobOptions, JobView, Sheet};
use tokio::sync::watch;

use super::{At, Going, creation};
use crate::{commands::bulk, failure::Failure, product::OPERATOR};

/// A file of people.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// create, update, type (change licences), or delete (disassociate, unless --for-good)
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

/// Starts a job and runs it here to its end.
async fn to_its_end(
    At { people, output, .. }: At<'_>,
    clock: &clock::Clock,
    job: &JobId,
) -> Result<JobView, Failure> {
    people.start_job(&OPERATOR, job).await?;
    let (_going, stop) = watch::channel(false);
    let running = async {
        loop {
            people.run_jobs(&stop).await?;
            clock.sleep(bulk::LOOK).await;
        }
    };
    let look = async || Ok(people.job(&OPERATOR, job).await?.standing);
    bulk::to_its_end(output, clock, running, look).await?;
    Ok(people.job(&OPERATOR, job).await?)
}

/// Lists jobs, or shows, starts and stops one.
pub(super) async fn jobs(
    at: At<'_>,
    clock: &clock::Clock,
    asked: bulk::Asked,
) -> Result<(), Failure> {
    let At { people, id, output } = at;
    let Some(job) = asked.job.map(JobId) else {
        let jobs = people.jobs(&OPERATOR, id, 100).await?;
        output.write(&jobs, |jobs| {
            let each = jobs.iter();
            bulk::list(each.map(|job| (job.deed.title().to_owned(), &job.standing)))
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
        let next = format!("parfocal people jobs {} --start", job.id.0);
        bulk::told(job.deed.title(), job, &rows, &next)
    })?;
    Ok(())
}
