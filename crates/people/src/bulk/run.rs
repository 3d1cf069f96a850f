//! Running jobs: rows are sent a few at a time, intents before, answers after.

use std::time::Duration;

use jobs::{JobsError, Lease};
use store::{Row, args};
use tokio::sync::watch;
use zoom_client::Priority;

use super::{
    JobId, JobState, JobView, Point,
    plan::Wish,
    rows::{RowState, word},
    send::{Outcome, Sender},
};
use crate::{Error, People, service::audit};

/// Calls under way at once. The budget decides how fast they go.
const WIDTH: u32 = 8;
/// Longer than all calls of a step may take: each gives up after a minute.
const LEASE: Duration = Duration::from_mins(4);
/// How often it is looked for jobs.
const LOOK: Duration = Duration::from_secs(1);
/// A row whose answer was lost so often is given up, with the last words.
const ATTEMPTS: i64 = 5;

/// A row that is to be sent, or whose answer is not known.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) line: i64,
    pub(super) target: String,
    pub(super) wish: Wish,
    pub(super) attempts: i64,
    pub(super) sent_at: i64,
}

impl People {
    /// Runs every job that is started, until `stop` says so.
    pub async fn jobs_loop(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.run_jobs(&stop).await {
                tracing::warn!(%error, "a job with people did not go on");
            }
            tokio::select! {
                () = self.clock.sleep(LOOK) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    /// Runs every job that is started and that nobody else runs, as far as it goes now.
    pub async fn run_jobs(&self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        for job in self.runnable().await? {
            let Some(lease) = self.jobs.lease(&format!("people/{}", job.0), LEASE).await? else {
                continue;
            };
            match self.work(&job, &lease, stop).await {
                // A test's power cut: what a dead process holds is not given back.
                Err(error @ Error::Stopped(_)) => return Err(error),
                Err(Error::Jobs(JobsError::Lost(_))) => {}
                done => {
                    self.jobs.release(&lease).await?;
                    done?;
                }
            }
        }
        Ok(())
    }

    async fn work(
        &self,
        job: &JobId,
        lease: &Lease,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), Error> {
        let view = self.held(job).await?;
        let sender = Sender {
            zoom: self.zoom(&view.connection, Priority::Backfill).await?,
            people: self.clone(),
            connection: view.connection.clone(),
            deed: view.deed,
            options: view.options.clone(),
        };
        // Whoever had the lease before died between a call and its answer.
        loop {
            let doubtful = self.open(job, RowState::Sent).await?;
            if doubtful.is_empty() {
                break;
            }
            let settled = self.all(&doubtful, &sender, true).await?;
            if !self.write(&view, lease, settled).await? {
                return Ok(());
            }
            self.jobs.renew(lease, LEASE).await?;
        }
        while !*stop.borrow() {
            let mut rows = self.open(job, RowState::Waiting).await?;
            if rows.is_empty() {
                return self.end(job, lease).await;
            }
            self.point(Point::BeforeIntent)?;
            if !self.intend(job, lease, &mut rows).await? {
                return Ok(());
            }
            self.point(Point::AfterIntent)?;
            let answers = self.all(&rows, &sender, false).await?;
            self.point(Point::BeforeCommit)?;
            let goes_on = self.write(&view, lease, answers).await?;
            self.point(Point::AfterCommit)?;
            if !goes_on {
                return Ok(());
            }
            self.jobs.renew(lease, LEASE).await?;
        }
        Ok(())
    }

    fn point(&self, at: Point) -> Result<(), Error> {
        self.points.reached(at).map_err(|_| Error::Stopped(at))
    }

    /// Each row's outcome, all under way at once.
    async fn all<'r>(
        &self,
        rows: &'r [Open],
        sender: &Sender,
        settle: bool,
    ) -> Result<Vec<(&'r Open, Outcome)>, Error> {
        let mut under_way = Vec::with_capacity(rows.len());
        for row in rows {
            under_way.push(async move {
                let outcome = if settle {
                    sender.settle(row).await
                } else {
                    sender.send(row).await
                };
                self.point(Point::AfterAnswer)?;
                Ok((row, outcome))
            });
        }
        futures::future::try_join_all(under_way).await
    }

    async fn open(&self, job: &JobId, state: RowState) -> Result<Vec<Open>, Error> {
        let rows = self
            .db
            .rows(
                "SELECT line, target, wish, attempts, sent_at FROM people_job_rows
                 WHERE job = $1 AND state = $2 ORDER BY line LIMIT $3",
                args![job.as_str(), state.word(), WIDTH],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// Commits that these rows are about to be sent; false when the job no longer runs.
    async fn intend(&self, job: &JobId, lease: &Lease, rows: &mut [Open]) -> Result<bool, Error> {
        let now = self.clock.now_micros();
        let mut tx = self.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        let runs = tx
            .execute(
                "UPDATE people_jobs SET said = '' WHERE id = $1 AND state = 'running'",
                args![job.as_str()],
            )
            .await?;
        if runs == 0 {
            return Ok(false);
        }
        for row in rows {
            tx.execute(
                "UPDATE people_job_rows SET state = 'sent', attempts = attempts + 1, sent_at = $3
                 WHERE job = $1 AND line = $2",
                args![job.as_str(), row.line, now],
            )
            .await?;
            row.attempts += 1;
            row.sent_at = now;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Commits the outcomes with what they did to the directory; false when the job has to rest.
    async fn write(
        &self,
        view: &JobView,
        lease: &Lease,
        outcomes: Vec<(&Open, Outcome)>,
    ) -> Result<bool, Error> {
        let connection = view.connection.as_str();
        let (mut rest, mut halt) = (None, None);
        let mut kept = Vec::new();
        let mut tx = self.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        for (row, outcome) in outcomes {
            let (state, said, zoom_id) = match outcome {
                Outcome::Done { said, person, deed } => {
                    let id = person.id.clone();
                    let deed = audit::Deed {
                        who: &view.made_by,
                        action: deed,
                        detail: said.clone(),
                    };
                    audit::write(&mut tx, connection, self.now(), &person, &deed).await?;
                    if matches!(deed.action, "delete" | "disassociate") {
                        crate::directory::forget(&mut tx, connection, person.key(), self.now())
                            .await?;
                    } else {
                        kept.push(*person);
                    }
                    (RowState::Done, said, id)
                }
                Outcome::Refused(said) => (RowState::Refused, said, String::new()),
                Outcome::Again => (RowState::Waiting, String::new(), String::new()),
                Outcome::Unclear(said) if row.attempts >= ATTEMPTS => (
                    RowState::Refused,
                    format!("No answer after {ATTEMPTS} attempts. {said}"),
                    String::new(),
                ),
                Outcome::Unclear(said) => {
                    rest = rest.max(Some((self.now() + UNCLEAR, said.clone())));
                    (RowState::Sent, said, String::new())
                }
                Outcome::Rest(until, said) => {
                    rest = rest.max(Some((until, said)));
                    (RowState::Waiting, String::new(), String::new())
                }
                Outcome::Halt(said) => {
                    halt = Some(said);
                    (RowState::Waiting, String::new(), String::new())
                }
            };
            tx.execute(
                "UPDATE people_job_rows SET state = $3, said = $4,
                     zoom_id = CASE WHEN $5 = '' THEN zoom_id ELSE $5 END
                 WHERE job = $1 AND line = $2",
                args![view.id.as_str(), row.line, state.word(), said, zoom_id],
            )
            .await?;
        }
        if !kept.is_empty() {
            crate::directory::keep(&mut tx, connection, &kept, 0).await?;
        }
        let goes_on = rest.is_none() && halt.is_none();
        if let Some(said) = halt {
            tx.execute(
                "UPDATE people_jobs SET state = 'stopped', said = $2 WHERE id = $1 AND state = 'running'",
                args![view.id.as_str(), said],
            )
            .await?;
        } else if let Some((until, said)) = rest {
            tx.execute(
                "UPDATE people_jobs SET rest_until = $2, said = $3 WHERE id = $1 AND state = 'running'",
                args![view.id.as_str(), until.as_microsecond(), said],
            )
            .await?;
        }
        tx.commit().await?;
        self.forget_seats(&view.connection);
        Ok(goes_on)
    }

    async fn end(&self, job: &JobId, lease: &Lease) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        tx.execute(
            "UPDATE people_jobs SET state = $2, ended_at = $3, said = ''
             WHERE id = $1 AND state = 'running'
                 AND NOT EXISTS (SELECT 1 FROM people_job_rows
                     WHERE job = $1 AND state IN ('waiting', 'sent'))",
            args![job.as_str(), JobState::Done.word(), self.clock.now_micros()],
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

/// How long Zoom is left alone after an answer that did not come.
const UNCLEAR: jiff::SignedDuration = jiff::SignedDuration::from_secs(10);

fn read(row: &Row) -> Result<Open, Error> {
    Ok(Open {
        line: row.i64("line")?,
        target: row.text("target")?,
        wish: word(row, "wish", |text| serde_json::from_str(text).ok())?,
        attempts: row.i64("attempts")?,
        sent_at: row.i64("sent_at")?,
    })
}
