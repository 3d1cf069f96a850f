//! What Zoom tells of an event: its page here must not invite to what was called off.
//!
//! Only events that are known here are changed, and only by news that happened later than what is
//! held: a delivery may be late, and the journal may be applied again. So it is the event's own time
//! that is compared, and not when it came. What was called off stays so, whatever is told, until
//! Zoom is asked and says otherwise.

use inbox::{Entry, Failed};
use serde_json::Value;
use store::{Tx, args};
use zoom_types::zoom_events::ZoomEvent;

use super::event::Event;
use crate::repository::json;

/// The events that are heard, and the state that each leaves (none: it stays).
const HEARD: [(&str, Option<&str>); 3] = [
    ("zoom_events.event_updated", None),
    ("zoom_events.event_published", Some("PUBLISHED")),
    ("zoom_events.event_cancelled", Some("CANCELLED")),
];

/// By how much Zoom's clock and ours may differ, in microseconds.
const SKEW: i64 = 60_000_000;

/// Applies it, if it is one of these.
pub(crate) async fn apply(tx: &mut Tx, entry: &Entry, payload: &Value) -> Result<(), Failed> {
    let Some((_, state)) = HEARD.iter().find(|one| one.0 == entry.event) else {
        return Ok(());
    };
    let object = payload.get("object").cloned().unwrap_or_default();
    let told: ZoomEvent = serde_json::from_value(object)
        .map_err(|error| Failed::Poison(format!("The event has another shape: {error}.")))?;
    let news_at = if entry.event_at == jiff::Timestamp::UNIX_EPOCH {
        entry.received_at
    } else {
        entry.event_at.min(entry.received_at)
    };
    let news_at = news_at.as_microsecond();
    // The row's lock: what is read here is not written over by who reads the event from Zoom now.
    tx.execute(
        "UPDATE zoom_events SET news_at = news_at WHERE connection = $1 AND event_id = $2",
        args![&entry.connection, &told.event_id],
    )
    .await?;
    let row = tx
        .row(
            "SELECT held, news_at, read_at FROM zoom_events WHERE connection = $1 AND event_id = $2",
            args![&entry.connection, &told.event_id],
        )
        .await?;
    let Some(row) = row else { return Ok(()) };
    if news_at < row.i64("news_at")? || news_at < row.i64("read_at")? - SKEW {
        return Ok(());
    }
    let Ok(held) = serde_json::from_str::<Event>(&row.text("held")?) else {
        return Err(Failed::Poison(
            "What is held of this event was written by a later version.".to_owned(),
        ));
    };
    let state = state.filter(|_| !held.cancelled());
    let event = held.told(told, state);
    tx.execute(
        "UPDATE zoom_events SET held = $3, news_at = $4 WHERE connection = $1 AND event_id = $2",
        args![&entry.connection, &event.event_id, json(&event), news_at],
    )
    .await?;
    Ok(())
}

/// Whether [`apply`] has anything to do with it.
pub(crate) fn hears(event: &str) -> bool {
    HEARD.iter().any(|one| one.0 == event)
}

/// What [`hears`] answers with yes.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    HEARD.iter().map(|one| one.0)
}
