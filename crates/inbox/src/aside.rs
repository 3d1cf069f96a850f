//! Events that a consumer could not apply: kept with the reason until a person has them tried
//! again or lets them go.
//!
//! A retry is a mark in the table, taken up by whoever runs the consumer: a command in another
//! process can ask for it as well as a page.

use jiff::Timestamp;
use serde::Serialize;
use store::{Tx, args};
use utoipa::ToSchema;

use crate::{Entry, Inbox, InboxError, Result, read, time};

/// An event that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Aside {
    /// Who could not apply it.
    pub consumer: String,
    /// Its place in the journal.
    pub seq: i64,
    /// The event, for instance `meeting.started`.
    pub event: String,
    /// The connection it was delivered to.
    pub connection: String,
    /// Why it was set aside, a sentence.
    pub why: String,
    /// When it was tried last.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// A person asked for another try, which comes within seconds of a running server.
    pub due: bool,
}

/// Which set-aside events.
#[derive(Debug, Clone, Default)]
pub struct AsideFilter {
    /// Only this consumer's.
    pub consumer: Option<String>,
    /// Only this event.
    pub seq: Option<i64>,
}

/// Said of an event of another account.
pub(crate) fn foreign(account: &str) -> String {
    format!(
        "The event is about account {account}, which is not this connection's own. Retry it if it is one of its sub-accounts: that account's events are then applied like the others."
    )
}

impl Inbox {
    /// What is set aside, newest first, at most `limit`.
    pub async fn set_aside(&self, filter: &AsideFilter, limit: u32) -> Result<Vec<Aside>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT a.consumer, a.seq, a.why, a.at, a.attempts, a.due,
                        COALESCE(j.event, '') AS event,
                        COALESCE(j.connection_id, '') AS connection_id
                 FROM inbox_aside a LEFT JOIN inbox_journal j ON j.seq = a.seq
                 WHERE ($1 IS NULL OR a.consumer = $1)
                     AND (CAST($2 AS BIGINT) IS NULL OR a.seq = $2)
                 ORDER BY a.seq DESC, a.consumer LIMIT $3",
                args![filter.consumer.as_deref(), filter.seq, limit],
            )
            .await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            all.push(Aside {
                consumer: row.text("consumer")?,
                seq: row.i64("seq")?,
                event: row.text("event")?,
                connection: row.text("connection_id")?,
                why: row.text("why")?,
                at: time(row.i64("at")?),
                attempts: row.i64("attempts")?,
                due: row.flag("due")?,
            });
        }
        Ok(all)
    }

    /// The accounts, not yet accepted, whose events `filter` names: to have one of those tried again
    /// accepts its account for good.
    pub async fn strangers(&self, filter: &AsideFilter) -> Result<Vec<String>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT DISTINCT j.other_account FROM inbox_aside a
                 JOIN inbox_journal j ON j.seq = a.seq
                 WHERE j.other_account IS NOT NULL
                     AND ($1 IS NULL OR a.consumer = $1)
                     AND (CAST($2 AS BIGINT) IS NULL OR a.seq = $2)
                     AND NOT EXISTS (SELECT 1 FROM inbox_accounts k
                         WHERE k.connection_id = j.connection_id AND k.account = j.other_account)
                 ORDER BY j.other_account",
                args![filter.consumer.as_deref(), filter.seq],
            )
            .await?;
        let accounts = rows.iter().map(|row| row.text("other_account"));
        Ok(accounts.collect::<Result<_, _>>()?)
    }

    /// Has what `filter` names tried again; answers how many. `who` goes into the log.
    pub async fn retry(&self, filter: &AsideFilter, who: &str) -> Result<u64> {
        let mut tx = self.0.db.begin().await?;
        let marked = tx
            .execute(
                "UPDATE inbox_aside SET due = 1
                 WHERE ($1 IS NULL OR consumer = $1) AND (CAST($2 AS BIGINT) IS NULL OR seq = $2)",
                args![filter.consumer.as_deref(), filter.seq],
            )
            .await?;
        if let (0, Some(seq)) = (marked, filter.seq) {
            return Err(not_aside(filter, seq));
        }
        if marked > 0 {
            let what = match filter.seq {
                Some(seq) => format!("event {seq} is tried again"),
                None => format!("{marked} set-aside events are tried again"),
            };
            self.log_in(&mut tx, who, &with_consumer(&what, filter))
                .await?;
        }
        tx.commit().await?;
        self.wake();
        Ok(marked)
    }

    /// Lets what `filter` names go without being applied; answers how many.
    pub async fn dismiss(&self, filter: &AsideFilter, who: &str) -> Result<u64> {
        let mut tx = self.0.db.begin().await?;
        let gone = tx
            .execute(
                "DELETE FROM inbox_aside
                 WHERE ($1 IS NULL OR consumer = $1) AND (CAST($2 AS BIGINT) IS NULL OR seq = $2)",
                args![filter.consumer.as_deref(), filter.seq],
            )
            .await?;
        if let (0, Some(seq)) = (gone, filter.seq) {
            return Err(not_aside(filter, seq));
        }
        if gone > 0 {
            let what = match filter.seq {
                Some(seq) => format!("event {seq} is let go without being applied"),
                None => format!("{gone} set-aside events are let go without being applied"),
            };
            self.log_in(&mut tx, who, &with_consumer(&what, filter))
                .await?;
        }
        tx.commit().await?;
        Ok(gone)
    }

    pub(crate) async fn set_aside_in(
        &self,
        tx: &mut Tx,
        consumer: &str,
        seq: i64,
        why: &str,
    ) -> Result<()> {
        tx.execute(
            "INSERT INTO inbox_aside (consumer, seq, why, at, attempts, due)
             VALUES ($1, $2, $3, $4, 1, 0)
             ON CONFLICT (consumer, seq) DO UPDATE SET why = excluded.why, at = excluded.at,
                 attempts = inbox_aside.attempts + 1, due = 0",
            args![consumer, seq, why, self.0.clock.now_micros()],
        )
        .await?;
        Ok(())
    }

    /// Whether a person had an event of that account applied before.
    pub(crate) async fn is_accepted(tx: &mut Tx, connection: &str, account: &str) -> Result<bool> {
        let known = tx
            .row(
                "SELECT account FROM inbox_accounts WHERE connection_id = $1 AND account = $2",
                args![connection, account],
            )
            .await?;
        Ok(known.is_some())
    }

    /// A person had it applied although it is another account's: a sub-account.
    pub(crate) async fn accept_account(tx: &mut Tx, entry: &Entry) -> Result<()> {
        if let Some(account) = &entry.other_account {
            tx.execute(
                "INSERT INTO inbox_accounts (connection_id, account) VALUES ($1, $2)
                 ON CONFLICT (connection_id, account) DO NOTHING",
                args![&entry.connection, account],
            )
            .await?;
        }
        Ok(())
    }

    pub(crate) async fn next_due(&self, consumer: &str) -> Result<Option<i64>> {
        let row = self
            .0
            .db
            .row(
                "SELECT seq FROM inbox_aside WHERE consumer = $1 AND due = 1 ORDER BY seq LIMIT 1",
                args![consumer],
            )
            .await?;
        Ok(row.map(|row| row.i64("seq")).transpose()?)
    }

    /// Takes a due one out of the list; false when another process has taken it.
    pub(crate) async fn take_due(tx: &mut Tx, consumer: &str, seq: i64) -> Result<bool> {
        let taken = tx
            .execute(
                "DELETE FROM inbox_aside WHERE consumer = $1 AND seq = $2 AND due = 1",
                args![consumer, seq],
            )
            .await?;
        Ok(taken > 0)
    }

    /// `consumer` steps over `entry` without having applied it, now or before.
    pub(crate) async fn miss(tx: &mut Tx, consumer: &str, entry: &Entry) -> Result<()> {
        if !entry.replayed {
            tx.execute(
                "INSERT INTO inbox_missed (consumer, seq) VALUES ($1, $2)
                 ON CONFLICT (consumer, seq) DO NOTHING",
                args![consumer, entry.seq],
            )
            .await?;
        }
        Ok(())
    }

    /// `consumer` applies a missed one; false when it was none, or no longer.
    pub(crate) async fn no_longer_missed(tx: &mut Tx, consumer: &str, seq: i64) -> Result<bool> {
        let was = tx
            .execute(
                "DELETE FROM inbox_missed WHERE consumer = $1 AND seq = $2",
                args![consumer, seq],
            )
            .await?;
        Ok(was > 0)
    }

    /// Marks those of replayed `entries` that `consumer` has never applied.
    pub(crate) async fn mark_missed(&self, consumer: &str, entries: &mut [Entry]) -> Result<()> {
        let mut replayed = entries.iter().filter(|entry| entry.replayed);
        let Some(first) = replayed.next() else {
            return Ok(());
        };
        let last = replayed.next_back().unwrap_or(first);
        let missed = self
            .0
            .db
            .rows(
                "SELECT seq FROM inbox_missed WHERE consumer = $1 AND seq >= $2 AND seq <= $3",
                args![consumer, first.seq, last.seq],
            )
            .await?;
        for row in missed {
            let seq = row.i64("seq")?;
            if let Some(entry) = entries.iter_mut().find(|entry| entry.seq == seq) {
                entry.missed = true;
            }
        }
        Ok(())
    }

    pub(crate) async fn failed_again(&self, consumer: &str, seq: i64, why: &str) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        self.set_aside_in(&mut tx, consumer, seq, why).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn entry_in(tx: &mut Tx, seq: i64) -> Result<Option<Entry>> {
        let sql = store::AssertSqlSafe(format!("{} WHERE seq = $1", read::ENTRY));
        let row = tx.row(sql, args![seq]).await?;
        row.as_ref().map(read::entry).transpose()
    }
}

fn with_consumer(what: &str, filter: &AsideFilter) -> String {
    match &filter.consumer {
        Some(consumer) => format!("{consumer}: {what}"),
        None => what.to_owned(),
    }
}

fn not_aside(filter: &AsideFilter, seq: i64) -> InboxError {
    InboxError::NotAside {
        consumer: filter
            .consumer
            .clone()
            .unwrap_or_else(|| "anybody".to_owned()),
        seq,
    }
}
