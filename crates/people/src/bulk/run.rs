//! Running jobs: rows are sent a few at a time, intents before, answers after.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
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
/// A row of which Zoom did not say so often what became of it is given up. The pauses between
/// double: 42 minutes in all, longer than most outages.
const SETTLES: i64 = 8;
/// How long Zoom is left alone after an answer that did not come, the first time.
const UNCLEAR: SignedDuration = SignedDuration::from_secs(10);
/// How long a job rests that this process could not work at.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// A row that is to be sent, or whose answer is not known.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) line: i64,
    pub(super) target: String,
    pub(super) wish: Wish,
    pub(super) attempts: i64,
    /// How often Zoom was asked in vain what became of it.
    settles: i64,
    /// Whether an earlier call may have done it: its answer is not known.
    pub(super) in_doubt: bool,
    /// When the first call was sent of which that is so; or else the last.
    pub(super) sent_at: i64,
}

impl Open {
    /// The pause before Zoom is asked again.
    fn pause(&self) -> SignedDuration {
        UNCLEAR * (1 << self.settles.clamp(0, SETTLES))
    }
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

    /// Runs every job that is started and that nobody else runs, as far as it goes now. A job that
    /// cannot be worked at rests and says why; the others, which may be another connection's, go
    /// on. The first such failure is answered when all had their turn.
    pub async fn run_jobs(&self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        let mut first = Ok(());
        for job in self.runnable().await? {
            let Some(lease) = self.jobs.lease(&format!("people/{}", job.0), LEASE).await? else {
                continue;
            };
            match self.work(&job, &lease, stop).await {
                // A test's power cut: what a dead process holds is not given back.
                Err(error @ Error::Stopped(_)) => return Err(error),
                Err(Error::Jobs(JobsError::Lost(_))) => {}
                Ok(()) => self.jobs.release(&lease).await?,
                Err(error) => {
                    let until = self.now() + PAUSE;
                    self.rest(&job, until, &error.to_string()).await?;
                    self.jobs.release(&lease).await?;
                    first = first.and(Err(error));
                }
            }
        }
        first
    }

    async fn rest(&self, job: &JobId, until: Timestamp, said: &str) -> Result<(), Error> {
        self.db
            .execute(
                "UPDATE people_jobs SET rest_until = $2, said = $3
                 WHERE id = $1 AND state = 'running'",
                args![job.as_str(), until.as_microsecond(), said],
            )
            .await?;
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
        // Whoever had the lease before died between a call and its answer. Each is asked about
        // once: what Zoom does not tell now holds up none of the others.
        let mut after = i64::MIN;
        loop {
            let doubtful = self.open(job, RowState::Sent, after).await?;
            let Some(last) = doubtful.last() else { break };
            after = last.line;
            let settled = self.all(&doubtful, &sender, true).await?;
            if !self.write(&view, lease, settled, true).await? {
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
            let answers = self.all(&rows, &sender, false).await?;
            self.point(Point::BeforeCommit)?;
            let goes_on = self.write(&view, lease, answers, false).await?;
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

    /// The next rows behind that line which stand there.
    async fn open(&self, job: &JobId, state: RowState, after: i64) -> Result<Vec<Open>, Error> {
        let rows = self
            .db
            .rows(
                "SELECT line, target, wish, attempts, settles, in_doubt, sent_at
                 FROM people_job_rows
                 WHERE job = $1 AND state = $2 AND line > $3 ORDER BY line LIMIT $4",
                args![job.as_str(), state.word(), after, WIDTH],
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
            row.attempts += 1;
            if !row.in_doubt {
                row.sent_at = now;
            }
            // From here on it may be done, until an answer is kept that says it was not. Who goes
            // on after a kill reads it as doubtful; this call is judged by those before it.
            tx.execute(
                "UPDATE people_job_rows
                 SET state = 'sent', attempts = $3, sent_at = $4, in_doubt = 1
                 WHERE job = $1 AND line = $2",
                args![job.as_str(), row.line, row.attempts, row.sent_at],
            )
            .await?;
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
        settling: bool,
    ) -> Result<bool, Error> {
        let connection = view.connection.as_str();
        let (mut rest, mut halt) = (None, None);
        let mut kept = Vec::new();
        let mut tx = self.db.begin().await?;
        self.jobs.hold(&mut tx, lease).await?;
        for (row, outcome) in outcomes {
            let mut then = Then::of(row, &outcome, settling);
            match outcome {
                Outcome::Done { said, person, deed } => {
                    let deed = audit::Deed {
                        who: &view.made_by,
                        action: deed,
                        detail: said.clone(),
                    };
                    audit::write(&mut tx, connection, self.now(), &person, &deed).await?;
                    then.said = said;
                    then.zoom_id.clone_from(&person.id);
                    if matches!(deed.action, "delete" | "disassociate") {
                        crate::directory::forget(&mut tx, connection, person.key(), self.now())
                            .await?;
                    } else {
                        kept.push(*person);
                    }
                }
                Outcome::Unclear { said, .. } if then.rests => {
                    rest = rest.max(Some((self.now() + row.pause(), said)));
                }
                Outcome::Rest(until, said) => rest = rest.max(Some((until, said))),
                Outcome::Halt(said) => halt = Some(said),
                Outcome::Unclear { .. } | Outcome::Refused(_) | Outcome::Again { .. } => {}
            }
            tx.execute(
                "UPDATE people_job_rows SET state = $3, said = $4, settles = $6, in_doubt = $7,
                     zoom_id = CASE WHEN $5 = '' THEN zoom_id ELSE $5 END
                 WHERE job = $1 AND line = $2",
                args![
                    view.id.as_str(),
                    row.line,
                    then.state.word(),
                    then.said,
                    then.zoom_id,
                    then.settles,
                    i64::from(then.in_doubt)
                ],
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

    /// Ends the job, or lets it rest until Zoom is asked again about the rows still in doubt.
    async fn end(&self, job: &JobId, lease: &Lease) -> Result<(), Error> {
        let doubtful = self.open(job, RowState::Sent, i64::MIN).await?;
        if let Some(pause) = doubtful.iter().map(Open::pause).min() {
            let said = "What became of some rows is not known yet; Zoom is asked again.";
            return self.rest(job, self.now() + pause, said).await;
        }
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

/// How a row stands after an outcome.
struct Then {
    state: RowState,
    said: String,
    zoom_id: String,
    settles: i64,
    in_doubt: bool,
    /// Whether the job rests because of it.
    rests: bool,
}

impl Then {
    /// After Zoom was asked to do it, or (`settling`) what became of it.
    fn of(row: &Open, outcome: &Outcome, settling: bool) -> Self {
        let mut then = Self {
            state: RowState::Waiting,
            said: String::new(),
            zoom_id: String::new(),
            settles: row.settles,
            in_doubt: row.in_doubt,
            rests: false,
        };
        match outcome {
            Outcome::Done { .. } => then.state = RowState::Done,
            Outcome::Refused(said) => {
                then.state = RowState::Refused;
                then.said.clone_from(said);
            }
            Outcome::Again { in_doubt } => then.in_doubt = *in_doubt,
            Outcome::Unclear {
                said,
                zoom_is_there,
            } => {
                then.in_doubt = true;
                then.settles += i64::from(settling);
                then.rests = !zoom_is_there;
                if row.attempts >= ATTEMPTS || then.settles >= SETTLES {
                    then.state = RowState::Refused;
                    then.said = format!(
                        "Given up: what became of it is not known after {} and {}. Look at this \
                         person at Zoom before the row is sent again. {said}",
                        times(row.attempts, "call"),
                        times(then.settles, "question")
                    );
                } else {
                    then.state = RowState::Sent;
                    then.said.clone_from(said);
                }
            }
            // Asking what became of it did not work: it stays in doubt. Otherwise the call did
            // nothing, and what was in doubt before still is.
            Outcome::Rest(..) | Outcome::Halt(_) if settling => then.state = RowState::Sent,
            Outcome::Rest(..) | Outcome::Halt(_) => {}
        }
        then
    }
}

fn times(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn read(row: &Row) -> Result<Open, Error> {
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
