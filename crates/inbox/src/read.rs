//! Reading the journal: each consumer at its own pace.

use jiff::Timestamp;
use store::{Row, Tx, Value, args};

use crate::{Inbox, InboxError, Result, time};

/// A webhook that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the journal.
    pub seq: i64,
    /// The connection it was delivered to.
    pub connection: String,
    /// For instance `meeting.started`.
    pub event: String,
    /// When it happened, as Zoom says (milliseconds); the epoch when Zoom does not. Late arrivals
    /// are usual: the order of `seq` is the order of arrival.
    pub event_at: Timestamp,
    /// When it was kept.
    pub received_at: Timestamp,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// The account it is about, where that is not the connection's own.
    pub other_account: Option<String>,
    /// This consumer was past it before: its cursor was moved back, or a person asked for it.
    pub replayed: bool,
    /// This consumer is past it, or past others that came later, and has never applied it: it was
    /// set aside. Whoever counts counts it now.
    pub missed: bool,
}

/// Where a consumer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) seq: i64,
    pub(crate) generation: i64,
    pub(crate) replay_until: i64,
    pub(crate) rewound: bool,
}

/// What a consumer is given next.
pub(crate) struct Unread {
    /// Oldest first.
    pub(crate) entries: Vec<Entry>,
    /// Where the consumer stands when these are applied.
    pub(crate) to: i64,
}

/// Places in the journal that are looked through at once for the events that a consumer wants.
const SPAN: i64 = 4096;

pub(crate) const ENTRY: &str = "SELECT seq, connection_id, event, event_at, received_at, body, other_account FROM inbox_journal";

impl Inbox {
    /// What `consumer` has not read yet, oldest first, at most `limit`. A new consumer begins at
    /// the beginning.
    pub async fn read(&self, consumer: &str, limit: u32) -> Result<Vec<Entry>> {
        let cursor = self.cursor(consumer).await?;
        self.read_from(cursor, limit).await
    }

    /// One entry.
    pub async fn entry(&self, seq: i64) -> Result<Entry> {
        let sql = store::AssertSqlSafe(format!("{ENTRY} WHERE seq = $1"));
        let row = self.0.db.row(sql, args![seq]).await?;
        entry(&row.ok_or(InboxError::NoEntry(seq))?)
    }

    /// What follows `cursor`, at most `limit` entries: of all events, or of those that are `wanted`.
    pub(crate) async fn unread(
        &self,
        cursor: Cursor,
        wanted: Option<&[&'static str]>,
        limit: u32,
    ) -> Result<Unread> {
        let Some(wanted) = wanted else {
            let entries = self.read_from(cursor, limit).await?;
            let to = entries.last().map_or(cursor.seq, |last| last.seq);
            return Ok(Unread { entries, to });
        };
        // Numbers are given under a lock: up to here all are there.
        let tail = "SELECT seq FROM inbox_tail WHERE id = 1";
        let tail = self.0.db.row(tail, args![]).await?;
        let tail = tail.map_or(Ok(cursor.seq), |row| row.i64("seq"))?;
        let end = tail.min(cursor.seq.saturating_add(SPAN));
        let names: Vec<String> = (4..wanted.len() + 4).map(|at| format!("${at}")).collect();
        let sql = store::AssertSqlSafe(format!(
            "{ENTRY} WHERE seq > $1 AND seq <= $2 AND event IN ({}) ORDER BY seq LIMIT $3",
            names.join(", ")
        ));
        let mut values = args![cursor.seq, end, limit];
        values.extend(wanted.iter().map(|&name| Value::from(name)));
        let entries = self.entries(cursor, sql, values).await?;
        let whole = u32::try_from(entries.len()).is_ok_and(|count| count < limit);
        let to = match entries.last() {
            Some(last) if !whole => last.seq,
            _ => end.max(cursor.seq),
        };
        Ok(Unread { entries, to })
    }

    async fn read_from(&self, cursor: Cursor, limit: u32) -> Result<Vec<Entry>> {
        let sql = store::AssertSqlSafe(format!("{ENTRY} WHERE seq > $1 ORDER BY seq LIMIT $2"));
        self.entries(cursor, sql, args![cursor.seq, limit]).await
    }

    async fn entries(
        &self,
        cursor: Cursor,
        sql: store::AssertSqlSafe<String>,
        values: Vec<Value>,
    ) -> Result<Vec<Entry>> {
        let rows = self.0.db.rows(sql, values).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let mut entry = entry(&row)?;
            entry.replayed = entry.seq <= cursor.replay_until;
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Where `consumer` stands; at the beginning when it never read.
    pub(crate) async fn cursor(&self, consumer: &str) -> Result<Cursor> {
        Ok(self.known_cursor(consumer).await?.unwrap_or(Cursor {
            seq: 0,
            generation: 0,
            replay_until: 0,
            rewound: false,
        }))
    }

    pub(crate) async fn known_cursor(&self, consumer: &str) -> Result<Option<Cursor>> {
        let row = self
            .0
            .db
            .row(
                "SELECT seq, generation, replay_until, rewound FROM inbox_cursors
                 WHERE consumer = $1",
                args![consumer],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Cursor {
            seq: row.i64("seq")?,
            generation: row.i64("generation")?,
            replay_until: row.i64("replay_until")?,
            rewound: row.flag("rewound")?,
        }))
    }

    /// A cursor for a consumer that never read: the journal is kept for it from now on.
    pub(crate) async fn register(&self, consumer: &str) -> Result<()> {
        self.0
            .db
            .execute(
                "INSERT INTO inbox_cursors (consumer, seq) VALUES ($1, 0)
                 ON CONFLICT (consumer) DO NOTHING",
                args![consumer],
            )
            .await?;
        Ok(())
    }

    /// `consumer` has applied everything up to `seq`. Going back is not possible: see
    /// [`replay`](Self::replay).
    pub async fn advance(&self, consumer: &str, seq: i64) -> Result<()> {
        let mut tx = self.0.db.begin().await?;
        self.advance_in(&mut tx, consumer, seq).await?;
        Ok(tx.commit().await?)
    }

    /// The same within the transaction that applies the entries: applied and read are then one
    /// fact, and a kill between them is not possible. For a consumer that reads by itself;
    /// [`run`](Self::run) also sees to two processes that read at once.
    pub async fn advance_in(&self, tx: &mut Tx, consumer: &str, seq: i64) -> Result<()> {
        tx.execute(
            "INSERT INTO inbox_cursors (consumer, seq, moved_at) VALUES ($1, $2, $3)
             ON CONFLICT (consumer) DO UPDATE SET seq = excluded.seq, moved_at = excluded.moved_at
             WHERE inbox_cursors.seq < excluded.seq",
            args![consumer, seq, self.0.clock.now_micros()],
        )
        .await?;
        Ok(())
    }

    /// Moves the cursor within `tx` if nobody moved it since it was read. False: another process
    /// was there first, or a person moved it back.
    pub(crate) async fn claim(
        &self,
        tx: &mut Tx,
        consumer: &str,
        cursor: Cursor,
        seq: i64,
    ) -> Result<bool> {
        let moved = tx
            .execute(
                "UPDATE inbox_cursors SET seq = $4, rewound = 0, moved_at = $5
                 WHERE consumer = $1 AND seq = $2 AND generation = $3",
                args![
                    consumer,
                    cursor.seq,
                    cursor.generation,
                    seq,
                    self.0.clock.now_micros()
                ],
            )
            .await?;
        Ok(moved > 0)
    }
}

pub(crate) fn entry(row: &Row) -> Result<Entry> {
    Ok(Entry {
        seq: row.i64("seq")?,
        connection: row.text("connection_id")?,
        event: row.text("event")?,
        event_at: time(row.i64("event_at")?),
        received_at: time(row.i64("received_at")?),
        body: row.blob("body")?,
        other_account: row.opt_text("other_account")?,
        replayed: false,
        missed: false,
    })
}

#[cfg(test)]
mod tests;
