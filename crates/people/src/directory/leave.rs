//! Who leaves: gone from the table, remembered where that matters.
//!
//! Two memories, for two reasons. That somebody of this id left is kept for a day, so that a late
//! event does not bring them back. That a row is gone is kept for [`REMEMBERED`] revisions, so that
//! every process's [`super::index`] hears of it.

use jiff::Timestamp;
use store::{StoreError, Tx, args};

use super::{
    keep::hold,
    known::{Kept, find_in},
};

/// Revisions for which a row that is gone is told of; who is further behind reads all anew.
pub(super) const REMEMBERED: i64 = 10_000;

/// Takes a row away.
pub(super) async fn remove(
    tx: &mut Tx,
    connection: &str,
    kept: &Kept,
    revision: i64,
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM people_users WHERE id = $1", args![kept.id])
        .await?;
    tx.execute(
        "INSERT INTO people_removed (connection, rev, person) VALUES ($1, $2, $3)",
        args![connection, revision, kept.id],
    )
    .await?;
    Ok(())
}

/// Somebody left. What still comes of them, late, does not bring them back.
pub(crate) async fn forget(
    tx: &mut Tx,
    connection: &str,
    key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let revision = hold(tx, connection).await?;
    let kept = find_in(tx, connection, key).await?;
    let id = kept.as_ref().map_or(key, |kept| kept.person.key());
    tx.execute(
        "INSERT INTO people_gone (connection, zoom_id, gone_at) VALUES ($1, $2, $3)
         ON CONFLICT (connection, zoom_id) DO UPDATE SET gone_at = excluded.gone_at",
        args![connection, id, at.as_microsecond()],
    )
    .await?;
    match kept {
        Some(kept) => remove(tx, connection, &kept, revision).await,
        None => Ok(()),
    }
}

/// Whether somebody left after `at`.
pub(super) async fn gone_since(
    tx: &mut Tx,
    connection: &str,
    id: &str,
    at: i64,
) -> Result<bool, StoreError> {
    let row = tx
        .row(
            "SELECT 1 AS gone FROM people_gone
             WHERE connection = $1 AND zoom_id = $2 AND gone_at >= $3",
            args![connection, id, at],
        )
        .await?;
    Ok(row.is_some())
}

/// A whole walk that began at `began` has ended: whom it did not meet is gone, and what no late
/// event and no process can ask for any more is forgotten.
pub(super) async fn settle_walk(
    tx: &mut Tx,
    connection: &str,
    began: i64,
) -> Result<(), StoreError> {
    /// A day in microseconds: as long as late events may come.
    const DAY: i64 = 86_400_000_000;
    let revision = hold(tx, connection).await?;
    tx.execute(
        "INSERT INTO people_removed (connection, rev, person)
         SELECT u.connection, $3, u.id FROM people_users u
         WHERE u.connection = $1 AND u.seen_at < $2",
        args![connection, began, revision],
    )
    .await?;
    for (sql, before) in [
        (
            "DELETE FROM people_users WHERE connection = $1 AND seen_at < $2",
            began,
        ),
        (
            "DELETE FROM people_gone WHERE connection = $1 AND gone_at < $2",
            began.saturating_sub(DAY),
        ),
        (
            "DELETE FROM people_removed WHERE connection = $1 AND rev < $2",
            revision - REMEMBERED,
        ),
    ] {
        tx.execute(sql, args![connection, before]).await?;
    }
    Ok(())
}
