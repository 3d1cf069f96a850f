//! Jobs and their rows in the database.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use store::{AssertSqlSafe, Row, args};

use super::Bulk;
use crate::{JobsError, Result};

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
    /// Where a row of a job stands.
    #[schema(as = JobRowState)]
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

/// How a job stands, whatever it does.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = JobStanding)]
pub struct Standing {
    /// Its id.
    pub id: JobId,
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

impl Standing {
    /// How many rows stand there.
    pub fn count(&self, state: RowState) -> u64 {
        self.counts.get(state.word()).copied().unwrap_or(0)
    }

    /// How many rows have their fate.
    pub fn settled(&self) -> u64 {
        self.total - self.open()
    }

    /// How many rows have none yet.
    pub fn open(&self) -> u64 {
        let open = [RowState::Waiting, RowState::Sent, RowState::Stopped];
        open.map(|state| self.count(state)).iter().sum()
    }
}

/// A job with what its queue wrote down of it.
#[derive(Debug, Clone)]
pub struct Job {
    /// The connection it belongs to.
    pub connection: String,
    /// What it does: a word of its queue's.
    pub deed: String,
    /// What holds for all its rows, as its queue wrote it.
    pub options: String,
    /// How it stands.
    pub standing: Standing,
}

/// A row as it stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = JobRow)]
pub struct RowView {
    /// Its line in the file, or its place in the list.
    pub line: i64,
    /// Whom or what it is about.
    pub target: String,
    /// Where it stands.
    pub state: RowState,
    /// What would be done, what was done, or why not; Zoom's words where Zoom refused.
    pub said: String,
    /// Zoom's id of them, where it is known.
    pub zoom_id: String,
}

const JOB: &str = "SELECT id, connection, deed, options, state, made_at, made_by, started_at, \
    ended_at, rest_until, said FROM bulk_jobs WHERE queue = $1";

impl Bulk {
    /// One job of this queue.
    pub async fn job(&self, job: &JobId) -> Result<Job> {
        let sql = format!("{JOB} AND id = $2");
        let db = &self.jobs.0.db;
        let row = db
            .row(AssertSqlSafe(sql), args![self.queue, job.as_str()])
            .await?;
        let row = row.ok_or_else(|| JobsError::NoJob(job.0.clone()))?;
        self.read(&row).await
    }

    /// The latest jobs of a connection.
    pub async fn latest(&self, connection: &str, limit: u32) -> Result<Vec<Job>> {
        let sql = format!("{JOB} AND connection = $2 ORDER BY made_at DESC, id LIMIT $3");
        let db = &self.jobs.0.db;
        let rows = db
            .rows(AssertSqlSafe(sql), args![self.queue, connection, limit])
            .await?;
        let mut jobs = Vec::with_capacity(rows.len());
        for row in &rows {
            jobs.push(self.read(row).await?);
        }
        Ok(jobs)
    }

    /// Jobs that run and do not rest, the oldest first.
    pub(super) async fn runnable(&self) -> Result<Vec<JobId>> {
        let db = &self.jobs.0.db;
        let rows = db
            .rows(
                "SELECT id FROM bulk_jobs
                 WHERE queue = $1 AND state = 'running' AND rest_until <= $2
                 ORDER BY made_at, id",
                args![self.queue, self.jobs.0.clock.now_micros()],
            )
            .await?;
        rows.iter().map(|row| Ok(JobId(row.text("id")?))).collect()
    }

    async fn read(&self, row: &Row) -> Result<Job> {
        let id = row.text("id")?;
        let state = word(row, "state", JobState::from_word)?;
        let db = &self.jobs.0.db;
        let counted = db
            .rows(
                "SELECT state, COUNT(*) AS n FROM bulk_rows WHERE job = $1 GROUP BY state",
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
        Ok(Job {
            connection: row.text("connection")?,
            deed: row.text("deed")?,
            options: row.text("options")?,
            standing: Standing {
                id: JobId(id),
                state,
                made_at: time(row.i64("made_at")?).unwrap_or(Timestamp::UNIX_EPOCH),
                made_by: row.text("made_by")?,
                started_at: time(row.i64("started_at")?),
                ended_at: time(row.i64("ended_at")?),
                rest_until: time(row.i64("rest_until")?).filter(|until| *until > self.now()),
                said: row.text("said")?,
                counts,
                total,
            },
        })
    }

    /// Rows of a job in order, perhaps only those that stand somewhere.
    pub async fn rows(
        &self,
        job: &Standing,
        state: Option<RowState>,
        limit: u32,
        offset: u64,
    ) -> Result<Vec<RowView>> {
        let wanted = match state {
            Some(RowState::Stopped) => "waiting",
            Some(state) => state.word(),
            None => "",
        };
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let db = &self.jobs.0.db;
        let rows = db
            .rows(
                "SELECT line, target, state, said, zoom_id FROM bulk_rows
                 WHERE job = $1 AND ($2 = '' OR state = $2) ORDER BY line LIMIT $3 OFFSET $4",
                args![job.id.as_str(), wanted, limit, offset],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(RowView {
                    line: row.i64("line")?,
                    target: row.text("target")?,
                    state: shown(job.state, word(row, "state", RowState::from_word)?),
                    said: row.text("said")?,
                    zoom_id: row.text("zoom_id")?,
                })
            })
            .collect()
    }

    /// Starts a plan, or lets a stopped job go on. One that runs stays as it is.
    pub async fn start(&self, job: &Standing) -> Result<()> {
        if job.state == JobState::Running {
            return Ok(());
        }
        if job.state == JobState::Done {
            return Err(JobsError::State(
                "This job is done; make a new one.".to_owned(),
            ));
        }
        if job.open() == 0 {
            return Err(JobsError::State(
                "None of its rows can be done, so there is nothing to start. Look at what stands \
                 at each and make a new job."
                    .to_owned(),
            ));
        }
        let db = &self.jobs.0.db;
        db.execute(
            "UPDATE bulk_jobs SET state = 'running', said = '', rest_until = 0,
                 started_at = CASE WHEN started_at = 0 THEN $2 ELSE started_at END
             WHERE id = $1 AND state IN ('planned', 'stopped')",
            args![job.id.as_str(), self.jobs.0.clock.now_micros()],
        )
        .await?;
        Ok(())
    }

    /// Stops a job: what is under way is finished, nothing more is sent.
    pub async fn stop(&self, job: &Standing, who: &str) -> Result<()> {
        if job.state == JobState::Planned {
            return Err(JobsError::State(
                "This job was not started, so nothing runs.".to_owned(),
            ));
        }
        let db = &self.jobs.0.db;
        db.execute(
            "UPDATE bulk_jobs SET state = 'stopped', said = $2, rest_until = 0
             WHERE id = $1 AND state = 'running'",
            args![job.id.as_str(), format!("Stopped by {who}.")],
        )
        .await?;
        Ok(())
    }

    /// Now, as the database keeps it.
    pub(super) fn now(&self) -> Timestamp {
        let now = self.jobs.0.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// A row that waits in a job that was stopped was stopped with it.
fn shown(job: JobState, row: RowState) -> RowState {
    match (job, row) {
        (JobState::Stopped, RowState::Waiting) => RowState::Stopped,
        (_, row) => row,
    }
}

fn time(micros: i64) -> Option<Timestamp> {
    (micros != 0)
        .then(|| Timestamp::from_microsecond(micros).ok())
        .flatten()
}

pub(super) fn word<T>(
    row: &Row,
    column: &'static str,
    known: impl Fn(&str) -> Option<T>,
) -> Result<T> {
    let text = row.text(column)?;
    known(&text).ok_or(JobsError::Unreadable {
        column,
        value: text,
    })
}
