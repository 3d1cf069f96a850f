//! The audit of what is done to things that are not held here: a meeting known by its number
//! alone, a recording.
//!
//! An entry stands under the word that its thing is found by: Zoom's number, or
//! [`RECORDINGS`] for all recordings of a connection.

use jiff::Timestamp;
use store::{Db, Row, StoreError, Tx, args};

use crate::{
    Error,
    repository::{AuditEntry, Deed},
};

/// Under which the deeds with recordings stand.
pub(crate) const RECORDINGS: &str = "recordings";

/// Writes a deed down.
pub(crate) async fn note(
    db: &Db,
    connection: &str,
    about: &str,
    kind: &str,
    deed: &Deed<'_>,
) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    note_in(&mut tx, connection, about, kind, deed).await?;
    Ok(tx.commit().await?)
}

/// The same, together with what else the transaction writes.
pub(crate) async fn note_in(
    tx: &mut Tx,
    connection: &str,
    about: &str,
    kind: &str,
    deed: &Deed<'_>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO meetings_audit (at, who, connection, public_id, kind, action, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            deed.at.as_microsecond(),
            deed.who,
            connection,
            about,
            kind,
            deed.action,
            deed.detail.as_str(),
        ],
    )
    .await?;
    Ok(())
}

/// The latest deeds, oldest first.
pub(crate) async fn latest(
    db: &Db,
    connection: &str,
    about: &str,
    most: u32,
) -> Result<Vec<AuditEntry>, Error> {
    let rows = db
        .rows(
            "SELECT at, who, action, detail FROM meetings_audit \
             WHERE public_id = $1 AND connection = $2 ORDER BY id DESC LIMIT $3",
            args![about, connection, most],
        )
        .await?;
    rows.iter().rev().map(entry).collect()
}

fn entry(row: &Row) -> Result<AuditEntry, Error> {
    let at = row.i64("at")?;
    Ok(AuditEntry {
        at: Timestamp::from_microsecond(at).map_err(|_| Error::Unreadable {
            column: "at",
            value: at.to_string(),
        })?,
        who: row.text("who")?,
        action: row.text("action")?,
        detail: row.text("detail")?,
    })
}
