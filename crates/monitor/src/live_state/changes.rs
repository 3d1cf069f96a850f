//! Telling pages that something changed.
//!
//! Within this process a change is told when it is committed. Another process (an agent beside a
//! server, a second node) leaves its changes in the database, which is looked at once a second, as
//! long as anybody listens.

use std::{sync::Arc, time::Duration};

use store::{Db, args};
use tokio::sync::watch;

use crate::{Monitor, monitor::Inner};

const LOOK: Duration = Duration::from_secs(1);

/// Counts changes, and whether somebody looks at the database.
pub(crate) struct Changes {
    count: watch::Sender<u64>,
    looking: std::sync::atomic::AtomicBool,
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self {
            count: watch::Sender::new(0),
            looking: false.into(),
        }
    }

    /// Something was committed.
    pub(crate) fn tell(&self) {
        self.count.send_modify(|count| *count += 1);
    }
}

impl Monitor {
    /// A number that grows with every committed change of live state or of test figures: at once
    /// for those of this process, within a second for those of others.
    pub fn changes(&self) -> watch::Receiver<u64> {
        use std::sync::atomic::Ordering;

        let changes = &self.0.changes;
        let receiver = changes.count.subscribe();
        if !changes.looking.swap(true, Ordering::AcqRel) {
            let (inner, clock) = (Arc::downgrade(&self.0), self.0.clock.clone());
            tokio::spawn(async move {
                let mut known = None;
                while let Some(inner) = inner.upgrade() {
                    if inner.changes.count.receiver_count() == 0 {
                        inner.changes.looking.store(false, Ordering::Release);
                        // Who subscribed between the two lines above finds nobody looking.
                        if inner.changes.count.receiver_count() == 0
                            || inner.changes.looking.swap(true, Ordering::AcqRel)
                        {
                            break;
                        }
                    }
                    look(&inner, &mut known).await;
                    drop(inner);
                    clock.sleep(LOOK).await;
                }
            });
        }
        receiver
    }
}

async fn look(inner: &Inner, known: &mut Option<Standing>) {
    match standing(&inner.db).await {
        Ok(now) => {
            if known.as_ref().is_some_and(|known| *known != now) {
                inner.changes.tell();
            }
            *known = Some(now);
        }
        Err(error) => tracing::debug!(%error, "the database could not be looked at for changes"),
    }
}

/// What every change leaves behind: revisions only grow, the ids of runs sort by time.
#[derive(PartialEq, Eq)]
struct Standing {
    revisions: i64,
    last_run: Option<String>,
}

async fn standing(db: &Db) -> store::Result<Standing> {
    let row = db
        .row(
            "SELECT CAST(COALESCE((SELECT SUM(revision) FROM monitor_feeds), 0) AS BIGINT)
                 AS revisions,
                 (SELECT MAX(last_run) FROM monitor_tests) AS last_run",
            args![],
        )
        .await?;
    Ok(match row {
        Some(row) => Standing {
            revisions: row.i64("revisions")?,
            last_run: row.opt_text("last_run")?,
        },
        None => Standing {
            revisions: 0,
            last_run: None,
        },
    })
}
