//! The schedule: what is due runs, a few at a time, until told to stop.

use std::{collections::HashMap, sync::Arc, time::Duration};

use connect::ConnectionId;
use jiff::Timestamp;
use tokio::{sync::watch, task::JoinSet};

use crate::{
    Error, Monitor, accounts::Asked, history::instant, probe::Probe, probes::probes, storage,
};

/// Settings may be changed by another process: look again at least this often.
const LOOK: Duration = Duration::from_secs(5);
/// How long a stop waits for runs that are under way.
const GRACE: Duration = Duration::from_secs(20);
/// A test that waits for credentials or scopes is not begun anew sooner than this after its last
/// run, whatever the credentials seem to say.
const REST: i64 = 15 * 1_000_000;
/// How often old samples and runs are deleted.
const PRUNE: i64 = 6 * 3_600 * 1_000_000;

impl Monitor {
    /// Runs every test when it is due, until `stop` says true or its sender is gone. Runs that are
    /// under way then are given 20 seconds to end.
    pub async fn run_loop(&self, mut stop: watch::Receiver<bool>) {
        let keeping = {
            let (monitor, stop) = (self.clone(), stop.clone());
            tokio::spawn(async move { monitor.keep_live(stop).await })
        };
        let mut running = JoinSet::new();
        let mut pruned_at = i64::MIN;
        let mut standings = Standings::new();
        while !*stop.borrow() {
            let wait = match self.start_due(&mut running, &mut standings).await {
                Ok(next) => self.until(next),
                Err(error) => {
                    tracing::warn!(%error, "the schedule of the API tests could not be read");
                    LOOK
                }
            };
            self.prune(&mut pruned_at).await;
            tokio::select! {
                () = self.0.clock.sleep(wait) => {}
                () = self.0.bell.notified() => {}
                Some(_) = running.join_next() => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
        let ended = async {
            while running.join_next().await.is_some() {}
            // It ends by itself when told; a panic in it is in the log already.
            let _ = keeping.await;
        };
        if self.0.clock.timeout(GRACE, ended).await.is_err() {
            tracing::warn!("some API tests did not end in time and were stopped");
        }
    }

    /// Starts what is due; answers when the next is.
    pub(crate) async fn start_due(
        &self,
        running: &mut JoinSet<()>,
        standings: &mut Standings,
    ) -> Result<Option<Timestamp>, Error> {
        let mut next: Option<i64> = None;
        for account in self.0.accounts.list().await.map_err(Error::Connections)? {
            let settings = storage::settings(&self.0.db, account.id.as_str()).await?;
            let waiting = self.waiting(&account.id, standings).await?;
            let looks = self.looks_due(&account.id).await?;
            let now = self.0.clock.now_micros();
            for probe in probes() {
                let setting = settings.iter().find(|setting| setting.probe == probe.id);
                if setting.is_some_and(|setting| !setting.enabled) {
                    continue;
                }
                let seen = setting.and_then(|setting| setting.next_at);
                match setting.and_then(|setting| setting.planned(now)) {
                    _ if looks.contains(&probe.id) => self.start(running, &account.id, probe, seen),
                    Some(at) if at > now && !waiting.opened(self, &account.id, probe).await => {
                        next = Some(next.map_or(at, |next| next.min(at)));
                    }
                    _ => self.start(running, &account.id, probe, seen),
                }
            }
        }
        Ok(next.map(instant))
    }

    /// The tests of a connection that ended because credentials or scopes were not there.
    async fn waiting(
        &self,
        connection: &ConnectionId,
        standings: &mut Standings,
    ) -> Result<Waiting, Error> {
        let now = self.0.clock.now_micros();
        let stands = self.0.accounts.standing(connection).await;
        let stands = stands.map_err(Error::Connections)?;
        let known = standings.entry(connection.clone());
        let known = known.or_insert_with(|| (stands.clone(), now));
        if known.0 != stands {
            *known = (stands, now);
        }
        let changed_at = known.1;
        let runs = storage::latest_runs(&self.0.db, connection.as_str()).await?;
        let waits = runs
            .into_iter()
            .filter(|run| run.outcome.waits_for_set_up() && run.ended_at <= now - REST);
        let waits = waits.map(|run| {
            let waits = Waits {
                outcome: run.outcome.key(),
                credentials_changed: run.started_at < changed_at,
            };
            (run.probe, waits)
        });
        Ok(Waiting(waits.collect()))
    }

    /// `seen` is when the test was due as its settings were read. A run that ended since has planned
    /// the next one, and then there is nothing to start.
    fn start(
        &self,
        running: &mut JoinSet<()>,
        connection: &ConnectionId,
        probe: &'static Probe,
        seen: Option<i64>,
    ) {
        let Some(claim) = self.0.claims.take(connection, probe.id) else {
            return;
        };
        let (monitor, connection) = (self.clone(), connection.clone());
        let lanes = Arc::clone(&self.0.lanes);
        running.spawn(async move {
            let Ok(_lane) = lanes.acquire().await else {
                return;
            };
            match storage::setting(&monitor.0.db, connection.as_str(), probe.id).await {
                Ok(setting) if setting.as_ref().and_then(|setting| setting.next_at) == seen => {}
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(%connection, probe = probe.id, %error, "the schedule of an API test could not be read");
                    return;
                }
            }
            monitor.size(&connection).await;
            let run = monitor.run_claimed(&connection, probe, Asked::Schedule, claim).await;
            if let Err(error) = run {
                tracing::warn!(%connection, probe = probe.id, %error, "an API test could not be kept");
            }
        });
    }

    fn until(&self, next: Option<Timestamp>) -> Duration {
        let now = self.0.clock.now();
        let left =
            next.map(|next| Duration::try_from(next.duration_since(now)).unwrap_or_default());
        left.map_or(LOOK, |left| left.clamp(Duration::from_millis(50), LOOK))
    }

    async fn prune(&self, pruned_at: &mut i64) {
        let now = self.0.clock.now_micros();
        if now.saturating_sub(*pruned_at) < PRUNE {
            return;
        }
        *pruned_at = now;
        match storage::prune(&self.0.db, now).await {
            Ok((samples, runs)) => tracing::debug!(samples, runs, "old figures deleted"),
            Err(error) => tracing::warn!(%error, "old figures could not be deleted"),
        }
        match self.forget_live().await {
            Ok(rows) => tracing::debug!(rows, "old instances and events deleted"),
            Err(error) => tracing::warn!(%error, "old instances could not be deleted"),
        }
    }
}

/// How each connection's credentials stood when the loop last looked, and since when they do. A
/// loop that has just begun knows of no change before it: each test that waits is then tried once.
pub(crate) type Standings = HashMap<ConnectionId, (String, i64)>;

/// Tests that wait for credentials or scopes, and which of the two: their period may be half a day,
/// but whoever has just entered what they waited for wants to see figures now.
struct Waiting(HashMap<String, Waits>);

struct Waits {
    outcome: &'static str,
    /// Whether the credentials stand otherwise than when it ran. Without a change the next run
    /// would end as the last did, and whether it cost Zoom a request says nothing about that.
    credentials_changed: bool,
}

impl Waiting {
    /// Whether `probe` waited and need not any more, or waits for something else now.
    async fn opened(&self, monitor: &Monitor, id: &ConnectionId, probe: &'static Probe) -> bool {
        let Some(waits) = self.0.get(probe.id) else {
            return false;
        };
        match monitor.0.accounts.missing(id, probe).await {
            Some(missing) => missing.key() != waits.outcome,
            None => waits.credentials_changed,
        }
    }
}
