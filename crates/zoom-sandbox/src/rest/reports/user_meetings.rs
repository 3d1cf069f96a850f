//! `GET /report/users/{userId}/meetings`: what a host held.

use serde::Serialize;

use super::{
    meeting::{self, Row},
    scene,
};
use crate::{
    call::{Call, Reply},
    rest::{page::Page, scene::Answer, window::Window},
    world::World,
};

#[derive(Serialize)]
struct Report<'a> {
    from: String,
    to: String,
    page_count: usize,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    meetings: Vec<Row<'a>>,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let (host, _) = scene::user(&of, call)?;
    let page = Page::of(call, 30, 300)?;
    let window = Window::of(call)?;
    let now = scene::now(call);
    let mut held = of.past(window.from, window.to, now);
    held.retain(|session| session.host == host);
    if call.query("type") == Some("pastOne") {
        held.retain(|session| of.attendances(session, now).len() == 1);
    }
    let slice = page.cut(held.into_iter());
    Ok(Reply::ok(&Report {
        from: window.first.to_string(),
        to: window.last.to_string(),
        page_count: slice.pages,
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        meetings: slice
            .rows
            .iter()
            .map(|session| meeting::row(&of, session, now))
            .collect(),
    }))
}
