//! What `/metrics` tells, gathered at the moment it is asked.

use jiff::Timestamp;
use opentelemetry::KeyValue;

use crate::{
    Error, Monitor,
    accounts::Account,
    alarms::Level,
    exposition::{Figure, label},
    outcome::Outcome,
    present::is_fresh,
    probes::{measure, probe},
    reading::count,
    storage::{self, RunRow, Setting},
};

impl Monitor {
    /// The Prometheus text of everything measured, of all connections.
    pub async fn exposition(&self) -> Result<String, Error> {
        let now = self.0.clock.now();
        let mut figures = self.measured(now).await?;
        for account in self.0.accounts.list().await.map_err(Error::Connections)? {
            let id = account.id.as_str();
            let settings = storage::settings(&self.0.db, id).await?;
            let runs = storage::latest_runs(&self.0.db, id).await?;
            own(&mut figures, &account, &settings, &runs);
            let open = self.open_alarms(&account.id).await?;
            figures.extend(Level::ALL.map(|level| Figure {
                metric: "zoom_alarms_open",
                labels: vec![label("connection", id), label("level", level.key())],
                value: count(open.iter().filter(|alarm| alarm.level == level).count()),
            }));
        }
        Ok(self.0.exposition.render(figures)?)
    }

    async fn measured(&self, now: Timestamp) -> Result<Vec<Figure>, Error> {
        let mut figures = Vec::new();
        let mut plans = std::collections::HashMap::new();
        for row in storage::latest(&self.0.db, None).await? {
            let Some((probe, measure)) = measure(&row.measure) else {
                continue;
            };
            if !plans.contains_key(&row.connection) {
                let connection = connect::ConnectionId(row.connection.clone());
                plans.insert(row.connection.clone(), self.plan(&connection).await?);
            }
            let period = plans[&row.connection].every(probe).seconds;
            if !is_fresh(row.read_at, period, now) {
                continue;
            }
            let mut labels = vec![label("connection", &row.connection)];
            if let Some(descriptor) = measure.descriptor {
                labels.push(label(descriptor.label, &row.label));
            }
            figures.push(Figure {
                metric: measure.name,
                labels,
                value: row.value,
            });
        }
        Ok(figures)
    }
}

/// The figures about the probes themselves.
fn own(figures: &mut Vec<Figure>, account: &Account, settings: &[Setting], runs: &[RunRow]) {
    let connection = || label("connection", account.id.as_str());
    let mut put = |metric: &'static str, labels: Vec<KeyValue>, value: f64| {
        figures.push(Figure {
            metric,
            labels,
            value,
        });
    };
    put(
        "zoom_connection_info",
        vec![
            connection(),
            label("name", &account.name),
            label("account_id", &account.zoom),
        ],
        1.0,
    );
    let newest = runs.iter().filter(|run| run.requests > 0 || asks_zoom(run));
    if let Some(newest) = newest.max_by_key(|run| run.ended_at) {
        put(
            "zoom_up",
            vec![connection()],
            flag(answered(&newest.outcome)),
        );
    }
    for run in runs {
        let Some(probe) = probe(&run.probe) else {
            continue;
        };
        let labels = || vec![connection(), label("probe", probe.id)];
        let seconds = |micros: i64| crate::reading::as_f64(micros) / 1e6;
        put("zoom_probe_success", labels(), flag(run.outcome.is_ok()));
        put(
            "zoom_probe_duration_seconds",
            labels(),
            seconds(run.ended_at - run.started_at),
        );
        put(
            "zoom_probe_last_run_timestamp_seconds",
            labels(),
            seconds(run.ended_at),
        );
        let setting = settings.iter().find(|setting| setting.probe == probe.id);
        if let Some(at) = setting.and_then(|setting| setting.last_ok_at) {
            put(
                "zoom_probe_last_success_timestamp_seconds",
                labels(),
                seconds(at),
            );
        }
    }
}

fn asks_zoom(run: &RunRow) -> bool {
    run.probe == "service-status"
}

/// A refusal is an answer; silence and half an answer are not.
fn answered(outcome: &Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Unreachable { .. } | Outcome::NotSetUp { .. }
    )
}

fn flag(on: bool) -> f64 {
    if on { 1.0 } else { 0.0 }
}
