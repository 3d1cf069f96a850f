//! What is known when alarms are judged, gathered at one moment and handed on as plain data, so
//! that judging is a pure function of it.

use std::collections::HashMap;

use jiff::Timestamp;
use store::{Db, args};

use super::{
    pushed::Pushed,
    rules::{Override, Policy},
    storage::{self as kept, Open},
    subscription::Heard,
};
use crate::{
    Error, Monitor,
    accounts::{Account, BrokenSet},
    history::instant,
    live_state::{InstanceKind, rows},
    monitor::compared,
    probe::Probe,
    probes::{measure as measure_named, probes},
    storage::{self, LatestRow, RunRow, Setting},
};

/// Everything about one connection.
pub(crate) struct Facts {
    pub(crate) now: Timestamp,
    /// Since when this process judges: what was not read before that is nobody's fault here.
    pub(crate) watching_since: Timestamp,
    pub(crate) policy: Policy,
    pub(crate) overrides: Vec<Override>,
    pub(crate) tests: Vec<TestFacts>,
    pub(crate) series: Vec<SeriesFacts>,
    pub(crate) broken_sets: Vec<BrokenSet>,
    pub(crate) heard: Option<Heard>,
    pub(crate) open: Vec<Open>,
}

/// One API test.
pub(crate) struct TestFacts {
    pub(crate) probe: &'static Probe,
    pub(crate) on: bool,
    /// How often its figures are renewed.
    pub(crate) period_seconds: u32,
    /// How often it runs: less often than that while events tell the same.
    pub(crate) runs_every: u32,
    pub(crate) last_ok_at: Option<i64>,
    pub(crate) next_at: Option<i64>,
    /// Its last runs, newest first.
    pub(crate) runs: Vec<RunRow>,
}

/// One series that is measured, or whose alarm is open.
pub(crate) struct SeriesFacts {
    pub(crate) measure: String,
    pub(crate) label: String,
    /// When it was read last; none when the last good run did not have it.
    pub(crate) read_at: Option<i64>,
    /// Its last readings, newest first.
    pub(crate) newest: Vec<Reading>,
}

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    pub(crate) at: i64,
    pub(crate) value: f64,
}

impl Facts {
    pub(crate) fn test(&self, probe: &str) -> Option<&TestFacts> {
        self.tests.iter().find(|test| test.probe.id == probe)
    }
}

impl Monitor {
    /// Looks at everything an alarm of `account` may be about.
    pub(crate) async fn facts(&self, account: &Account) -> Result<Facts, Error> {
        let db = &self.0.db;
        let id = account.id.as_str();
        let now = self.0.clock.now();
        let policy = kept::rules(db, id).await?.policy;
        let overrides = kept::overrides(db, id).await?;
        let open = kept::open(db, id).await?;
        let tests = self.test_facts(account, policy).await?;
        let latest = storage::latest(db, Some(id)).await?;
        let series = series_facts(db, id, policy, &tests, &latest, &open).await?;
        let broken_sets = self.0.accounts.broken_sets(&account.id).await;
        let heard = match self.reporting().and_then(|by| by.pushed.as_deref()) {
            Some(pushed) => self.heard(&account.id, pushed).await?,
            None => None,
        };
        Ok(Facts {
            now,
            watching_since: *self.0.watching_since.get_or_init(|| now),
            policy,
            overrides,
            tests,
            series,
            broken_sets: broken_sets.map_err(Error::Connections)?,
            heard,
            open,
        })
    }

    async fn test_facts(&self, account: &Account, policy: Policy) -> Result<Vec<TestFacts>, Error> {
        let id = account.id.as_str();
        let settings = storage::settings(&self.0.db, id).await?;
        let last = storage::latest_runs(&self.0.db, id).await?;
        let plan = self.plan_of(&account.id, &settings, &last).await?;
        let feed = self.feed(&account.id).await?;
        let mut facts = Vec::with_capacity(probes().len());
        for probe in probes() {
            let setting: Option<&Setting> =
                settings.iter().find(|setting| setting.probe == probe.id);
            let newest = last.iter().find(|run| run.probe == probe.id);
            let every = plan.every(probe);
            let runs = match newest {
                None => Vec::new(),
                Some(_) => {
                    storage::runs(&self.0.db, id, probe.id, i64::from(policy.readings)).await?
                }
            };
            facts.push(TestFacts {
                probe,
                on: setting.is_none_or(|setting| setting.enabled),
                period_seconds: every.seconds,
                runs_every: compared(probe, every, &feed).seconds,
                last_ok_at: setting.and_then(|setting| setting.last_ok_at),
                next_at: setting.and_then(|setting| setting.next_at),
                runs,
            });
        }
        Ok(facts)
    }

    async fn heard(
        &self,
        connection: &connect::ConnectionId,
        pushed: &dyn Pushed,
    ) -> Result<Option<Heard>, Error> {
        let Some(health) = pushed
            .health(connection)
            .await
            .map_err(Error::Connections)?
        else {
            return Ok(None);
        };
        let (db, id) = (&self.0.db, connection.as_str());
        let feed = self.feed(connection).await?;
        let unchecked = feed.compared_at <= feed.live_last_at
            && rows::live(db, id)
                .await?
                .iter()
                .any(|row| row.doc.kind() == InstanceKind::Meeting);
        let refused_last_hour = self.0.refused_growth.note(
            connection,
            self.0.clock.now_micros(),
            health.refused_signatures,
        );
        Ok(Some(Heard {
            last_validation_at: health.last_validation_at,
            last_event_at: feed.live_last_at.map(instant),
            found_missing: feed.silent_at > feed.live_last_at,
            unchecked,
            refused_last_hour,
        }))
    }
}

async fn series_facts(
    db: &Db,
    connection: &str,
    policy: Policy,
    tests: &[TestFacts],
    latest: &[LatestRow],
    open: &[Open],
) -> Result<Vec<SeriesFacts>, Error> {
    let mut wanted: Vec<(String, String, Option<i64>)> = latest
        .iter()
        .map(|row| (row.measure.clone(), row.label.clone(), Some(row.read_at)))
        .collect();
    for alarm in open {
        if let Some(measure) = &alarm.measure
            && !wanted
                .iter()
                .any(|(m, l, _)| m == measure && *l == alarm.label)
        {
            wanted.push((measure.clone(), alarm.label.clone(), None));
        }
    }
    let periods: HashMap<&str, u32> = tests
        .iter()
        .map(|test| (test.probe.id, test.period_seconds))
        .collect();
    let mut series = Vec::with_capacity(wanted.len());
    for (measure, label, read_at) in wanted {
        let Some((probe, _)) = measure_named(&measure) else {
            continue;
        };
        let period = periods
            .get(probe.id)
            .copied()
            .unwrap_or(probe.period_seconds);
        let newest = newest(db, connection, &measure, &label, policy, period).await?;
        series.push(SeriesFacts {
            measure,
            label,
            read_at,
            newest,
        });
    }
    Ok(series)
}

/// The last readings of a series, without those from before an outage: three readings of which one
/// is of yesterday do not agree about today.
async fn newest(
    db: &Db,
    connection: &str,
    measure: &str,
    label: &str,
    policy: Policy,
    period_seconds: u32,
) -> store::Result<Vec<Reading>> {
    let rows = db
        .rows(
            "SELECT at, value FROM monitor_samples
             WHERE connection = $1 AND measure = $2 AND label = $3 ORDER BY at DESC LIMIT $4",
            args![connection, measure, label, policy.readings],
        )
        .await?;
    let mut newest = Vec::with_capacity(rows.len());
    for row in &rows {
        newest.push(Reading {
            at: row.i64("at")?,
            value: row.f64("value")?,
        });
    }
    let span = i64::from(period_seconds) * i64::from(policy.readings) * 3 * 1_000_000;
    if let Some(first) = newest.first().map(|reading| reading.at) {
        newest.retain(|reading| first - reading.at <= span);
    }
    Ok(newest)
}
