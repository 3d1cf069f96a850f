//! One run: lease, read, judge how it ended, write everything at once.

use std::time::Duration;

use connect::ConnectionId;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use jobs::Lease;

use crate::{
    Error, Monitor,
    accounts::Asked,
    claims::Claim,
    monitor::{compared, named},
    outcome::Outcome,
    plan::Effective,
    present,
    probe::Probe,
    reading::Reading,
    sources::Sources,
    storage::{self, Finished, RunRow},
    view::RunView,
};

/// A lease outlives its holder by this much at most, so that another node goes on soon.
const LEASE: Duration = Duration::from_secs(90);
const RENEW: Duration = Duration::from_secs(30);

impl Monitor {
    /// Runs a test now, for a person who waits for it.
    pub async fn run_now(&self, connection: &ConnectionId, id: &str) -> Result<RunView, Error> {
        let probe = named(id)?;
        let claim = self.0.claims.take(connection, probe.id);
        let claim = claim.ok_or(Error::Running(probe.title))?;
        // A page that is closed while it waits must not lose what Zoom was already asked for.
        let (monitor, connection) = (self.clone(), connection.clone());
        let run = tokio::spawn(async move {
            monitor
                .run_claimed(&connection, probe, Asked::Person, claim)
                .await
        });
        match run.await {
            Ok(Ok(Some(run))) => Ok(run),
            Ok(Ok(None)) => Err(Error::Running(probe.title)),
            Ok(Err(error)) => Err(error),
            Err(stopped) => Err(Error::Connections(format!(
                "the run was stopped: {stopped}"
            ))),
        }
    }

    /// Runs a test that this process has claimed; nothing when another node holds the lease.
    pub(crate) async fn run_claimed(
        &self,
        connection: &ConnectionId,
        probe: &'static Probe,
        asked: Asked,
        _claim: Claim,
    ) -> Result<Option<RunView>, Error> {
        let name = format!("probe/{connection}/{}", probe.id);
        let Some(lease) = self.0.jobs.lease(&name, LEASE).await? else {
            return Ok(None);
        };
        let run = self.run_leased(connection, probe, asked, &lease).await;
        self.0.jobs.release(&lease).await?;
        run.map(Some)
    }

    async fn run_leased(
        &self,
        connection: &ConnectionId,
        probe: &'static Probe,
        asked: Asked,
        lease: &Lease,
    ) -> Result<RunView, Error> {
        let clock = &self.0.clock;
        let started = clock.now();
        let (outcome, reading, requests) = tokio::select! {
            read = self.read(connection, probe, asked) => read,
            () = self.keep(lease) => {
                let why = "the lease was lost; another node goes on.".to_owned();
                (Outcome::Failed { why }, Reading::default(), 0)
            }
        };
        let id = self.ulid(started);
        let every = self
            .every_after(connection, probe, &outcome, requests)
            .await?;
        let finished = Finished {
            id: &id,
            connection: connection.as_str(),
            probe,
            asked_by: asked.key(),
            started_at: started.as_microsecond(),
            ended_at: clock.now_micros(),
            outcome: &outcome,
            reading: &reading,
            requests,
            next_at: self.next(started, &every, &outcome).as_microsecond(),
        };
        match &outcome {
            Outcome::NeedsPlan { said, .. } => {
                self.0
                    .accounts
                    .note_plan(connection, probe, Some(said))
                    .await;
            }
            Outcome::Ok { .. } => self.0.accounts.note_plan(connection, probe, None).await,
            _ => {}
        }
        storage::record(&self.0.db, &finished, Some((&self.0.jobs, lease))).await?;
        self.0.exposition.count(probe, &outcome);
        self.0.run_bell.notify_one();
        let seen = reading.seen.as_ref();
        self.looked(
            connection,
            probe.id,
            started.as_microsecond(),
            &outcome,
            seen,
        )
        .await;
        self.0.changes.tell();
        log(connection, probe, &outcome, &finished);
        let run = storage::run(&self.0.db, connection.as_str(), &id).await?;
        let run = run.ok_or(Error::NoRun(id))?;
        Ok(present::run(&run))
    }

    async fn read(
        &self,
        connection: &ConnectionId,
        probe: &'static Probe,
        asked: Asked,
    ) -> (Outcome, Reading, u32) {
        if asked == Asked::Schedule
            && let Some(missing) = self.0.accounts.missing(connection, probe).await
        {
            return (missing, Reading::default(), 0);
        }
        let zoom = match self.0.accounts.zoom(connection, asked, probe.id).await {
            Ok(zoom) => zoom,
            Err(outcome) => return (outcome, Reading::default(), 0),
        };
        // Only a test that asks Zoom nothing reads our own budget.
        let spending = match probe.needs {
            [] => self.spending(connection).await.ok(),
            _ => None,
        };
        let sources = Sources::new(&*zoom, &self.0.clock)
            .knowing(self, connection)
            .with_spending(spending);
        let patience = self
            .plan(connection)
            .await
            .unwrap_or_default()
            .patience(probe);
        let read = self.0.clock.timeout(patience, (probe.read)(&sources)).await;
        let requests = sources.asked();
        match read {
            Ok(Ok(mut reading)) => {
                reading.bound(probe);
                let notes = reading.notes.clone();
                (Outcome::Ok { notes }, reading, requests)
            }
            Ok(Err(error)) => (error.outcome(probe), Reading::default(), requests),
            Err(_) => {
                let why = format!("no end after {} minutes.", patience.as_secs() / 60);
                (Outcome::Unreachable { why }, Reading::default(), requests)
            }
        }
    }

    /// How often the test runs from now on, this run's cost known.
    async fn every_after(
        &self,
        connection: &ConnectionId,
        probe: &'static Probe,
        outcome: &Outcome,
        requests: u32,
    ) -> Result<Every, Error> {
        let settings = storage::settings(&self.0.db, connection.as_str()).await?;
        let mut last = storage::latest_runs(&self.0.db, connection.as_str()).await?;
        last.retain(|run| run.probe != probe.id);
        last.push(RunRow::just_ended(probe, outcome, requests));
        let plan = self.plan_of(connection, &settings, &last).await?;
        let setting = settings.iter().find(|setting| setting.probe == probe.id);
        let asked = crate::monitor::period(probe, setting);
        let fitting = plan.every(probe);
        if !outcome.is_ok() {
            return Ok(Every {
                asked,
                fitting: fitting.seconds,
            });
        }
        let feed = self.feed(connection).await?;
        let as_asked = Effective {
            seconds: asked,
            why: None,
        };
        Ok(Every {
            asked: compared(probe, as_asked, &feed).seconds,
            fitting: compared(probe, fitting, &feed).seconds,
        })
    }

    /// Renews the lease for as long as it is ours.
    async fn keep(&self, lease: &Lease) {
        loop {
            self.0.clock.sleep(RENEW).await;
            if let Err(error) = self.0.jobs.renew(lease, LEASE).await {
                tracing::warn!(lease = lease.name, %error, "a run lost its lease");
                return;
            }
        }
    }

    /// When the test is due again: its period later, a little apart from the others; where it was
    /// told to wait, not before. A stretched one is due as soon as it would be in a new day,
    /// because that has a quota of its own.
    fn next(&self, started: Timestamp, every: &Every, outcome: &Outcome) -> Timestamp {
        let later = |seconds: f64| SignedDuration::from_secs_f64(seconds);
        let period = f64::from(every.fitting);
        let jitter = self.0.random.unit() * (period * 0.05).min(30.0);
        let regular = started + later(period + jitter);
        let asked = started + later(f64::from(every.asked) + jitter);
        let tomorrow = midnight_after(started) + later(self.0.random.unit() * 60.0);
        let regular = regular.min(asked.max(tomorrow));
        let told = match outcome {
            Outcome::BudgetSpent { resumes_at, .. } => Some(*resumes_at),
            Outcome::RateLimited { until, .. } => *until,
            _ => None,
        };
        let told = told.map(|told| told + later(1.0 + self.0.random.unit() * 30.0));
        told.map_or(regular, |told| told.max(regular))
    }

    /// An id that sorts by time.
    pub(crate) fn ulid(&self, at: Timestamp) -> String {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        let random = u128::from_le_bytes(self.0.random.bytes());
        ulid::Ulid::from_parts(millis, random).to_string()
    }
}

/// How often a test was asked to run, and how often it fits, in seconds.
struct Every {
    asked: u32,
    fitting: u32,
}

/// When the UTC day of `at` ends.
fn midnight_after(at: Timestamp) -> Timestamp {
    let day = at.to_zoned(TimeZone::UTC).date();
    let next = day.tomorrow().and_then(|day| day.to_zoned(TimeZone::UTC));
    next.map_or(at, |next| next.timestamp())
}

fn log(connection: &ConnectionId, probe: &Probe, outcome: &Outcome, run: &Finished<'_>) {
    let milliseconds = (run.ended_at - run.started_at) / 1000;
    if outcome.is_broken() {
        tracing::warn!(%connection, probe = probe.id, milliseconds, "{}", outcome.words());
    } else {
        let outcome = outcome.key();
        tracing::debug!(%connection, probe = probe.id, milliseconds, outcome, "an API test ran");
    }
}
