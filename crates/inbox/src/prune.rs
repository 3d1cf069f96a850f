//! What everybody has read need not be kept for ever.
//!
//! Two bounds: days, and size. By age nothing goes that some consumer has not read or that is set
//! aside. By size the read ones go first; only when nothing else is left does an unread one go,
//! because a full disk would lose every event instead of the oldest, and then the health says so.

use jiff::SignedDuration;
use store::{Db, StoreError, Tx, Value, args};

use crate::{Inbox, Result, writer::OVERHEAD};

/// Entries in one transaction, so that the one writer is never held for long.
const AT_ONCE: u32 = 500;
/// Transactions in one call; what is left goes the next time.
const ROUNDS: u32 = 100;

/// How long, in microseconds, Zoom may send an event again: a bit more than its last retry takes.
const SENT_AGAIN: i64 = 2 * 3_600_000_000;

/// How long, in microseconds, it is kept who had what applied again: two years.
const LOG: i64 = 730 * 24 * 3_600_000_000;

/// How long the journal keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// At least a day: Zoom's last retry comes within an hour and a half, and a repeated delivery
    /// is recognised by the entry it repeats.
    pub days: u32,
    /// Bytes of bodies and their rows.
    pub bytes: i64,
}

impl Default for Retention {
    /// A week, a gigabyte.
    fn default() -> Self {
        Self {
            days: 7,
            bytes: 1 << 30,
        }
    }
}

impl Inbox {
    /// Deletes what is older than the retention and read by every consumer, then what is too much;
    /// answers how many went. Nothing goes by age while there is no consumer: a new one begins at
    /// the beginning. To be called a few times a day; bounded.
    pub async fn prune(&self) -> Result<u64> {
        let Retention { days, bytes } = self.0.retention;
        let age = SignedDuration::from_hours(24 * i64::from(days));
        let now = self.0.clock.now();
        let oldest = now.saturating_sub(age).unwrap_or(jiff::Timestamp::MIN);
        let gone = by_age(&self.0.db, oldest.as_microsecond()).await?;
        let gone = gone + by_size(&self.0.db, now.as_microsecond(), bytes, ROUNDS).await?;
        forget(&self.0.db, now.as_microsecond()).await?;
        Ok(gone)
    }
}

/// Read by every consumer, and not set aside.
const DONE_WITH: &str = "seq <= (SELECT MIN(seq) FROM inbox_cursors)
    AND seq NOT IN (SELECT seq FROM inbox_aside)";

async fn by_age(db: &Db, oldest: i64) -> Result<u64> {
    let mut gone = 0;
    for _ in 0..ROUNDS {
        let mut tx = db.begin().await?;
        let which = format!("{DONE_WITH} AND received_at < $1");
        let some = delete(&mut tx, &which, args![oldest], i64::MAX, i64::MAX).await?;
        tx.commit().await?;
        gone += some.count;
        if some.count < u64::from(AT_ONCE) {
            break;
        }
    }
    Ok(gone)
}

/// Deletes the oldest until the journal holds at most `limit` bytes, in at most `rounds` steps.
pub(crate) async fn by_size(db: &Db, now: i64, limit: i64, rounds: u32) -> Result<u64> {
    let mut gone = 0;
    let mut down_to = limit;
    for _ in 0..rounds {
        let mut tx = db.begin().await?;
        let tail = tx
            .row("SELECT bytes FROM inbox_tail WHERE id = 1", args![])
            .await?;
        let bytes = tail.map(|row| row.i64("bytes")).transpose()?.unwrap_or(0);
        if bytes <= down_to {
            break;
        }
        // A little more room than is needed, so that not every commit has to make some.
        down_to = limit - limit / 64;
        let excess = bytes - down_to;
        let young = now - SENT_AGAIN;
        let mut some = delete(&mut tx, DONE_WITH, args![], excess, young).await?;
        if some.count == 0 {
            some = delete(&mut tx, "1 = 1", args![], excess, young).await?;
            if let Some(last) = some.last {
                drop_unread(&mut tx, now, some.count, last).await?;
            }
        }
        tx.commit().await?;
        if some.count == 0 {
            break;
        }
        gone += some.count;
    }
    Ok(gone)
}

/// Lets go the keys that Zoom does not send again, and what was missed of entries that are gone.
async fn forget(db: &Db, now: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    let gone = tx
        .execute(
            "DELETE FROM inbox_forgotten WHERE received_at < $1",
            args![now - SENT_AGAIN],
        )
        .await?;
    tx.execute(
        "UPDATE inbox_tail SET forgotten = forgotten - $1 WHERE id = 1",
        args![i64::try_from(gone).unwrap_or(i64::MAX)],
    )
    .await?;
    tx.execute(
        "DELETE FROM inbox_missed
         WHERE NOT EXISTS (SELECT 1 FROM inbox_journal j WHERE j.seq = inbox_missed.seq)",
        args![],
    )
    .await?;
    tx.execute("DELETE FROM inbox_log WHERE at < $1", args![now - LOG])
        .await?;
    Ok(tx.commit().await?)
}

/// What one step deleted.
struct Gone {
    count: u64,
    last: Option<i64>,
}

/// Deletes the oldest of `which`, of which `values` are the arguments, at most so many that
/// `enough` bytes go, and takes them off the journal's sums. Keys received after `young` stay.
async fn delete(
    tx: &mut Tx,
    which: &str,
    mut values: Vec<Value>,
    enough: i64,
    young: i64,
) -> Result<Gone, StoreError> {
    // The sums' row is locked first, so that two nodes do it one after the other.
    tx.execute("UPDATE inbox_tail SET seq = seq WHERE id = 1", args![])
        .await?;
    let sql = format!(
        "SELECT seq, CAST(LENGTH(body) AS BIGINT) AS bytes FROM inbox_journal
         WHERE {which} ORDER BY seq LIMIT {AT_ONCE}"
    );
    let oldest = tx.rows(store::AssertSqlSafe(sql), values.clone()).await?;
    let (mut count, mut bytes, mut last) = (0_u64, 0, None);
    for row in oldest {
        if bytes >= enough {
            break;
        }
        count += 1;
        bytes += row.i64("bytes")? + OVERHEAD;
        last = Some(row.i64("seq")?);
    }
    let Some(until) = last else {
        return Ok(Gone { count, last });
    };
    let at = values.len() + 1;
    values.push(until.into());
    let mut remembered = 0;
    if young < i64::MAX {
        let mut values = values.clone();
        values.push(young.into());
        let sql = format!(
            "INSERT INTO inbox_forgotten (event_at, connection_id, body_sha256, received_at)
             SELECT event_at, connection_id, body_sha256, received_at FROM inbox_journal
             WHERE {which} AND seq <= ${at} AND received_at > ${}
             ON CONFLICT DO NOTHING",
            at + 1
        );
        remembered = tx.execute(store::AssertSqlSafe(sql), values).await?;
    }
    let sql = format!("DELETE FROM inbox_journal WHERE {which} AND seq <= ${at}");
    tx.execute(store::AssertSqlSafe(sql), values).await?;
    tx.execute(
        "UPDATE inbox_tail SET entries = entries - $1, bytes = bytes - $2,
             forgotten = forgotten + $3 WHERE id = 1",
        args![
            i64::try_from(count).unwrap_or(i64::MAX),
            bytes,
            i64::try_from(remembered).unwrap_or(i64::MAX)
        ],
    )
    .await?;
    Ok(Gone { count, last })
}

/// Entries went that were not read or were set aside: said in the log and in the health.
async fn drop_unread(tx: &mut Tx, now: i64, count: u64, last: i64) -> Result<(), StoreError> {
    tracing::error!(
        count,
        last,
        "the journal is over its size: its oldest events went although they were not read"
    );
    tx.execute(
        "UPDATE inbox_tail SET dropped = dropped + $1, dropped_at = $2 WHERE id = 1",
        args![i64::try_from(count).unwrap_or(i64::MAX), now],
    )
    .await?;
    tx.execute("DELETE FROM inbox_aside WHERE seq <= $1", args![last])
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
