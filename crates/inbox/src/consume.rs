//! Following the journal: what came in is applied once, in order, by each who wants it.
//!
//! A consumer's writes and its cursor are one transaction, so an entry is applied exactly once in
//! effect, whatever is killed in between. An entry that its consumer cannot apply must not hold up
//! those behind it: the batch is taken again one by one, and the entry at fault is stepped over.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use store::{StoreError, Tx};
use tokio::sync::watch;

use crate::{Entry, Inbox, Result};

/// Entries applied in one transaction.
const BATCH: u32 = 500;
/// Another process may have kept something: look at least this often.
const LOOK: Duration = Duration::from_secs(1);
/// Rest after the database failed.
const REST: Duration = Duration::from_secs(2);

/// Who follows the journal.
#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// The cursor's name, for instance `monitor`. Never changed once released.
    fn name(&self) -> &'static str;

    /// Applies one entry within `tx`. Whatever it writes must go through `tx`: it is kept together
    /// with the cursor or not at all.
    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed>;

    /// These were applied and committed. For waking pages, not for work.
    fn applied(&self, entries: &[Entry]) {
        let _ = entries;
    }
}

/// Why an entry was not applied.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// This entry can never be applied as it is; a sentence for whoever looks at it.
    #[error("{0}")]
    Poison(String),
    /// The database failed: the same entry is tried again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Inbox {
    /// Lets `consumer` follow the journal until `stop` says true or its sender is gone.
    pub async fn run(&self, consumer: Arc<dyn Consumer>, mut stop: watch::Receiver<bool>) {
        let mut arrived = self.arrived();
        while !*stop.borrow() {
            arrived.mark_unchanged();
            let wait = match self.catch_up(&*consumer).await {
                Ok(()) => LOOK,
                Err(error) => {
                    tracing::warn!(consumer = consumer.name(), %error, "the journal could not be followed");
                    REST
                }
            };
            tokio::select! {
                _ = arrived.changed(), if wait == LOOK => {}
                () = self.0.clock.sleep(wait) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    /// Applies everything that `consumer` has not read yet.
    pub async fn catch_up(&self, consumer: &dyn Consumer) -> Result<()> {
        loop {
            let entries = self.read(consumer.name(), BATCH).await?;
            if entries.is_empty() {
                return Ok(());
            }
            if !self.apply(consumer, &entries).await? {
                for entry in &entries {
                    self.apply(consumer, std::slice::from_ref(entry)).await?;
                }
            }
        }
    }

    /// One transaction over `entries`. False when one of several is at fault: nothing was applied.
    /// A single one that is at fault is stepped over.
    async fn apply(&self, consumer: &dyn Consumer, entries: &[Entry]) -> Result<bool> {
        let Some(last) = entries.last() else {
            return Ok(true);
        };
        let mut tx = self.0.db.begin().await?;
        for entry in entries {
            match consumer.apply(&mut tx, entry).await {
                Ok(()) => {}
                Err(Failed::Store(error)) => return Err(error.into()),
                Err(Failed::Poison(_)) if entries.len() > 1 => return Ok(false),
                Err(Failed::Poison(why)) => {
                    drop(tx);
                    tracing::warn!(consumer = consumer.name(), seq = entry.seq, %why, "an event was set aside");
                    self.advance(consumer.name(), entry.seq).await?;
                    return Ok(true);
                }
            }
        }
        self.advance_in(&mut tx, consumer.name(), last.seq).await?;
        tx.commit().await?;
        consumer.applied(entries);
        Ok(true)
    }
}
