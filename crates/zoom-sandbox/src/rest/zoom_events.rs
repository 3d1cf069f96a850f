//! Zoom Events: the organisation holds none, and says so.

use serde::Serialize;

use super::{Modelled, row, scene::Answer};
use crate::{
    call::{Call, Reply},
    rest::page::Page,
    world::World,
};

/// The operations on Zoom Events.
pub(super) const TABLE: &[&[Modelled]] = &[
    row!(Synthetic, "GET /zoom_events/events" => list),
    row!(Synthetic, "GET /zoom_events/events/{eventId}" => get),
];

#[derive(Serialize)]
struct List {
    total_records: usize,
    next_page_token: String,
    events: [&'static str; 0],
}

fn list(_: &World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 30, 300)?;
    let slice = page.cut(std::iter::empty::<()>());
    Ok(Reply::ok(&List {
        total_records: slice.total,
        next_page_token: slice.next,
        events: [],
    }))
}

fn get(_: &World, call: &Call<'_>) -> Answer {
    let words = format!("Event does not exist: {}.", call.param("eventId"));
    Err(Reply::error(404, 300, &words))
}
