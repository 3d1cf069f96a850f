//! The two loops of the alarms: one judges, one tells. Apart, so that a mail server that hangs
//! delays no judgement.

use std::time::Duration;

use tokio::sync::watch;

use crate::{Error, Monitor};

/// Judged at least this often: no data makes no noise by itself.
const JUDGE: Duration = Duration::from_secs(30);
/// The outbox is looked at this often: another process may have put something in.
const TELL: Duration = Duration::from_secs(5);
/// Far longer than judging takes; a node that dies holds the others up for so long at most.
const JUDGING: Duration = Duration::from_mins(1);
/// How often old alarms are deleted.
const PRUNE: i64 = 6 * 3_600 * 1_000_000;

impl Monitor {
    /// Judges and tells until `stop` says true or its sender is gone.
    pub async fn alarm_loop(&self, stop: watch::Receiver<bool>) {
        tokio::join!(self.judge_loop(stop.clone()), self.tell_loop(stop));
    }

    /// Judges every account now; answers how many alarms changed. Nothing when another node does.
    pub async fn judge_alarms(&self) -> Result<usize, Error> {
        let Some(lease) = self.0.jobs.lease("alarms/judge", JUDGING).await? else {
            return Ok(0);
        };
        let mut changed = 0;
        let mut failed = None;
        for account in self.0.accounts.list().await.map_err(Error::Connections)? {
            // One account's trouble is not the others'.
            match self.evaluate(&account, &lease).await {
                Ok(count) => changed += count,
                Err(error) => failed = Some(error),
            }
        }
        self.0.jobs.release(&lease).await?;
        match failed {
            Some(error) => Err(error),
            None => Ok(changed),
        }
    }

    /// Sends what is due; answers how many messages were taken.
    pub async fn tell_alarms(&self) -> Result<usize, Error> {
        self.deliver().await
    }

    async fn judge_loop(&self, mut stop: watch::Receiver<bool>) {
        let mut pruned_at = i64::MIN;
        while !*stop.borrow() {
            match self.judge_alarms().await {
                Ok(0) => {}
                Ok(_) => self.0.told_bell.notify_one(),
                Err(error) => tracing::warn!(%error, "alarms could not be judged"),
            }
            self.prune_alarms(&mut pruned_at).await;
            tokio::select! {
                () = self.0.clock.sleep(JUDGE) => {}
                () = self.0.run_bell.notified() => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    async fn tell_loop(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.deliver().await {
                tracing::warn!(%error, "alarms could not be told");
            }
            tokio::select! {
                () = self.0.clock.sleep(TELL) => {}
                () = self.0.told_bell.notified() => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    async fn prune_alarms(&self, pruned_at: &mut i64) {
        let now = self.0.clock.now_micros();
        if now.saturating_sub(*pruned_at) < PRUNE {
            return;
        }
        *pruned_at = now;
        if let Err(error) = super::storage::prune(&self.0.db, now).await {
            tracing::warn!(%error, "old alarms could not be deleted");
        }
    }
}
