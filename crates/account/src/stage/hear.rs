//! What Zoom tells of an event: its page here must not invite to what was called off.
//!
//! Only events that are known here are changed, and only by news later than what is held: a
//! delivery may be late, and the journal may be applied again.

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

/// Applies it, if it is one of these.
pub(crate) async fn apply(tx: &mut Tx, entry: &Entry, payload: &Value) -> Result<(), Failed> {
    let Some((_, state)) = HEARD.iter().find(|one| one.0 == entry.event) else {
        return Ok(());
    };
    let object = payload.get("object").cloned().unwrap_or_default();
    let told: ZoomEvent = serde_json::from_value(object)
        .map_err(|error| Failed::Poison(format!("The event has another shape: {error}.")))?;
    let row = tx
        .row(
            "SELECT held FROM zoom_events WHERE connection = $1 AND event_id = $2",
            args![&entry.connection, &told.event_id],
        )
        .await?;
    let Some(row) = row else { return Ok(()) };
    let Ok(held) = serde_json::from_str::<Event>(&row.text("held")?) else {
        return Err(Failed::Poison(
            "What is held of this event was written by a later version.".to_owned(),
        ));
    };
    let event = held.told(told, *state);
    tx.execute(
        "UPDATE zoom_events SET held = $3, read_at = $4
         WHERE connection = $1 AND event_id = $2 AND read_at <= $4",
        args![
            &entry.connection,
            &event.event_id,
            json(&event),
            entry.received_at.as_microsecond()
        ],
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
