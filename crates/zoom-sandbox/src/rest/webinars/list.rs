//! `GET /users/{userId}/webinars`: a host's webinars, one entry for each occurrence.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        meetings::{self, Row},
        page::Page,
        scene::{self, Answer},
    },
    world::World,
};

#[derive(Serialize)]
struct List<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_number: Option<usize>,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    webinars: Vec<Row<'a>>,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let (host, user) = scene::user(&of, call)?;
    super::licensed(&of, user)?;
    let page = Page::of(call, 30, 300)?;
    let now = scene::now(call);
    let mut found = meetings::entries(&of, host, true);
    if call.query("type") == Some("upcoming") {
        found.retain(|entry| {
            entry
                .start
                .is_none_or(|start| start + entry.duration * 60 > now)
        });
    }
    let slice = page.cut(found.into_iter());
    Ok(Reply::ok(&List {
        page_count: (!page.by_token).then_some(slice.pages),
        page_number: (!page.by_token).then_some(page.number),
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        webinars: slice
            .rows
            .into_iter()
            .map(|entry| Row::of(&of, entry, &web))
            .collect(),
    }))
}
