//! Forgetting: names of people are kept no longer than they are of use.

use store::{Db, Result, args};

use super::{feed, instance::Instance, joined::join, lattice::Last, rows};

/// How long an instance and its people are kept after the last word on it.
const INSTANCES_KEPT_DAYS: i64 = 7;
/// How long events are listed.
const HAPPENED_KEPT_DAYS: i64 = 7;
/// The most events listed of one connection.
const HAPPENED_KEPT: i64 = 20_000;
/// Of somebody who was not heard of for so long nothing is known.
const PRESENCE_KEPT_DAYS: i64 = 30;
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
    let mut gone = end_abandoned(db, now - LONGEST).await?;
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
    gone += in_rounds(
        db,
        "DELETE FROM monitor_account_log WHERE (connection, part, at, event, about, detail) IN
             (SELECT connection, part, at, event, about, detail FROM monitor_account_log
              WHERE at < $1 LIMIT $2)",
        now - HAPPENED_KEPT_DAYS * DAY,
    )
    .await?;
    gone += in_rounds(
        db,
        "DELETE FROM monitor_event_hours WHERE (connection, event, hour) IN
             (SELECT connection, event, hour FROM monitor_event_hours
              WHERE hour < $1 LIMIT $2)",
        (now - HAPPENED_KEPT_DAYS * DAY).div_euclid(HOUR),
    )
    .await?;
    gone += in_rounds(
        db,
        "DELETE FROM monitor_presence WHERE (connection, person) IN
             (SELECT connection, person FROM monitor_presence WHERE touched_at < $1 LIMIT $2)",
        now - PRESENCE_KEPT_DAYS * DAY,
    )
    .await?;
    for row in db
        .rows("SELECT connection FROM monitor_feeds", args![])
        .await?
    {
        let connection = row.text("connection")?;
        gone += thin_out(db, &connection).await?;
        gone += thin_out_log(db, &connection).await?;
    }
    Ok(gone)
}

/// Ends the runs of which nothing was heard since `before`, with the last word on them: a word that
/// is newer, should one come after all, brings them back.
async fn end_abandoned(db: &Db, before: i64) -> Result<u64> {
    let mut ended = 0;
    for _ in 0..ROUNDS {
        let rows = db
            .rows(
                "SELECT connection, uuid FROM monitor_instances
                 WHERE live = 1 AND touched_at < $1 LIMIT $2",
                args![before, AT_ONCE],
            )
            .await?;
        for row in &rows {
            end(db, &row.text("connection")?, &row.text("uuid")?, before).await?;
            ended += 1;
        }
        if rows.len() < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            break;
        }
    }
    Ok(ended)
}

async fn end(db: &Db, connection: &str, uuid: &str, before: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    feed::lock(&mut tx, connection).await?;
    let row = rows::instance_in(&mut tx, connection, uuid).await?;
    if let Some(last) = row.map(|row| row.doc.touched())
        && last < before
    {
        let gone = Instance {
            gone: Last(Some(last)),
            ..Instance::default()
        };
        join(&mut tx, connection, uuid, gone).await?;
    }
    tx.commit().await
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
    keep_newest(
        db,
        connection,
        "SELECT at FROM monitor_happened WHERE connection = $1
         ORDER BY at DESC LIMIT 1 OFFSET $2",
        "DELETE FROM monitor_happened WHERE (connection, at, event, uuid, about) IN
             (SELECT connection, at, event, uuid, about FROM monitor_happened
              WHERE connection = $1 AND at <= $2 LIMIT $3)",
    )
    .await
}

/// Keeps the newest rows about users and the account.
async fn thin_out_log(db: &Db, connection: &str) -> Result<u64> {
    keep_newest(
        db,
        connection,
        "SELECT at FROM monitor_account_log WHERE connection = $1
         ORDER BY at DESC LIMIT 1 OFFSET $2",
        "DELETE FROM monitor_account_log
         WHERE (connection, part, at, event, about, detail) IN
             (SELECT connection, part, at, event, about, detail FROM monitor_account_log
              WHERE connection = $1 AND at <= $2 LIMIT $3)",
    )
    .await
}

/// Deletes what is not among the newest: `first_too_old` finds where that begins, `delete` takes a
/// round's worth of it.
async fn keep_newest(
    db: &Db,
    connection: &str,
    first_too_old: &'static str,
    delete: &'static str,
) -> Result<u64> {
    let oldest = db
        .row(first_too_old, args![connection, HAPPENED_KEPT])
        .await?;
    let Some(oldest) = oldest else { return Ok(0) };
    let oldest = oldest.i64("at")?;
    let mut gone = 0;
    for _ in 0..ROUNDS {
        let some = db
            .execute(delete, args![connection, oldest, AT_ONCE])
            .await?;
        gone += some;
        if some < AT_ONCE.unsigned_abs() {
            break;
        }
    }
    Ok(gone)
}
