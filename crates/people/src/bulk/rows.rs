//! Jobs and their rows in the database.

use std::collections::BTreeMap;

use connect::{Action, ConnectionId, Principal};
use jiff::Timestamp;
use serde::Serialize;
use store::{Row, args};

use super::{Deed, JobOptions};
use crate::{Error, People, person::time};

/// The id of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct JobId(pub String);

impl JobId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal, $title:literal;)* }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
        $(#[$meta])*
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant,)* }

        impl $name {
            /// Its name in addresses, files and the database.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What a person reads.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The one of that name.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// Where a job stands.
    JobState {
        /// Read and looked through; nothing was sent.
        Planned = "planned", "Dry run";
        /// Rows are being sent.
        Running = "running", "Running";
        /// A person or a missing scope stopped it; it can go on.
        Stopped = "stopped", "Stopped";
        /// Every row has its fate.
        Done = "done", "Done";
    }
}

words! {
    /// Where a row stands.
    #[schema(as = PeopleRowState)]
    RowState {
        /// To be sent.
        Waiting = "waiting", "Waiting";
        /// Sent; the answer is not kept yet.
        Sent = "sent", "Sent";
        /// Zoom did it.
        Done = "done", "Done";
        /// Zoom refused it.
        Refused = "refused", "Refused";
        /// It was so already.
        Same = "same", "No change";
        /// The dry run found why it cannot be done.
        LeftOut = "left_out", "Left out";
        /// Not sent, because the job was stopped.
        Stopped = "stopped", "Stopped";
    }
}

/// A job as it stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleJob)]
pub struct JobView {
    /// Its id.
    pub id: JobId,
    /// The connection it belongs to.
    #[schema(value_type = String)]
    pub connection: ConnectionId,
    /// What it does.
    pub deed: Deed,
    /// What holds for all its rows.
    pub options: JobOptions,
    /// Where it stands.
    pub state: JobState,
    /// When it was made.
    #[schema(value_type = String)]
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// When it began.
    #[schema(value_type = Option<String>)]
    pub started_at: Option<Timestamp>,
    /// When its last row had its fate.
    #[schema(value_type = Option<String>)]
    pub ended_at: Option<Timestamp>,
    /// It rests until then: the calls to Zoom are used up, or Zoom is not there.
    #[schema(value_type = Option<String>)]
    pub rest_until: Option<Timestamp>,
    /// Why it rests or was stopped.
    pub said: String,
    /// How many rows stand where.
    pub counts: BTreeMap<String, u64>,
    /// Rows in all.
    pub total: u64,
}

impl JobView {
    /// How many rows stand there.
    pub fn count(&self, state: RowState) -> u64 {
        self.counts.get(state.word()).copied().unwrap_or(0)
    }

    /// How many rows have their fate.
    pub fn settled(&self) -> u64 {
        let open = [RowState::Waiting, RowState::Sent, RowState::Stopped];
        self.total - open.map(|state| self.count(state)).iter().sum::<u64>()
    }
}

/// A row as it stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleJobRow)]
pub struct RowView {
    /// Its line in the file.
    pub line: i64,
    /// Whom it is about.
    pub target: String,
    /// Where it stands.
    pub state: RowState,
    /// What would be done, what was done, or why not; Zoom's words where Zoom refused.
    pub said: String,
    /// Zoom's id of them, where it is known.
    pub zoom_id: String,
}

const JOB: &str = "SELECT id, connection, deed, options, state, made_at, made_by, started_at, \
    ended_at, rest_until, said FROM people_jobs";

impl People {
    /// One job.
    pub async fn job(&self, who: &Principal, job: &JobId) -> Result<JobView, Error> {
        let view = self.held(job).await?;
        self.may(who, Action::Read, &view.connection)?;
        Ok(view)
    }

    pub(super) async fn held(&self, job: &JobId) -> Result<JobView, Error> {
        let sql = format!("{JOB} WHERE id = $1");
        let row = self
            .db
            .row(store::AssertSqlSafe(sql), args![job.as_str()])
            .await?;
        let row = row.ok_or_else(|| Error::NoJob(job.0.clone()))?;
        self.view(&row).await
    }

    /// The latest jobs.
    pub async fn jobs(
        &self,
        who: &Principal,
        id: &ConnectionId,
        limit: u32,
    ) -> Result<Vec<JobView>, Error> {
        self.may(who, Action::Read, id)?;
        let sql = format!("{JOB} WHERE connection = $1 ORDER BY made_at DESC, id LIMIT $2");
        let rows = self
            .db
            .rows(store::AssertSqlSafe(sql), args![id.as_str(), limit])
            .await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in &rows {
            views.push(self.view(row).await?);
        }
        Ok(views)
    }

    /// Jobs that run and do not rest, the oldest first.
    pub(super) async fn runnable(&self) -> Result<Vec<JobId>, Error> {
        let rows = self
            .db
            .rows(
                "SELECT id FROM people_jobs WHERE state = 'running' AND rest_until <= $1
                 ORDER BY made_at, id",
                args![self.clock.now_micros()],
            )
            .await?;
        rows.iter().map(|row| Ok(JobId(row.text("id")?))).collect()
    }

    async fn view(&self, row: &Row) -> Result<JobView, Error> {
        let id = row.text("id")?;
        let state = word(row, "state", JobState::from_word)?;
        let counted = self
            .db
            .rows(
                "SELECT state, COUNT(*) AS n FROM people_job_rows WHERE job = $1 GROUP BY state",
                args![id.as_str()],
            )
            .await?;
        let mut counts = BTreeMap::new();
        let mut total = 0;
        for one in counted {
            let n = u64::try_from(one.i64("n")?).unwrap_or(0);
            let row_state = shown(state, word(&one, "state", RowState::from_word)?);
            *counts.entry(row_state.word().to_owned()).or_default() += n;
            total += n;
        }
        Ok(JobView {
            id: JobId(id),
            connection: ConnectionId(row.text("connection")?),
            deed: word(row, "deed", Deed::from_word)?,
            options: word(row, "options", |text| serde_json::from_str(text).ok())?,
            state,
            made_at: time(row.i64("made_at")?).unwrap_or(Timestamp::UNIX_EPOCH),
            made_by: row.text("made_by")?,
            started_at: time(row.i64("started_at")?),
            ended_at: time(row.i64("ended_at")?),
            rest_until: time(row.i64("rest_until")?).filter(|until| *until > self.now()),
            said: row.text("said")?,
            counts,
            total,
        })
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
        let wanted = match state {
            Some(RowState::Stopped) => "waiting",
            Some(state) => state.word(),
            None => "",
        };
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let rows = self
            .db
            .rows(
                "SELECT line, target, state, said, zoom_id FROM people_job_rows
                 WHERE job = $1 AND ($2 = '' OR state = $2) ORDER BY line LIMIT $3 OFFSET $4",
                args![job.as_str(), wanted, limit, offset],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(RowView {
                    line: row.i64("line")?,
                    target: row.text("target")?,
                    state: shown(view.state, word(row, "state", RowState::from_word)?),
                    said: row.text("said")?,
                    zoom_id: row.text("zoom_id")?,
                })
            })
            .collect()
    }

    /// Starts a plan, or lets a stopped job go on.
    pub async fn start_job(&self, who: &Principal, job: &JobId) -> Result<JobView, Error> {
        let view = self.job(who, job).await?;
        self.may(who, Action::Change, &view.connection)?;
        if view.state == JobState::Running {
            return Ok(view);
        }
        if view.state == JobState::Done {
            return Err(Error::JobState(
                "This job is done; make a new one.".to_owned(),
            ));
        }
        if view.settled() == view.total {
            return Err(Error::JobState(
                "None of its rows can be done, so there is nothing to start. Correct the file and \
                 look through it again."
                    .to_owned(),
            ));
        }
        self.db
            .execute(
                "UPDATE people_jobs SET state = 'running', said = '', rest_until = 0,
                     started_at = CASE WHEN started_at = 0 THEN $2 ELSE started_at END
                 WHERE id = $1 AND state IN ('planned', 'stopped')",
                args![job.as_str(), self.clock.now_micros()],
            )
            .await?;
        self.held(job).await
    }

    /// Stops a job: what is under way is finished, nothing more is sent.
    pub async fn stop_job(&self, who: &Principal, job: &JobId) -> Result<JobView, Error> {
        let view = self.job(who, job).await?;
        self.may(who, Action::Change, &view.connection)?;
        if view.state == JobState::Planned {
            return Err(Error::JobState(
                "This job was not started, so nothing runs.".to_owned(),
            ));
        }
        self.db
            .execute(
                "UPDATE people_jobs SET state = 'stopped', said = $2, rest_until = 0
                 WHERE id = $1 AND state = 'running'",
                args![job.as_str(), format!("Stopped by {}.", who.name())],
            )
            .await?;
        self.held(job).await
    }
}

/// A row that waits in a job that was stopped was stopped with it.
fn shown(job: JobState, row: RowState) -> RowState {
    match (job, row) {
        (JobState::Stopped, RowState::Waiting) => RowState::Stopped,
        (_, row) => row,
    }
}

pub(super) fn word<T>(
    row: &Row,
    column: &'static str,
    known: impl Fn(&str) -> Option<T>,
) -> Result<T, Error> {
    let text = row.text(column)?;
    known(&text).ok_or(Error::Unreadable {
        column,
        value: text,
    })
}
