//! Running jobs: rows are sent a few at a time, intents before, answers after.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use store::{Row, args};
use tokio::sync::watch;

use super::{
    Bulk, Done, JobId, JobState, Outcome, Point, RowState, Work, Worker, rows::word, then::Then,
};
use crate::{JobsError, Lease, Result};

/// Calls under way at once. The budget decides how fast they go.
const WIDTH: u32 = 8;
/// Longer than all calls of a step may take: each gives up after a minute.
const LEASE: Duration = Duration::from_mins(4);
/// How often it is looked for jobs.
const LOOK: Duration = Duration::from_secs(1);
/// How long Zoom is left alone after an answer that did not come, the first time.
const UNCLEAR: SignedDuration = SignedDuration::from_secs(10);
/// How often that doubles: to 21 minutes.
const DOUBLINGS: i64 = 7;
/// How long a job rests that this process could not work at.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// A row that is to be sent, or whose answer is not known.
#[derive(Debug)]
pub struct Open<W> {
    /// Its place.
    pub line: i64,
    /// Whom or what it is about.
    pub target: String,
    /// What it asks for.
    pub wish: W,
    /// How often it was sent and may have been done.
    pub(super) attempts: i64,
    /// How often Zoom was asked in vain what became of it.
    pub(super) settles: i64,
    /// Whether an earlier call may have done it: its answer is not known.
    pub in_doubt: bool,
    /// When the first call was sent of which that is so, in microseconds; or else the last.
    pub sent_at: i64,
}

impl<W> Open<W> {
    /// The pause before Zoom is asked again: it doubles with each answer that did not come.
    fn pause(&self) -> SignedDuration {
        let lost = self.settles.max(self.attempts - 1);
        UNCLEAR * (1 << lost.clamp(0, DOUBLINGS))
    }
}

/// A row and what became of it.
type Answer<'r, W> = (&'r Open<<W as Work>::Wish>, Outcome<<W as Work>::What>);

impl Bulk {
    /// Runs every job of this queue that is started, until `stop` says so.
    pub async fn run_loop<W: Worker>(&self, worker: &W, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.run(worker, &stop).await {
                tracing::warn!(%error, queue = self.queue, "a bulk job did not go on");
            }
            tokio::select! {
                () = self.jobs.0.clock.sleep(LOOK) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    /// Runs every job that is started and that nobody else runs, as far as it goes now. A job that
    /// cannot be worked at rests and says why; the others, which may be another connection's, go
    /// on. The first such failure is answered when all had their turn.
    pub async fn run<W: Worker>(
        &self,
        worker: &W,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), W::Error> {
        let mut first = Ok(());
        for job in self.runnable().await? {
            let name = format!("{}/{}", self.queue, job.0);
            let Some(lease) = self.jobs.lease(&name, LEASE).await? else {
                continue;
            };
            let begun = match self.job(&job).await {
                Ok(job) => worker.begin(&job).await,
                Err(error) => Err(error.into()),
            };
            let why = match begun {
                Ok(work) => match self.work(&job, &work, &lease, stop).await {
                    Ok(()) => {
                        self.jobs.release(&lease).await?;
                        continue;
                    }
                    // A test's power cut: what a dead process holds is not given back.
                    Err(error @ JobsError::Stopped(_)) => return Err(error.into()),
                    Err(JobsError::Lost(_)) => continue,
                    Err(error) => error.into(),
                },
                Err(error) => error,
            };
            let until = self.now() + PAUSE;
            self.rest(&job, until, &why.to_string()).await?;
            self.jobs.release(&lease).await?;
            first = first.and(Err(why));
        }
        first
    }

    async fn rest(&self, job: &JobId, until: Timestamp, said: &str) -> Result<()> {
        let db = &self.jobs.0.db;
        db.execute(
            "UPDATE bulk_jobs SET rest_until = $2, said = $3
             WHERE id = $1 AND state = 'running'",
            args![job.as_str(), until.as_microsecond(), said],
        )
        .await?;
        Ok(())
    }

    async fn work<W: Work>(
        &self,
        job: &JobId,
        work: &W,
        lease: &Lease,
        stop: &watch::Receiver<bool>,
    ) -> Result<()> {
        // Whoever had the lease before died between a call and its answer. Each is asked about
        // once: what Zoom does not tell now holds up none of the others.
        let mut after = i64::MIN;
        loop {
            let doubtful = self.open(job, RowState::Sent, after).await?;
            let Some(last) = doubtful.last() else { break };
            after = last.line;
            let settled = self.all(&doubtful, work, true).await?;
            if !self.write(job, work, lease, settled, true).await? {
                return Ok(());
            }
            self.jobs.renew(lease, LEASE).await?;
        }
        while !*stop.borrow() {
            let mut rows = self.open(job, RowState::Waiting, i64::MIN).await?;
            if rows.is_empty() {
                return self.end(job, lease).await;
            }
            self.point(Point::BeforeIntent)?;
            if !self.intend(job, lease, &mut rows).await? {
                return Ok(());
            }
            self.point(Point::AfterIntent)?;
            let answers = self.all(&rows, work, false).await?;
            self.point(Point::BeforeCommit)?;
            let goes_on = self.write(job, work, lease, answers, false).await?;
            self.point(Point::AfterCommit)?;
            if !goes_on {
                return Ok(());
            }
            self.jobs.renew(lease, LEASE).await?;
        }
        Ok(())
    }

    fn point(&self, at: Point) -> Result<()> {
        self.points.reached(at).map_err(|_| JobsError::Stopped(at))
    }

    /// Each row's outcome, all under way at once.
    async fn all<'r, W: Work>(
        &self,
        rows: &'r [Open<W::Wish>],
        work: &W,
        settle: bool,
    ) -> Result<Vec<Answer<'r, W>>> {
        let mut under_way = Vec::with_capacity(rows.len());
        for row in rows {
            under_way.push(async move {
                let outcome = if settle {
                    work.settle(row).await
                } else {
                    work.send(row).await
                };
                self.point(Point::AfterAnswer)?;
                Ok((row, outcome))
            });
        }
        futures::future::try_join_all(under_way).await
    }

    /// The next rows behind that line which stand there.
    async fn open<W: DeserializeOwned>(
        &self,
        job: &JobId,
        state: RowState,
        after: i64,
    ) -> Result<Vec<Open<W>>> {
        let db = &self.jobs.0.db;
        let rows = db
            .rows(
                "SELECT line, target, wish, attempts, settles, in_doubt, sent_at FROM bulk_rows
                 WHERE job = $1 AND state = $2 AND line > $3 ORDER BY line LIMIT $4",
                args![job.as_str(), state.word(), after, WIDTH],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// Commits that these rows are about to be sent; false when the job no longer runs.
    async fn intend<W>(&self, job: &JobId, lease: &Lease, rows: &mut [Open<W>]) -> Result<bool> {
        let now = self.jobs.0.clock.now_micros();
        let mut tx = self.jobs.0.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        let runs = tx
            .execute(
                "UPDATE bulk_jobs SET said = '' WHERE id = $1 AND state = 'running'",
                args![job.as_str()],
            )
            .await?;
        if runs == 0 {
            return Ok(false);
        }
        for row in rows {
            row.attempts += 1;
            if !row.in_doubt {
                row.sent_at = now;
            }
            // From here on it may be done, until an answer is kept that says it was not. Who goes
            // on after a kill reads it as doubtful; this call is judged by those before it.
            tx.execute(
                "UPDATE bulk_rows
                 SET state = 'sent', attempts = $3, sent_at = $4, in_doubt = 1
                 WHERE job = $1 AND line = $2",
                args![job.as_str(), row.line, row.attempts, row.sent_at],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Commits the outcomes with what the work keeps of them; false when the job has to rest.
    async fn write<W: Work>(
        &self,
        job: &JobId,
        work: &W,
        lease: &Lease,
        outcomes: Vec<Answer<'_, W>>,
        settling: bool,
    ) -> Result<bool> {
        let (mut rest, mut halt) = (None, None);
        let mut done: Vec<Done<W::What>> = Vec::new();
        let mut tx = self.jobs.0.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        for (row, outcome) in outcomes {
            let then = Then::of(row, &outcome, settling, self.now());
            tx.execute(
                "UPDATE bulk_rows SET state = $3, said = $4, settles = $6, in_doubt = $7,
                     attempts = $8, zoom_id = CASE WHEN $5 = '' THEN zoom_id ELSE $5 END
                 WHERE job = $1 AND line = $2",
                args![
                    job.as_str(),
                    row.line,
                    then.state.word(),
                    then.said,
                    then.zoom_id,
                    then.settles,
                    i64::from(then.in_doubt),
                    then.attempts
                ],
            )
            .await?;
            match outcome {
                Outcome::Done(one) => done.push(one),
                Outcome::Unclear { said, .. } if then.rests => {
                    rest = rest.max(Some((self.now() + row.pause(), said)));
                }
                Outcome::Rest(until, said) => rest = rest.max(Some((until, said))),
                Outcome::Halt(said) => halt = Some(said),
                Outcome::Unclear { .. }
                | Outcome::Refused(_)
                | Outcome::Same(_)
                | Outcome::Again { .. } => {}
            }
        }
        work.keep(&mut tx, &done).await?;
        let goes_on = rest.is_none() && halt.is_none();
        if let Some(said) = halt {
            tx.execute(
                "UPDATE bulk_jobs SET state = 'stopped', said = $2
                 WHERE id = $1 AND state = 'running'",
                args![job.as_str(), said],
            )
            .await?;
        } else if let Some((until, said)) = rest {
            tx.execute(
                "UPDATE bulk_jobs SET rest_until = $2, said = $3
                 WHERE id = $1 AND state = 'running'",
                args![job.as_str(), until.as_microsecond(), said],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(goes_on)
    }

    /// Ends the job, or lets it rest until Zoom is asked again about the rows still in doubt.
    async fn end(&self, job: &JobId, lease: &Lease) -> Result<()> {
        let doubtful: Vec<Open<serde::de::IgnoredAny>> =
            self.open(job, RowState::Sent, i64::MIN).await?;
        if let Some(pause) = doubtful.iter().map(Open::pause).min() {
            let said = "What became of some rows is not known yet; Zoom is asked again.";
            return self.rest(job, self.now() + pause, said).await;
        }
        let mut tx = self.jobs.0.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        tx.execute(
            "UPDATE bulk_jobs SET state = $2, ended_at = $3, said = ''
             WHERE id = $1 AND state = 'running'
                 AND NOT EXISTS (SELECT 1 FROM bulk_rows
                     WHERE job = $1 AND state IN ('waiting', 'sent'))",
            args![
                job.as_str(),
                JobState::Done.word(),
                self.jobs.0.clock.now_micros()
            ],
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

fn read<W: DeserializeOwned>(row: &Row) -> Result<Open<W>> {
    Ok(Open {
        line: row.i64("line")?,
        target: row.text("target")?,
        wish: word(row, "wish", |text| serde_json::from_str(text).ok())?,
        attempts: row.i64("attempts")?,
        settles: row.i64("settles")?,
        in_doubt: row.flag("in_doubt")?,
        sent_at: row.i64("sent_at")?,
    })
}
