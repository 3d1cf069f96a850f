//! Forgetting: names of people are kept no longer than they are of use.

use store::{Db, Result, args};

/// How long an instance and its people are kept after the last word on it.
const INSTANCES_KEPT_DAYS: i64 = 7;
/// How long events are listed.
const HAPPENED_KEPT_DAYS: i64 = 7;
/// The most events listed of one connection.
const HAPPENED_KEPT: i64 = 20_000;
/// Without a word for this long a run is over, whether anybody said so or not: Zoom ends meetings
/// after 30 hours.
const LONGEST: i64 = 48 * HOUR;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// Rows of one statement, so that the one writer is never held for long.
const AT_ONCE: i64 = 500;
/// Statements of one call; the rest goes the next time.
const ROUNDS: u32 = 200;

/// Deletes what is past its keeping; answers how many rows went.
pub(crate) async fn forget(db: &Db, now: i64) -> Result<u64> {
    let mut gone = 0;
    gone += in_rounds(
        db,
        "UPDATE monitor_instances SET live = 0 WHERE (connection, uuid) IN
             (SELECT connection, uuid FROM monitor_instances
              WHERE live = 1 AND touched_at < $1 LIMIT $2)",
        now - LONGEST,
    )
    .await?;
    let old = now - INSTANCES_KEPT_DAYS * DAY;
    gone += in_rounds(
        db,
        "DELETE FROM monitor_people WHERE (connection, uuid, person) IN
             (SELECT p.connection, p.uuid, p.person FROM monitor_people AS p
              JOIN monitor_instances AS i
                  ON i.connection = p.connection AND i.uuid = p.uuid
              WHERE i.touched_at < $1 AND i.live = 0 LIMIT $2)",
        old,
    )
    .await?;
    gone += in_rounds(
        db,
        "DELETE FROM monitor_instances WHERE (connection, uuid) IN
             (SELECT i.connection, i.uuid FROM monitor_instances AS i
              WHERE i.touched_at < $1 AND i.live = 0 AND NOT EXISTS
                  (SELECT 1 FROM monitor_people AS p
                   WHERE p.connection = i.connection AND p.uuid = i.uuid)
              LIMIT $2)",
        old,
    )
    .await?;
    gone += in_rounds(
        db,
        "DELETE FROM monitor_happened WHERE (connection, at, event, uuid, about) IN
             (SELECT connection, at, event, uuid, about FROM monitor_happened
              WHERE at < $1 LIMIT $2)",
        now - HAPPENED_KEPT_DAYS * DAY,
    )
    .await?;
    for row in db
        .rows("SELECT connection FROM monitor_feeds", args![])
        .await?
    {
        gone += thin_out(db, &row.text("connection")?).await?;
    }
    Ok(gone)
}

async fn in_rounds(db: &Db, sql: &'static str, before: i64) -> Result<u64> {
    let mut gone = 0;
    for _ in 0..ROUNDS {
        let some = db.execute(sql, args![before, AT_ONCE]).await?;
        gone += some;
        if some < AT_ONCE.unsigned_abs() {
            break;
        }
    }
    Ok(gone)
}

/// Keeps the newest events of a connection.
async fn thin_out(db: &Db, connection: &str) -> Result<u64> {
    let oldest = db
        .row(
            "SELECT at FROM monitor_happened WHERE connection = $1
             ORDER BY at DESC LIMIT 1 OFFSET $2",
            args![connection, HAPPENED_KEPT],
        )
        .await?;
    let Some(oldest) = oldest else { return Ok(0) };
    let oldest = oldest.i64("at")?;
    let mut gone = 0;
    for _ in 0..ROUNDS {
        let some = db
            .execute(
                "DELETE FROM monitor_happened WHERE (connection, at, event, uuid, about) IN
                     (SELECT connection, at, event, uuid, about FROM monitor_happened
                      WHERE connection = $1 AND at <= $2 LIMIT $3)",
                args![connection, oldest, AT_ONCE],
            )
            .await?;
        gone += some;
        if some < AT_ONCE.unsigned_abs() {
            break;
        }
    }
    Ok(gone)
}
