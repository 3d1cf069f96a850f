//! What keeps live state true while nobody looks: looks at the dashboard when there is reason to,
//! figures for history and `/metrics`, the peaks, and forgetting.

use std::time::Duration;

use connect::ConnectionId;
use tokio::sync::watch;

use super::{
    feed::{self, Feed},
    figures, forget,
    repair::{Doubt, GRACE},
    source::{PROBE, Reach},
};
use crate::{
    Error, Monitor, outcome::Outcome, probe::Probe, probes::probes, storage, view::DiagnosisView,
};

const TICK: Duration = Duration::from_secs(2);
/// Figures of one measure are at least this far apart while things change.
const APART: i64 = 10 * SECOND;
/// And at most this far while nothing does, so that a history is a line and not dots.
const IDLE: i64 = 60 * SECOND;
/// Looks at the dashboard are at least this far apart, whatever the reason.
pub(crate) const LOOKS_APART: i64 = 120 * SECOND;
/// While something is under way events come; none for this long is worth a look.
const QUIET: i64 = 15 * 60 * SECOND;
/// How often the dashboard is compared while events come.
pub(crate) const COMPARED_EVERY: u32 = 30 * 60;

const SECOND: i64 = 1_000_000;

impl Monitor {
    /// Keeps live state until `stop` says true or its sender is gone.
    pub(crate) async fn keep_live(&self, mut stop: watch::Receiver<bool>) {
        let mut first = true;
        while !*stop.borrow() {
            if let Err(error) = self.keep_all(first).await {
                tracing::warn!(%error, "live state could not be kept up");
            }
            first = false;
            tokio::select! {
                () = self.0.clock.sleep(TICK) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    /// One turn of it, for tests that move the clock.
    #[cfg(test)]
    pub(crate) async fn keep_live_once(&self) {
        self.keep_all(false).await.expect("live state is kept up");
    }

    async fn keep_all(&self, first: bool) -> Result<(), Error> {
        for doubt in self.due_doubts() {
            if let Err(error) = self.settle(doubt.clone()).await {
                tracing::warn!(connection = %doubt.connection, %error, "what the dashboard showed could not be settled yet");
                self.put_off(doubt);
            }
        }
        for account in self.0.accounts.list().await.map_err(Error::Connections)? {
            self.keep_one(&account.id, first).await?;
        }
        Ok(())
    }

    async fn keep_one(&self, connection: &ConnectionId, first: bool) -> Result<(), Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        let feed = feed::feed(db, id).await?;
        if feed.pushed_since().is_none() {
            return Ok(());
        }
        let now = self.0.clock.now_micros();
        // What happened while this program was not there is for the dashboard to say.
        if !self.looks_due(connection).await?.is_empty() {
            self.0.bell.notify_waiters();
        } else if first || self.is_too_quiet(id, &feed, now).await? {
            feed::want(db, id, now).await?;
            self.0.bell.notify_waiters();
        }
        if feed::take_sample(db, id, now, APART, IDLE).await? {
            figures::work_out_peaks(db, id).await?;
            // A history has a gap where nobody knew, and no line that goes on.
            if !self.is_stale(id, &feed).await? {
                figures::keep(db, id, self.0.clock.now()).await?;
            }
            self.0.changes.tell();
        }
        Ok(())
    }

    async fn is_stale(&self, id: &str, feed: &Feed) -> Result<bool, Error> {
        let Some(last) = feed.last_at.max(feed.live_last_at) else {
            return Ok(false);
        };
        let settings = storage::settings(&self.0.db, id).await?;
        let reach = Reach::of(&settings, &storage::latest_runs(&self.0.db, id).await?);
        Ok(self.pushed_stale(id, feed, last, &reach).await?.is_some())
    }

    /// Whether something is under way and nothing is heard of it, nor was the dashboard asked.
    async fn is_too_quiet(&self, id: &str, feed: &Feed, now: i64) -> Result<bool, Error> {
        let heard = feed.live_last_at.max(feed.tried_at).max(feed.wanted_at);
        Ok(heard.is_some_and(|heard| now - heard > QUIET)
            && !super::rows::live(&self.0.db, id).await?.is_empty())
    }

    /// The tests that are to read the dashboard now, whatever their schedule says: switched on, of
    /// a kind that events tell, and not run since the look was wanted. Each has its own last run to
    /// answer for, so that one that is switched off or fails never has the other run for it.
    pub(crate) async fn looks_due(
        &self,
        connection: &ConnectionId,
    ) -> Result<Vec<&'static str>, Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        let feed = feed::feed(db, id).await?;
        let Some(wanted) = feed.wanted_at.filter(|_| feed.pushed_since().is_some()) else {
            return Ok(Vec::new());
        };
        let now = self.0.clock.now_micros();
        let settings = storage::settings(db, id).await?;
        let runs = storage::latest_runs(db, id).await?;
        let is_on = |probe: &Probe| {
            let mut settings = settings.iter();
            settings.all(|setting| setting.probe != probe.id || setting.enabled)
        };
        let is_owed = |probe: &Probe| {
            let run = runs.iter().find(|run| run.probe == probe.id);
            run.map(|run| run.started_at)
                .is_none_or(|at| at < wanted && now - at >= LOOKS_APART)
        };
        let told = probes().iter().filter(|probe| {
            let pushed = probe.pushes.and_then(|kind| feed.pushed(kind));
            pushed.is_some() && is_on(probe) && is_owed(probe)
        });
        Ok(told.map(|probe| probe.id).collect())
    }

    /// After a run of the test that reads the dashboard: what it saw is compared; where it cannot
    /// be read nothing is wanted of it.
    pub(crate) async fn looked(
        &self,
        connection: &ConnectionId,
        probe: &'static str,
        looked_at: i64,
        outcome: &Outcome,
        seen: Option<&super::Seen>,
    ) {
        let kept = match seen {
            Some(seen) => self.compare(connection, looked_at, seen).await,
            None if probe == PROBE && !outcome.is_ok() => {
                let tried = feed::tried(&self.0.db, connection.as_str(), looked_at).await;
                tried.map_err(Error::from)
            }
            None => Ok(()),
        };
        if let Err(error) = kept {
            tracing::warn!(%connection, %error, "what the dashboard said could not be kept");
        }
    }

    /// How events come to `connection`.
    pub(crate) async fn feed(&self, connection: &ConnectionId) -> Result<Feed, Error> {
        Ok(feed::feed(&self.0.db, connection.as_str()).await?)
    }

    /// The rows of a test whose figures are pushed: of this moment, and not of its last run.
    pub(crate) async fn pushed_rows(
        &self,
        connection: &ConnectionId,
        probe: &'static Probe,
    ) -> Result<Option<DiagnosisView>, Error> {
        let Some(kind) = probe.pushes else {
            return Ok(None);
        };
        if self.feed(connection).await?.pushed(kind).is_none() {
            return Ok(None);
        }
        let now = self.0.clock.now();
        let reading = figures::reading(&self.0.db, connection.as_str(), kind, now).await?;
        Ok(Some(DiagnosisView {
            run: "push".to_owned(),
            at: now,
            total: i64::try_from(reading.rows_total).unwrap_or(i64::MAX),
            columns: probe.columns.to_vec(),
            rows: reading.rows,
        }))
    }

    /// Forgets what is past its keeping.
    pub(crate) async fn forget_live(&self) -> Result<u64, Error> {
        Ok(forget::forget(&self.0.db, self.0.clock.now_micros()).await?)
    }

    /// Has a doubt that could not be settled looked at again, until the next look at the dashboard
    /// has seen for itself.
    fn put_off(&self, doubt: Doubt) {
        let due = self.0.clock.now_micros() + GRACE;
        if due - doubt.looked_at < i64::from(COMPARED_EVERY) * SECOND {
            self.doubts().push(Doubt { due, ..doubt });
        }
    }

    fn due_doubts(&self) -> Vec<Doubt> {
        let now = self.0.clock.now_micros();
        let mut doubts = self.doubts();
        let (due, rest) = std::mem::take(&mut *doubts)
            .into_iter()
            .partition(|doubt| doubt.due <= now);
        *doubts = rest;
        due
    }
}
