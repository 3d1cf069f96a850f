//! What was turned away, counted in memory and written down now and then.
//!
//! A million forged events must neither write a million lines nor touch the database a million
//! times. The first of a burst is said in the log at once; then everything is counted, and ten
//! seconds later the sums are written down and said in one line.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use store::{Db, args};

use crate::{Inbox, Rejected, Result};

/// How long counts stay in memory at most.
const EVERY: Duration = Duration::from_secs(10);

/// A sum.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) times: i64,
    /// Microseconds.
    pub(crate) first_at: i64,
    /// Microseconds.
    pub(crate) last_at: i64,
}

/// Connection and reason; only connections that exist get in here, so it is bounded.
pub(crate) type Sums = BTreeMap<(String, Rejected), Count>;

/// The counts of this process that are not written down yet.
#[derive(Default)]
pub(crate) struct Counts(Mutex<State>);

#[derive(Default)]
struct State {
    sums: Sums,
    /// Somebody will write them down.
    awaited: bool,
}

impl Counts {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when this is the first of a burst.
    fn add(&self, connection: &str, reason: Rejected, now: i64) -> bool {
        let mut state = self.lock();
        let key = (connection.to_owned(), reason);
        let sum = state.sums.entry(key).or_insert(Count {
            times: 0,
            first_at: now,
            last_at: now,
        });
        sum.times += 1;
        sum.last_at = now;
        !mem::replace(&mut state.awaited, true)
    }

    /// What is in memory only.
    pub(crate) fn pending(&self) -> Sums {
        self.lock().sums.clone()
    }

    fn take(&self) -> Sums {
        let mut state = self.lock();
        state.awaited = false;
        mem::take(&mut state.sums)
    }

    fn give_back(&self, sums: Sums) {
        let mut state = self.lock();
        for (key, was) in sums {
            let sum = state.sums.entry(key).or_insert(Count { times: 0, ..was });
            sum.times += was.times;
            sum.first_at = sum.first_at.min(was.first_at);
            sum.last_at = sum.last_at.max(was.last_at);
        }
    }
}

impl Inbox {
    /// The address named nothing here, or the body was too long to be read: counted like what the
    /// inbox itself turns away. `connection` must exist, or be empty.
    pub fn refuse(&self, connection: &str, reason: Rejected) {
        let first = self
            .0
            .refused
            .add(connection, reason, self.0.clock.now_micros());
        if !first {
            return;
        }
        tracing::warn!(connection, why = %reason, "a webhook was refused");
        let (db, counts) = (self.0.db.clone(), self.0.refused.clone());
        let wait = self.0.clock.sleep(EVERY);
        tokio::spawn(async move {
            wait.await;
            let sums = counts.take();
            let all: i64 = sums.values().map(|sum| sum.times).sum();
            if all > 1 {
                tracing::warn!(
                    count = all,
                    "webhooks were refused in the last seconds; the page Events says why"
                );
            }
            if let Err(error) = write(&db, &sums).await {
                tracing::warn!(%error, "the counts of refused webhooks were not written down");
                counts.give_back(sums);
            }
        });
    }

    /// Writes down what is still in memory, before the program ends.
    pub async fn finish(&self) -> Result<()> {
        let sums = self.0.refused.take();
        if let Err(error) = write(&self.0.db, &sums).await {
            self.0.refused.give_back(sums);
            return Err(error);
        }
        Ok(())
    }
}

async fn write(db: &Db, sums: &Sums) -> Result<()> {
    if sums.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for ((connection, reason), sum) in sums {
        tx.execute(
            "INSERT INTO inbox_refused (connection_id, reason, count, first_at, last_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (connection_id, reason) DO UPDATE SET
                 count = inbox_refused.count + excluded.count, last_at = excluded.last_at",
            args![
                connection,
                reason.key(),
                sum.times,
                sum.first_at,
                sum.last_at
            ],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
