//! A job with people as it is shown, started, stopped and run.

use std::ops::Deref;

use ::jobs::bulk::{Bulk, Job, JobId, RowState, RowView, Standing, Worker};
use connect::{Action, ConnectionId, Principal};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::args;
use tokio::sync::watch;
use zoom_client::Priority;

use super::{Deed, JobOptions, send::Sender};
use crate::{Error, People};

/// The queue of jobs with people.
pub(crate) const QUEUE: &str = "people";
/// Days that it is kept who did what.
const AUDIT: i64 = 730;

/// A job as it stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleJob)]
pub struct JobView {
    /// The connection it belongs to.
    #[schema(value_type = String)]
    pub connection: ConnectionId,
    /// What it does.
    pub deed: Deed,
    /// What holds for all its rows.
    pub options: JobOptions,
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

impl Deref for JobView {
    type Target = Standing;

    fn deref(&self) -> &Standing {
        &self.standing
    }
}

impl TryFrom<Job> for JobView {
    type Error = Error;

    fn try_from(job: Job) -> Result<Self, Error> {
        let unreadable = |column, value: &str| Error::Unreadable {
            column,
            value: value.to_owned(),
        };
        Ok(Self {
            deed: Deed::from_word(&job.deed).ok_or_else(|| unreadable("deed", &job.deed))?,
            options: serde_json::from_str(&job.options)
                .map_err(|_| unreadable("options", &job.options))?,
            connection: ConnectionId(job.connection),
            standing: job.standing,
        })
    }
}

impl Worker for People {
    type Work = Sender;
    type Error = Error;

    async fn begin(&self, job: &Job) -> Result<Sender, Error> {
        let view = JobView::try_from(job.clone())?;
        Ok(Sender {
            zoom: self.zoom(&view.connection, Priority::Backfill).await?,
            people: self.clone(),
            connection: view.connection,
            deed: view.deed,
            options: view.options,
            made_by: view.standing.made_by,
        })
    }
}

impl People {
    pub(super) fn bulk(&self) -> Bulk {
        Bulk::new(self.jobs.clone(), QUEUE).stopping_at(self.points.clone())
    }

    /// One job.
    pub async fn job(&self, who: &Principal, job: &JobId) -> Result<JobView, Error> {
        let view = JobView::try_from(self.bulk().job(job).await?)?;
        self.may(who, Action::Read, &view.connection)?;
        Ok(view)
    }

    /// The latest jobs.
    pub async fn jobs(
        &self,
        who: &Principal,
        id: &ConnectionId,
        limit: u32,
    ) -> Result<Vec<JobView>, Error> {
        self.may(who, Action::Read, id)?;
        let jobs = self.bulk().latest(id.as_str(), limit).await?;
        jobs.into_iter().map(JobView::try_from).collect()
    }

    /// Rows of a job in the order of its file, perhaps only those that stand somewhere.
    pub async fn job_rows(
        &self,
        who: &Principal,
        job: &JobId,
        state: Option<RowState>,
        limit: u32,
        offset: u64,
    ) -> Result<Vec<RowView>, Error> {
        let view = self.job(who, job).await?;
        Ok(self.bulk().rows(&view, state, limit, offset).await?)
    }

    /// Starts a plan, or lets a stopped job go on.
    pub async fn start_job(&self, who: &Principal, job: &JobId) -> Result<JobView, Error> {
        let view = self.job(who, job).await?;
        self.may(who, Action::Change, &view.connection)?;
        self.bulk().start(&view).await?;
        self.job(who, job).await
    }

    /// Stops a job: what is under way is finished, nothing more is sent.
    pub async fn stop_job(&self, who: &Principal, job: &JobId) -> Result<JobView, Error> {
        let view = self.job(who, job).await?;
        self.may(who, Action::Change, &view.connection)?;
        self.bulk().stop(&view, who.name()).await?;
        self.job(who, job).await
    }

    /// Runs every job that is started, until `stop` says so.
    pub async fn jobs_loop(&self, stop: watch::Receiver<bool>) {
        self.bulk().run_loop(self, stop).await;
    }

    /// Runs every job that is started and that nobody else runs, as far as it goes now.
    pub async fn run_jobs(&self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        self.bulk().run(self, stop).await
    }

    /// Forgets old jobs, and who did what after two years; answers how many of both. To be called
    /// a few times a day.
    pub async fn prune(&self) -> Result<u64, Error> {
        let gone = self.bulk().prune().await?;
        let age = SignedDuration::from_hours(24 * AUDIT);
        let then = self.now().saturating_sub(age).unwrap_or(Timestamp::MIN);
        let sql = "DELETE FROM people_audit WHERE at < $1";
        let lines = self.db.execute(sql, args![then.as_microsecond()]).await?;
        Ok(gone + lines)
    }
}
