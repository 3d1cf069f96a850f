//! Zoom Events: the events put on, their speakers and their access links.
//!
//! Events themselves are not made or changed over the API here; speakers are. Hubs, tickets,
//! sessions and exhibitors are not modelled. Refusals for want of a scope carry this gateway's
//! own code, 104 (`http::refusal`).

mod events;
mod links;
mod speakers;

use super::{Modelled, row};
use crate::{
    call::{Call, Reply},
    world::{Organisation, StageEvent},
};

/// The operations on Zoom Events.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Stateful, "GET /zoom_events/events" => events::list),
    row!(Stateful, "GET /zoom_events/events/{eventId}" => events::get),
    row!(Stateful, "GET /zoom_events/events/{eventId}/speakers" => speakers::list),
    row!(Stateful, "POST /zoom_events/events/{eventId}/speakers" => speakers::create),
    row!(Stateful, "GET /zoom_events/events/{eventId}/speakers/{speakerId}" => speakers::get),
    row!(Stateful, "PATCH /zoom_events/events/{eventId}/speakers/{speakerId}" => speakers::update),
    row!(Stateful, "DELETE /zoom_events/events/{eventId}/speakers/{speakerId}" => speakers::delete),
    row!(Stateful, "GET /zoom_events/events/{eventId}/access_links" => links::list),
];

/// 404, code 2002.
fn no_event() -> Reply {
    Reply::error(404, 2002, "Event not found.")
}

/// The event the path names. An app of one user reaches what they put on themselves.
fn event<'o>(of: &'o Organisation, call: &Call<'_>) -> Result<&'o StageEvent, Reply> {
    let found = of.stage_event(call.param("eventId")).ok_or_else(no_event)?;
    let own = of
        .people
        .get(found.host)
        .is_some_and(|host| *host.id == *call.caller.user_id);
    if own || call.caller.acts_on_account {
        Ok(found)
    } else {
        Err(Reply::error(403, 260_200, "Event access denied."))
    }
}
