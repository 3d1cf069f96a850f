//! A job with many recordings as it is shown, started, stopped and run. The machine is
//! [`jobs::bulk`]'s.

use std::{ops::Deref, sync::Arc};

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use jobs::bulk::{Bulk, Job, JobId, JobState, Points, RowState, RowView, Standing, Worker};
use serde::Serialize;
use tokio::sync::watch;
use zoom_client::Priority;

use super::{RecordingAct, RecordingsAsked, send::Sender};
use crate::{Act, Error, Kind, Meetings, service::may, zoom::Zoom};

/// The queue of jobs with recordings.
const QUEUE: &str = "recordings";

/// A job with many recordings.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RecordingsJob {
    /// The connection it belongs to.
    #[schema(value_type = String)]
    pub connection: ConnectionId,
    /// What it does.
    pub act: RecordingAct,
    /// The list that it was made of.
    pub of: Option<RecordingsAsked>,
    /// How it stands.
    #[serde(flatten)]
    pub standing: Standing,
}

impl Deref for RecordingsJob {
    type Target = Standing;

    fn deref(&self) -> &Standing {
        &self.standing
    }
}

impl RecordingsJob {
    /// Whether it deletes what lies in the trash, and only that.
    fn is_from_trash(&self) -> bool {
        self.act == RecordingAct::Delete && self.of.as_ref().is_some_and(RecordingsAsked::is_trash)
    }

    /// What has to be typed to let it delete what is left for good; nothing has to be for what can
    /// be taken back.
    pub fn words(&self) -> Option<String> {
        (self.act == RecordingAct::Delete).then(|| format!("delete {}", self.open()))
    }
}

impl TryFrom<Job> for RecordingsJob {
    type Error = Error;

    fn try_from(job: Job) -> Result<Self, Error> {
        let unreadable = |column, value: &str| Error::Unreadable {
            column,
            value: value.to_owned(),
        };
        Ok(Self {
            act: RecordingAct::from_word(&job.deed).ok_or_else(|| unreadable("deed", &job.deed))?,
            of: serde_json::from_str(&job.options)
                .map_err(|_| unreadable("options", &job.options))?,
            connection: ConnectionId(job.connection),
            standing: job.standing,
        })
    }
}

impl Worker for Meetings {
    type Work = Sender;
    type Error = Error;

    async fn begin(&self, job: &Job) -> Result<Sender, Error> {
        let job = RecordingsJob::try_from(job.clone())?;
        let client = self.connect.client(&job.connection).await?;
        let client = client.with_priority(Priority::Backfill);
        Ok(Sender {
            in_trash: job.is_from_trash(),
            zoom: Zoom(client.on_behalf("recordings")),
            meetings: self.clone(),
            connection: job.connection,
            act: job.act,
            made_by: job.standing.made_by,
        })
    }
}

impl Meetings {
    pub(super) fn bulk(&self) -> Bulk {
        Bulk::new(self.jobs.clone(), QUEUE).stopping_at(self.points.clone())
    }

    /// The same service, whose jobs a test stops where it says.
    #[must_use]
    pub fn stopping_at(mut self, points: Arc<dyn Points>) -> Self {
        self.points = points;
        self
    }

    /// One job with recordings.
    pub async fn recordings_job(
        &self,
        who: &Principal,
        job: &JobId,
    ) -> Result<RecordingsJob, Error> {
        let view = RecordingsJob::try_from(self.bulk().job(job).await?)?;
        may(who, Action::Read, &view.connection)?;
        Ok(view)
    }

    /// The latest jobs with recordings.
    pub async fn recordings_jobs(
        &self,
        who: &Principal,
        id: &ConnectionId,
        limit: u32,
    ) -> Result<Vec<RecordingsJob>, Error> {
        may(who, Action::Read, id)?;
        let jobs = self.bulk().latest(id.as_str(), limit).await?;
        jobs.into_iter().map(RecordingsJob::try_from).collect()
    }

    /// Rows of a job in order, perhaps only those that stand somewhere.
    pub async fn recordings_job_rows(
        &self,
        who: &Principal,
        job: &JobId,
        state: Option<RowState>,
        limit: u32,
        offset: u64,
    ) -> Result<Vec<RowView>, Error> {
        let view = self.recordings_job(who, job).await?;
        Ok(self.bulk().rows(&view, state, limit, offset).await?)
    }

    /// Starts a plan, or lets a stopped job go on. What deletes for good takes
    /// [`RecordingsJob::words`].
    pub async fn start_recordings_job(
        &self,
        who: &Principal,
        job: &JobId,
        confirm: &str,
    ) -> Result<RecordingsJob, Error> {
        let view = self.recordings_job(who, job).await?;
        may_do(who, view.act, &view.connection)?;
        if matches!(view.state, JobState::Planned | JobState::Stopped)
            && view.open() > 0
            && let Some(words) = view.words()
            && confirm.trim() != words
        {
            return Err(FormProblems::one(
                "confirm",
                format!("Deleting for good cannot be taken back: type “{words}” to confirm it."),
            )
            .into());
        }
        self.bulk().start(&view).await?;
        self.recordings_job(who, job).await
    }

    /// Stops a job: what is under way is finished, nothing more is sent.
    pub async fn stop_recordings_job(
        &self,
        who: &Principal,
        job: &JobId,
    ) -> Result<RecordingsJob, Error> {
        let view = self.recordings_job(who, job).await?;
        may(who, Action::Change, &view.connection)?;
        self.bulk().stop(&view, who.name()).await?;
        self.recordings_job(who, job).await
    }

    /// What stands in the way of starting it.
    pub async fn recordings_job_obstacle(
        &self,
        job: &RecordingsJob,
    ) -> Result<Option<Refusal>, Error> {
        // Before something is deleted from the trash it is looked whether it is still there.
        let look = job.is_from_trash().then_some(Act::RecordingFiles);
        let acts: Vec<Act> = look.into_iter().chain([job.act.act(false)]).collect();
        let obstacles = self
            .obstacles(&job.connection, Kind::Meeting, &acts)
            .await?;
        Ok(obstacles.into_iter().next())
    }

    /// Runs every job with recordings that is started, until `stop` says so.
    pub async fn jobs_loop(&self, stop: watch::Receiver<bool>) {
        self.bulk().run_loop(self, stop).await;
    }

    /// Runs every such job that is started and that nobody else runs, as far as it goes now.
    pub async fn run_jobs(&self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        self.bulk().run(self, stop).await
    }

    /// Forgets old jobs; answers how many.
    pub async fn prune_jobs(&self) -> Result<u64, Error> {
        Ok(self.bulk().prune().await?)
    }
}

/// Whether `who` may do this with recordings: deleting for good is an administrator's.
pub(super) fn may_do(
    who: &Principal,
    act: RecordingAct,
    connection: &ConnectionId,
) -> Result<(), Error> {
    let action = match act {
        RecordingAct::Delete => Action::Administer,
        RecordingAct::Trash | RecordingAct::Recover => Action::Change,
    };
    may(who, action, connection)
}
