//! Events and speakers in the database.

use connect::ConnectionId;
use store::{Db, Row, args};

use super::{
    event::Event,
    fields::{Fields, Speaker},
};
use crate::{
    Error,
    repository::{held, json},
};

const EVENT: &str = "SELECT held, public_id, published, register FROM zoom_events";

/// Keeps what Zoom answered when it was asked then; news of what happened since are not undone.
pub(super) async fn keep_event(
    db: &Db,
    connection: &ConnectionId,
    event: &Event,
    public_id: &str,
    asked: i64,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO zoom_events
             (connection, event_id, public_id, held, published, register, register_url, read_at)
         VALUES ($1, $2, $3, $4, 0, '', '', $5)
         ON CONFLICT (connection, event_id) DO UPDATE
         SET held = excluded.held, read_at = excluded.read_at
         WHERE zoom_events.news_at <= excluded.read_at",
        args![
            connection.as_str(),
            &event.event_id,
            public_id,
            json(event),
            asked
        ],
    )
    .await?;
    Ok(())
}

fn read_event(row: &Row) -> Result<Event, Error> {
    Ok(Event {
        public_id: row.text("public_id")?,
        published: row.flag("published")?,
        register: row.text("register")?,
        ..held(&row.text("held")?, "an event")?
    })
}

pub(super) async fn events(db: &Db, connection: &ConnectionId) -> Result<Vec<Event>, Error> {
    let sql = store::AssertSqlSafe(format!("{EVENT} WHERE connection = $1 ORDER BY event_id"));
    let rows = db.rows(sql, args![connection.as_str()]).await?;
    rows.iter().map(read_event).collect()
}

pub(super) async fn event(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
) -> Result<Option<Event>, Error> {
    let sql = store::AssertSqlSafe(format!("{EVENT} WHERE connection = $1 AND event_id = $2"));
    let row = db.row(sql, args![connection.as_str(), event_id]).await?;
    row.map(|row| read_event(&row)).transpose()
}

/// A published event by the id of its page: with its connection and the address to register at.
pub(super) async fn published(
    db: &Db,
    public_id: &str,
) -> Result<Option<(ConnectionId, Event, String)>, Error> {
    let row = db
        .row(
            "SELECT connection, register_url, held, public_id, published, register
             FROM zoom_events WHERE public_id = $1 AND published = 1",
            args![public_id],
        )
        .await?;
    row.map(|row| {
        let connection = ConnectionId(row.text("connection")?);
        Ok((connection, read_event(&row)?, row.text("register_url")?))
    })
    .transpose()
}

pub(super) async fn publish(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
    published: bool,
    register: &str,
    url: &str,
) -> Result<(), Error> {
    db.execute(
        "UPDATE zoom_events SET published = $3, register = $4, register_url = $5
         WHERE connection = $1 AND event_id = $2",
        args![connection.as_str(), event_id, published, register, url],
    )
    .await?;
    Ok(())
}

pub(super) async fn speakers(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
) -> Result<Vec<Speaker>, Error> {
    let rows = db
        .rows(
            "SELECT speaker_id, place, held, revision, photo_type FROM zoom_events_speakers
             WHERE connection = $1 AND event_id = $2 ORDER BY place, speaker_id",
            args![connection.as_str(), event_id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Speaker {
                id: row.text("speaker_id")?,
                revision: row.i64("revision")?,
                photo: row.opt_text("photo_type")?.is_some(),
                fields: held::<Fields>(&row.text("held")?, "a speaker")?,
            })
        })
        .collect()
}

/// Writes what Zoom says of a speaker: a new one comes last, and what changed counts as a change.
pub(super) async fn keep_speaker(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
    id: &str,
    fields: &Fields,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO zoom_events_speakers AS s
             (connection, event_id, speaker_id, place, held, revision)
         SELECT $1, $2, $3, CAST(COALESCE(MAX(place), 0) + 1 AS BIGINT), $4, 1
         FROM zoom_events_speakers WHERE connection = $1 AND event_id = $2
         ON CONFLICT (connection, event_id, speaker_id) DO UPDATE
         SET revision = CASE WHEN s.held = excluded.held THEN s.revision ELSE s.revision + 1 END,
             held = excluded.held",
        args![connection.as_str(), event_id, id, json(fields)],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget_speaker(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
    id: &str,
) -> Result<(), Error> {
    db.execute(
        "DELETE FROM zoom_events_speakers
         WHERE connection = $1 AND event_id = $2 AND speaker_id = $3",
        args![connection.as_str(), event_id, id],
    )
    .await?;
    Ok(())
}

/// Puts the speakers into this order, all at once.
pub(super) async fn order(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
    ids: &[String],
) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for (place, id) in (1_i64..).zip(ids) {
        tx.execute(
            "UPDATE zoom_events_speakers SET place = $4
             WHERE connection = $1 AND event_id = $2 AND speaker_id = $3",
            args![connection.as_str(), event_id, id, place],
        )
        .await?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn set_photo(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
    id: &str,
    photo: Option<(&'static str, &[u8])>,
) -> Result<bool, Error> {
    let changed = db
        .execute(
            "UPDATE zoom_events_speakers SET photo_type = $4, photo = $5
             WHERE connection = $1 AND event_id = $2 AND speaker_id = $3",
            args![
                connection.as_str(),
                event_id,
                id,
                photo.map(|photo| photo.0),
                photo.map(|photo| photo.1.to_vec())
            ],
        )
        .await?;
    Ok(changed > 0)
}

pub(super) async fn photo(
    db: &Db,
    connection: &ConnectionId,
    event_id: &str,
    id: &str,
) -> Result<Option<(String, Vec<u8>)>, Error> {
    let row = db
        .row(
            "SELECT photo_type, photo FROM zoom_events_speakers
             WHERE connection = $1 AND event_id = $2 AND speaker_id = $3",
            args![connection.as_str(), event_id, id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(row.opt_text("photo_type")?.zip(row.opt_blob("photo")?))
}
