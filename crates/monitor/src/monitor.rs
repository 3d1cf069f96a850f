//! The service: which tests there are, what they read last, what they read before.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use clock::{Clock, Random};
use connect::{Connect, ConnectionId};
use jiff::Timestamp;
use jobs::Jobs;
use store::Db;
use tokio::sync::{Notify, Semaphore};

use crate::{
    Error, Revision,
    accounts::Accounts,
    alarms::{Growth, Reporting, overrides},
    claims::Claims,
    connected::Connected,
    edits,
    exposition::Exposition,
    history,
    live_state::{COMPARED_EVERY, Changes, Doubt, Feed},
    measure as measure_named,
    plan::Effective,
    present,
    probe::Probe,
    probes::{probe as probe_named, probes},
    storage::{self, Setting},
    unit::duration,
    view::{DiagnosisView, MeasureView, RunView, SeriesView, TestDetail, TestView},
};

/// The shortest period anybody may set.
pub const LEAST_PERIOD_SECONDS: u32 = 30;
/// The longest: a week.
pub const MOST_PERIOD_SECONDS: u32 = 7 * 86_400;
/// The most runs one page lists.
pub const RUNS_LISTED: i64 = 100;

/// Runs at once on one node: enough that a slow walk does not hold up the live figures.
pub(crate) const LANES: usize = 4;

/// Watching: cheap to clone, clones are one.
#[derive(Clone)]
pub struct Monitor(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) jobs: Jobs,
    pub(crate) claims: Claims,
    /// How many runs may be under way at once on this node.
    pub(crate) lanes: Arc<Semaphore>,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) exposition: Exposition,
    /// Rung when a test was set, so that the loop looks again at once.
    pub(crate) bell: Notify,
    /// When each account was last asked how large it is; held while one is.
    pub(crate) sizing: tokio::sync::Mutex<HashMap<ConnectionId, Timestamp>>,
    /// How alarms reach people, once that is known.
    pub(crate) reporting: OnceLock<Reporting>,
    /// Rung when a run was kept, so that alarms are judged at once.
    pub(crate) run_bell: Notify,
    /// Rung when an alarm changed, so that it is told at once.
    pub(crate) told_bell: Notify,
    /// Since when this process judges alarms.
    pub(crate) watching_since: OnceLock<Timestamp>,
    /// How fast refused signatures become more.
    pub(crate) refused_growth: Growth,
    /// Who wants to know that something changed.
    pub(crate) changes: Changes,
    /// The webhook journal, to tell how it stands.
    pub(crate) inbox: OnceLock<inbox::Inbox>,
    /// What the dashboard said differently from events that may be on their way.
    pub(crate) doubts: Mutex<Vec<Doubt>>,
}

impl Monitor {
    /// Watching over `connect`'s accounts. `http` is for what has no quota: the status page and
    /// the sign-in service's description.
    pub fn new(
        db: Db,
        connect: Connect,
        jobs: Jobs,
        http: reqwest::Client,
        clock: Clock,
        random: Random,
    ) -> Self {
        let accounts = Connected {
            connect,
            http,
            clock: clock.clone(),
        };
        Self::over(db, Arc::new(accounts), jobs, clock, random)
    }

    pub(crate) fn over(
        db: Db,
        accounts: Arc<dyn Accounts>,
        jobs: Jobs,
        clock: Clock,
        random: Random,
    ) -> Self {
        Self(Arc::new(Inner {
            db,
            accounts,
            jobs,
            claims: Claims::default(),
            lanes: Arc::new(Semaphore::new(LANES)),
            clock,
            random,
            exposition: Exposition::new(),
            bell: Notify::new(),
            sizing: tokio::sync::Mutex::default(),
            reporting: OnceLock::new(),
            run_bell: Notify::new(),
            told_bell: Notify::new(),
            watching_since: OnceLock::new(),
            refused_growth: Growth::default(),
            changes: Changes::new(),
            inbox: OnceLock::new(),
            doubts: Mutex::default(),
        }))
    }

    /// Every test of a connection, layer by layer.
    pub async fn tests(&self, connection: &ConnectionId) -> Result<Vec<TestView>, Error> {
        let now = self.0.clock.now();
        let settings = storage::settings(&self.0.db, connection.as_str()).await?;
        let last = storage::latest_runs(&self.0.db, connection.as_str()).await?;
        let latest = storage::latest(&self.0.db, Some(connection.as_str())).await?;
        let words = overrides(&self.0.db, connection.as_str()).await?;
        let feed = self.feed(connection).await?;
        let plan = self.plan_of(connection, &settings, &last).await?;
        Ok(probes()
            .iter()
            .map(|probe| {
                let setting = settings.iter().find(|setting| setting.probe == probe.id);
                let run = last.iter().find(|run| run.probe == probe.id);
                let effective = plan.every(probe);
                let measures = present::measures(probe, &latest, &words, effective.seconds, now);
                let effective = compared(probe, effective, &feed);
                present::test(probe, setting, run, effective, &measures, &feed)
            })
            .collect())
    }

    /// One test in full.
    pub async fn test(&self, connection: &ConnectionId, id: &str) -> Result<TestDetail, Error> {
        let probe = named(id)?;
        let now = self.0.clock.now();
        let setting = storage::setting(&self.0.db, connection.as_str(), probe.id).await?;
        let runs = storage::runs(&self.0.db, connection.as_str(), probe.id, 20).await?;
        let latest = storage::latest(&self.0.db, Some(connection.as_str())).await?;
        let words = overrides(&self.0.db, connection.as_str()).await?;
        let effective = self.plan(connection).await?.every(probe);
        let measures = present::measures(probe, &latest, &words, effective.seconds, now);
        let feed = self.feed(connection).await?;
        let effective = compared(probe, effective, &feed);
        let run = runs.first();
        Ok(TestDetail {
            test: present::test(probe, setting.as_ref(), run, effective, &measures, &feed),
            measures,
            reads: present::reads(probe),
            without_dashboards: probe.without_dashboards,
            caveats: probe.caveats.to_vec(),
            runs: runs.iter().map(present::run).collect(),
        })
    }

    /// The latest values of every measure of a test.
    pub async fn measures(
        &self,
        connection: &ConnectionId,
        id: &str,
    ) -> Result<Vec<MeasureView>, Error> {
        Ok(self.test(connection, id).await?.measures)
    }

    /// Sets a test on or off and how often it runs; a test that is switched on runs at once.
    /// `seen` is what the edit began from.
    pub async fn configure(
        &self,
        connection: &ConnectionId,
        id: &str,
        on: bool,
        period_seconds: u32,
        seen: Option<&Revision>,
    ) -> Result<(), Error> {
        let probe = named(id)?;
        if !(LEAST_PERIOD_SECONDS..=MOST_PERIOD_SECONDS).contains(&period_seconds) {
            return Err(Error::Period {
                asked: period_seconds,
                least: LEAST_PERIOD_SECONDS,
                most: MOST_PERIOD_SECONDS,
            });
        }
        let mut tx = edits::begin(&self.0.db, connection.as_str()).await?;
        let held = storage::setting_held(&mut tx, connection.as_str(), probe.id).await?;
        let (is_on, every) = (present::is_on(held.as_ref()), period(probe, held.as_ref()));
        edits::unchanged(seen, &Revision::of_test(is_on, every), || {
            format!(
                "switched {}, and set to every {}",
                if is_on { "on" } else { "off" },
                duration(f64::from(every))
            )
        })?;
        storage::configure(
            &mut tx,
            connection.as_str(),
            probe.id,
            on,
            i64::from(period_seconds),
            self.0.clock.now_micros(),
        )
        .await?;
        tx.commit().await?;
        self.0.bell.notify_waiters();
        Ok(())
    }

    /// The latest runs of a test, newest first, at most [`RUNS_LISTED`].
    pub async fn runs(
        &self,
        connection: &ConnectionId,
        id: &str,
        limit: u32,
    ) -> Result<Vec<RunView>, Error> {
        let probe = named(id)?;
        let limit = i64::from(limit).min(RUNS_LISTED);
        let runs = storage::runs(&self.0.db, connection.as_str(), probe.id, limit).await?;
        Ok(runs.iter().map(present::run).collect())
    }

    /// One run.
    pub async fn run(&self, connection: &ConnectionId, id: &str) -> Result<RunView, Error> {
        let run = storage::run(&self.0.db, connection.as_str(), id).await?;
        let run = run.ok_or_else(|| Error::NoRun(id.to_owned()))?;
        Ok(present::run(&run))
    }

    /// The rows behind a test's latest figures; none before its first good run.
    pub async fn diagnosis(
        &self,
        connection: &ConnectionId,
        id: &str,
    ) -> Result<Option<DiagnosisView>, Error> {
        let probe = named(id)?;
        if let Some(pushed) = self.pushed_rows(connection, probe).await? {
            return Ok(Some(pushed));
        }
        let diagnosis = storage::diagnosis(&self.0.db, connection.as_str(), probe.id).await?;
        Ok(diagnosis.map(|diagnosis| present::diagnosis(probe, diagnosis)))
    }

    /// A measure over time, every series of it.
    pub async fn series(
        &self,
        connection: &ConnectionId,
        measure: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<SeriesView, Error> {
        let (probe, measure) =
            measure_named(measure).ok_or_else(|| Error::NoMeasure(measure.to_owned()))?;
        if to <= from {
            return Err(Error::Span);
        }
        let setting = storage::setting(&self.0.db, connection.as_str(), probe.id).await?;
        let period = period(probe, setting.as_ref());
        let range = history::range(from, to, period);
        let buckets = storage::series(&self.0.db, connection.as_str(), measure.name, range).await?;
        Ok(history::lines(measure, probe, range, buckets))
    }
}

/// The probe `id`, or the error that says which there are.
pub(crate) fn named(id: &str) -> Result<&'static Probe, Error> {
    probe_named(id).ok_or_else(|| Error::NoProbe(id.to_owned()))
}

/// How often a test runs that is read only to compare while events tell the same.
pub(crate) fn compared(probe: &Probe, every: Effective, feed: &Feed) -> Effective {
    let pushed = probe.pushes.and_then(|kind| feed.pushed(kind));
    Effective {
        seconds: match pushed {
            Some(_) => every.seconds.max(COMPARED_EVERY),
            None => every.seconds,
        },
        ..every
    }
}

/// How often a test was asked to run.
pub(crate) fn period(probe: &Probe, setting: Option<&Setting>) -> u32 {
    setting
        .and_then(|setting| u32::try_from(setting.period_seconds).ok())
        .unwrap_or(probe.period_seconds)
}

impl std::fmt::Debug for Monitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Monitor")
    }
}
