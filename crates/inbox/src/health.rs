//! How receiving stands: what Zoom did at the address, what was turned away, how far everybody is.

use jiff::Timestamp;
use serde::Serialize;
use store::{Row, args};
use utoipa::ToSchema;

use crate::{Inbox, Rejected, Result, refused::Count, time};

/// How receiving stands for one connection.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Health {
    /// When Zoom checked the address for the first time and was answered.
    #[schema(value_type = Option<String>)]
    pub first_validation_at: Option<Timestamp>,
    /// When it did so last; it does every 72 hours.
    #[schema(value_type = Option<String>)]
    pub last_validation_at: Option<Timestamp>,
    /// When the first event came.
    #[schema(value_type = Option<String>)]
    pub first_event_at: Option<Timestamp>,
    /// When the last event came.
    #[schema(value_type = Option<String>)]
    pub last_event_at: Option<Timestamp>,
    /// What was turned away, by reason, the latest first.
    pub refused: Vec<RefusedCount>,
    /// Events came to another name than the public address.
    pub other_host: Option<OtherHost>,
    /// Events of another account came; they are set aside.
    pub other_account: Option<OtherAccount>,
    /// The journal, which all connections share.
    pub journal: JournalHealth,
    /// How far each consumer is.
    pub cursors: Vec<CursorHealth>,
    /// How many events are set aside, over all consumers.
    pub set_aside: i64,
}

/// Deliveries turned away for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RefusedCount {
    /// Its name, for instance `wrong_signature`.
    pub reason: &'static str,
    /// What it means, a sentence.
    pub says: String,
    /// How many.
    pub count: i64,
    /// When the first came.
    #[schema(value_type = String)]
    pub first_at: Timestamp,
    /// When the last came.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

/// Events came to another name than the public address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OtherHost {
    /// The name they were sent to.
    pub host: String,
    /// When the last one was.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

/// Events of another account came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OtherAccount {
    /// The account that the last of them names.
    pub account: String,
    /// How many there were.
    pub events: i64,
    /// When the last one came.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

/// The journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JournalHealth {
    /// Events kept.
    pub entries: i64,
    /// Their size.
    pub bytes: i64,
    /// The size it may have.
    pub bytes_at_most: i64,
    /// Days that are kept at least.
    pub days: u32,
    /// When the oldest event in it came.
    #[schema(value_type = Option<String>)]
    pub oldest_at: Option<Timestamp>,
    /// Events that went unread or set aside because the journal was over its size.
    pub dropped: i64,
    /// When that happened last.
    #[schema(value_type = Option<String>)]
    pub dropped_at: Option<Timestamp>,
}

/// How far one consumer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CursorHealth {
    /// Who reads.
    pub consumer: String,
    /// The last event it has read.
    pub seq: i64,
    /// How many it has yet to read.
    pub behind: i64,
    /// How long the oldest of them waits, in seconds.
    pub lag_seconds: i64,
    /// It reads again what it had read, up to this event.
    pub replaying_until: Option<i64>,
    /// How many events are set aside for it.
    pub set_aside: i64,
    /// When it moved last.
    #[schema(value_type = Option<String>)]
    pub moved_at: Option<Timestamp>,
}

impl Inbox {
    /// How receiving stands for `connection`. A few small reads, never the bodies.
    pub async fn health(&self, connection: &str) -> Result<Health> {
        let address = self
            .0
            .db
            .row(
                "SELECT * FROM inbox_addresses WHERE connection_id = $1",
                args![connection],
            )
            .await?;
        let at = |column: &str| match &address {
            Some(row) => opt_time(row, column),
            None => Ok(None),
        };
        let (other_host, other_account) = match &address {
            Some(row) => others(row)?,
            None => (None, None),
        };
        let cursors = self.cursors().await?;
        Ok(Health {
            first_validation_at: at("first_validation_at")?,
            last_validation_at: at("last_validation_at")?,
            first_event_at: at("first_event_at")?,
            last_event_at: at("last_event_at")?,
            refused: self.refused(connection).await?,
            other_host,
            other_account,
            journal: self.journal().await?,
            set_aside: cursors.iter().map(|cursor| cursor.set_aside).sum(),
            cursors,
        })
    }

    /// What was turned away at addresses that name no connection.
    pub async fn refused_elsewhere(&self) -> Result<Option<RefusedCount>> {
        Ok(self.refused("").await?.into_iter().next())
    }

    async fn refused(&self, connection: &str) -> Result<Vec<RefusedCount>> {
        // Memory first: what is written down in between is then missed for a moment, never
        // counted twice.
        let mut sums = self.0.refused.pending();
        sums.retain(|(of, _), _| of == connection);
        let rows = self
            .0
            .db
            .rows(
                "SELECT reason, count, first_at, last_at FROM inbox_refused
                 WHERE connection_id = $1",
                args![connection],
            )
            .await?;
        for row in rows {
            let Some(reason) = Rejected::from_key(&row.text("reason")?) else {
                continue;
            };
            let first_at = row.i64("first_at")?;
            let written = Count {
                times: row.i64("count")?,
                first_at,
                last_at: row.i64("last_at")?,
            };
            sums.entry((connection.to_owned(), reason))
                .and_modify(|sum| {
                    sum.times += written.times;
                    sum.first_at = first_at;
                })
                .or_insert(written);
        }
        let mut all: Vec<_> = sums
            .into_iter()
            .map(|((_, reason), sum)| RefusedCount {
                reason: reason.key(),
                says: reason.to_string(),
                count: sum.times,
                first_at: time(sum.first_at),
                last_at: time(sum.last_at),
            })
            .collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.last_at));
        Ok(all)
    }

    async fn journal(&self) -> Result<JournalHealth> {
        let retention = self.0.retention;
        let oldest = self
            .0
            .db
            .row(
                "SELECT received_at FROM inbox_journal ORDER BY seq LIMIT 1",
                args![],
            )
            .await?;
        let oldest_at = oldest.map(|row| row.i64("received_at")).transpose()?;
        let mut health = JournalHealth {
            entries: 0,
            bytes: 0,
            bytes_at_most: retention.bytes,
            days: retention.days,
            oldest_at: oldest_at.map(time),
            dropped: 0,
            dropped_at: None,
        };
        let tail = self
            .0
            .db
            .row(
                "SELECT entries, bytes, dropped, dropped_at FROM inbox_tail WHERE id = 1",
                args![],
            )
            .await?;
        if let Some(tail) = tail {
            health.entries = tail.i64("entries")?;
            health.bytes = tail.i64("bytes")?;
            health.dropped = tail.i64("dropped")?;
            health.dropped_at = opt_time(&tail, "dropped_at")?;
        }
        Ok(health)
    }

    /// How far each consumer is.
    pub async fn cursors(&self) -> Result<Vec<CursorHealth>> {
        let rows = self
            .0
            .db
            .rows(
                "SELECT c.consumer, c.seq, c.replay_until, c.moved_at,
                     (SELECT CAST(COUNT(*) AS BIGINT) FROM inbox_journal j WHERE j.seq > c.seq)
                         AS behind,
                     (SELECT MIN(j.received_at) FROM inbox_journal j WHERE j.seq =
                         (SELECT MIN(k.seq) FROM inbox_journal k WHERE k.seq > c.seq)) AS waits,
                     (SELECT CAST(COUNT(*) AS BIGINT) FROM inbox_aside a
                         WHERE a.consumer = c.consumer AND a.attempts > 0) AS aside
                 FROM inbox_cursors c ORDER BY c.consumer",
                args![],
            )
            .await?;
        let now = self.0.clock.now();
        let mut cursors = Vec::with_capacity(rows.len());
        for row in rows {
            let (seq, until) = (row.i64("seq")?, row.i64("replay_until")?);
            let waits = opt_time(&row, "waits")?;
            cursors.push(CursorHealth {
                consumer: row.text("consumer")?,
                seq,
                behind: row.i64("behind")?,
                lag_seconds: waits.map_or(0, |since| now.duration_since(since).as_secs().max(0)),
                replaying_until: (until > seq).then_some(until),
                set_aside: row.i64("aside")?,
                moved_at: opt_time(&row, "moved_at")?,
            });
        }
        Ok(cursors)
    }
}

fn others(row: &Row) -> Result<(Option<OtherHost>, Option<OtherAccount>)> {
    let host = row.opt_text("other_host")?;
    let host_at = opt_time(row, "other_host_at")?;
    let account = row.opt_text("other_account")?;
    let account_at = opt_time(row, "other_account_at")?;
    let events = row.i64("other_account_events")?;
    Ok((
        host.zip(host_at)
            .map(|(host, last_at)| OtherHost { host, last_at }),
        account
            .zip(account_at)
            .map(|(account, last_at)| OtherAccount {
                account,
                events,
                last_at,
            }),
    ))
}

fn opt_time(row: &Row, column: &str) -> Result<Option<Timestamp>> {
    Ok(row.opt_i64(column)?.map(time))
}

#[cfg(test)]
mod tests;
