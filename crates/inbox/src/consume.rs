//! Following the journal: what came in is applied once, in order, by each who wants it.
//!
//! A consumer's writes and its cursor are one transaction, so an entry is applied exactly once in
//! effect, whatever is killed in between and however many processes follow for the same consumer:
//! the cursor moves only from where it was read. An entry that its consumer cannot apply must not
//! hold up those behind it: the batch is taken again one by one, and the entry at fault is set
//! aside with the reason, in the same transaction that steps over it.

use std::{
    collections::{HashMap, hash_map},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use futures::FutureExt as _;
use store::{StoreError, Tx};
use tokio::sync::watch;

use crate::{
    Entry, Inbox, Result, aside,
    read::{Cursor, Unread},
};

/// Entries applied in one transaction.
const BATCH: u32 = 500;
/// The same while deliveries come in: the writer is held for some milliseconds.
const PRESSED: u32 = 256;
/// Commits of deliveries between two batches, while they come in: what follows from an event
/// touches pages all over the database, so the disk takes a batch as hard as many deliveries, and
/// whoever follows can catch up later while a sender waits now.
const COMMITS_FIRST: usize = 16;
/// Another process may have kept something: look at least this often.
const LOOK: Duration = Duration::from_secs(1);
/// Rest after the database failed.
const REST: Duration = Duration::from_secs(2);

/// Who follows the journal.
#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// The cursor's name, for instance `monitor`. Never changed once released.
    fn name(&self) -> &'static str;

    /// The names of the events it wants; nothing when it wants all. Those with other names are
    /// stepped over without being read.
    fn events(&self) -> Option<&[&'static str]> {
        None
    }

    /// Applies one entry within `tx`. Whatever it writes must go through `tx`: it is kept together
    /// with the cursor or not at all. An entry may come again ([`Entry::replayed`]) and late.
    async fn apply(&self, tx: &mut Tx, entry: &Entry) -> Result<(), Failed>;

    /// Applies entries that follow one another, as if each had been given to
    /// [`apply`](Self::apply) in its turn. A consumer that can do so with less work says how. Where
    /// one of several is at fault all are taken back and applied one by one, so which it was need
    /// not be said.
    async fn apply_all(&self, tx: &mut Tx, entries: &[&Entry]) -> Result<(), Failed> {
        for entry in entries {
            self.apply(tx, entry).await?;
        }
        Ok(())
    }

    /// The cursor was moved back: entries from `from` on come again. Called once, in the
    /// transaction of the first of them. A consumer whose writes do not bear repeating clears here
    /// what it will build anew; one that bears it need not do anything.
    async fn rewound(&self, tx: &mut Tx, from: i64) -> Result<(), Failed> {
        let _ = (tx, from);
        Ok(())
    }

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

impl Failed {
    /// Whether the entry is at fault: told it so, or wrote what the database refuses whenever it
    /// is tried. A database that is locked, full or away is not the entry's fault.
    fn is_poison(&self) -> bool {
        matches!(
            self,
            Self::Poison(_)
                | Self::Store(
                    StoreError::Refused(_) | StoreError::Exists(_) | StoreError::Column { .. }
                )
        )
    }
}

/// What came of a batch.
enum Outcome {
    /// Applied, or set aside; the cursor is behind it.
    Done,
    /// One of several is at fault: nothing was applied.
    OneIsAtFault,
    /// Somebody else moved the cursor: nothing was applied.
    Moved,
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

    /// Applies everything that `consumer` has not read yet, then what a person asked to be applied
    /// again.
    pub async fn catch_up(&self, consumer: &dyn Consumer) -> Result<()> {
        loop {
            let Some(cursor) = self.known_cursor(consumer.name()).await? else {
                self.register(consumer.name()).await?;
                continue;
            };
            let pressed = self.give_way().await;
            let batch = if pressed { PRESSED } else { BATCH };
            let mut unread = self.unread(cursor, consumer.events(), batch).await?;
            if unread.to == cursor.seq {
                break;
            }
            self.mark_missed(consumer.name(), &mut unread.entries)
                .await?;
            if let Outcome::OneIsAtFault = self.apply(consumer, cursor, &unread).await? {
                self.one_by_one(consumer, cursor, unread.entries).await?;
            }
        }
        self.retry_due(consumer).await
    }

    /// Lets deliveries go first, a few commits of them: Zoom waits three seconds for its answer,
    /// and a consumer waits for nobody. On SQLite both need the one writer. True while more come,
    /// so that the next batch holds the writer only briefly.
    async fn give_way(&self) -> bool {
        let mut kept = self.arrived();
        for _ in 0..COMMITS_FIRST {
            if !self.is_receiving() {
                return false;
            }
            kept.mark_unchanged();
            // Looked at again after the mark: what ended in between does not change it any more.
            if !self.is_receiving() || kept.changed().await.is_err() {
                return false;
            }
        }
        true
    }

    async fn one_by_one(
        &self,
        consumer: &dyn Consumer,
        mut cursor: Cursor,
        entries: Vec<Entry>,
    ) -> Result<()> {
        for entry in entries {
            let to = entry.seq;
            let alone = Unread {
                entries: vec![entry],
                to,
            };
            if let Outcome::Moved = self.apply(consumer, cursor, &alone).await? {
                break;
            }
            cursor.seq = to;
            cursor.rewound = false;
        }
        Ok(())
    }

    /// One transaction over what follows `cursor`. The journal has it, so the commit need not wait
    /// for the disk: what a power cut takes back, cursor and all, is applied again.
    async fn apply(
        &self,
        consumer: &dyn Consumer,
        cursor: Cursor,
        unread: &Unread,
    ) -> Result<Outcome> {
        let name = consumer.name();
        let entries = &unread.entries;
        let Some(mut tx) = self.step(consumer, cursor, unread.to).await? else {
            return Ok(Outcome::Moved);
        };
        let own = self.own(&mut tx, name, entries).await?;
        match guarded(consumer.apply_all(&mut tx, &own)).await {
            Ok(()) => {}
            Err(failed) if !failed.is_poison() => return Err(transient(failed)),
            Err(failed) => {
                let [alone] = &**entries else {
                    return Ok(Outcome::OneIsAtFault);
                };
                drop(tx);
                let why = failed.to_string();
                return self.step_over(consumer, cursor, alone, &why).await;
            }
        }
        for entry in own.iter().filter(|entry| entry.missed) {
            if !Self::no_longer_missed(&mut tx, name, entry.seq).await? {
                return Ok(Outcome::Moved);
            }
        }
        tx.commit().await?;
        if !entries.is_empty() {
            consumer.applied(entries);
        }
        Ok(Outcome::Done)
    }

    /// Those of `entries` that are to be applied; events of a strange account are set aside.
    async fn own<'a>(
        &self,
        tx: &mut Tx,
        consumer: &str,
        entries: &'a [Entry],
    ) -> Result<Vec<&'a Entry>> {
        let mut own = Vec::with_capacity(entries.len());
        let mut known: HashMap<(&str, &str), bool> = HashMap::new();
        for entry in entries {
            let Some(account) = entry.other_account.as_deref() else {
                own.push(entry);
                continue;
            };
            let accepted = match known.entry((&entry.connection, account)) {
                hash_map::Entry::Occupied(known) => *known.get(),
                hash_map::Entry::Vacant(unknown) => {
                    *unknown.insert(Self::is_accepted(tx, &entry.connection, account).await?)
                }
            };
            if accepted {
                own.push(entry);
            } else {
                self.set_aside_in(tx, consumer, entry.seq, &aside::foreign(account))
                    .await?;
                Self::miss(tx, consumer, entry).await?;
            }
        }
        Ok(own)
    }

    /// A transaction in which `consumer` has gone from `cursor` to place `to`; none when somebody
    /// else moved the cursor.
    async fn step(&self, consumer: &dyn Consumer, cursor: Cursor, to: i64) -> Result<Option<Tx>> {
        let name = consumer.name();
        let mut tx = self.0.db.begin_repeatable().await?;
        if !self.claim(&mut tx, name, cursor, to).await? {
            return Ok(None);
        }
        if cursor.rewound {
            match guarded(consumer.rewound(&mut tx, cursor.seq + 1)).await {
                Ok(()) => {}
                Err(Failed::Store(error)) => return Err(error.into()),
                // Not an entry's fault; what is applied again is then applied over what is there.
                Err(Failed::Poison(why)) => {
                    tracing::warn!(consumer = name, %why, "the replay begins on top of what is there");
                }
            }
        }
        Ok(Some(tx))
    }

    async fn step_over(
        &self,
        consumer: &dyn Consumer,
        cursor: Cursor,
        entry: &Entry,
        why: &str,
    ) -> Result<Outcome> {
        let Some(mut tx) = self.step(consumer, cursor, entry.seq).await? else {
            return Ok(Outcome::Moved);
        };
        let consumer = consumer.name();
        self.set_aside_in(&mut tx, consumer, entry.seq, why).await?;
        Self::miss(&mut tx, consumer, entry).await?;
        tx.commit().await?;
        tracing::warn!(consumer, seq = entry.seq, why, "an event was set aside");
        Ok(Outcome::Done)
    }

    /// Applies what waits in the set-aside list to be applied again.
    async fn retry_due(&self, consumer: &dyn Consumer) -> Result<()> {
        let name = consumer.name();
        while let Some(seq) = self.next_due(name).await? {
            let mut tx = self.0.db.begin().await?;
            if !Self::take_due(&mut tx, name, seq).await? {
                continue;
            }
            let Some(mut entry) = Self::entry_in(&mut tx, seq).await? else {
                // The journal no longer holds it: nothing is left to be retried.
                tx.commit().await?;
                continue;
            };
            entry.replayed = true;
            entry.missed = Self::no_longer_missed(&mut tx, name, seq).await?;
            match guarded(consumer.apply(&mut tx, &entry)).await {
                Ok(()) => {
                    Self::accept_account(&mut tx, &entry).await?;
                    tx.commit().await?;
                    consumer.applied(std::slice::from_ref(&entry));
                }
                Err(failed) if !failed.is_poison() => return Err(transient(failed)),
                Err(failed) => {
                    drop(tx);
                    self.failed_again(name, seq, &failed.to_string()).await?;
                    tracing::warn!(consumer = name, seq, why = %failed, "an event stays set aside");
                }
            }
        }
        Ok(())
    }
}

/// A consumer that panics has met an entry it cannot apply; those behind it still can be.
async fn guarded(apply: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    let outcome = AssertUnwindSafe(apply).catch_unwind().await;
    outcome.unwrap_or_else(|_| {
        Err(Failed::Poison(
            "Parfocal itself failed on this event (the log has the place). Report it, and retry after an update."
                .to_owned(),
        ))
    })
}

fn transient(failed: Failed) -> crate::InboxError {
    match failed {
        Failed::Store(error) => error.into(),
        Failed::Poison(why) => StoreError::Refused(why).into(),
    }
}

#[cfg(test)]
mod tests;
