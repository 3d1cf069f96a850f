//! `GET /meetings/{meetingId}/registrants` and the webinars' own: by standing, approved ones
//! when nothing is said, and by repeat.

use serde::Serialize;
use serde_json::{Map, Value};

use super::view;
use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{GuestList, World},
};

#[derive(Serialize)]
struct List {
    #[serde(skip_serializing_if = "Option::is_none")]
    page_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_number: Option<usize>,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    registrants: Vec<Map<String, Value>>,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let meeting = super::target(&of, call)?;
    let page = Page::of(call, 30, 300)?;
    let wanted = call.query("status").unwrap_or("approved");
    if !matches!(wanted, "pending" | "approved" | "denied") {
        return Err(Reply::error(400, 300, "Invalid parameter: status."));
    }
    let occurrence = match call.query("occurrence_id") {
        None => None,
        Some(id) => Some(
            meeting
                .occurrence(id)
                .ok_or_else(|| Reply::error(400, 300, "Invalid parameter: `occurrence_id`."))?
                .id,
        ),
    };
    let found: Vec<_> = of
        .guests(meeting.id)
        .into_iter()
        .flat_map(GuestList::standing)
        .filter(|one| one.standing.as_str() == wanted)
        .filter(|one| occurrence.is_none_or(|id| one.comes_to(id)))
        .collect();
    let slice = page.cut(found.into_iter());
    Ok(Reply::ok(&List {
        page_count: (!page.by_token).then_some(slice.pages),
        page_number: (!page.by_token).then_some(page.number),
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        registrants: slice
            .rows
            .into_iter()
            .map(|one| view::whole(&of, meeting, one, &web))
            .collect(),
    }))
}
