//! Everybody's stays in one run, a page at a time: of what two of the dashboards list of them.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{Attendance, Organisation, Session, World},
};

#[derive(Serialize)]
struct List<P> {
    page_count: usize,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    meeting_number: String,
    participants: Vec<P>,
}

/// What a dashboard lists.
pub(super) struct Listed<P> {
    /// Rows a page: usually, and at the most.
    pub(super) sizes: (usize, usize),
    /// Who is listed, as of an instant.
    pub(super) who: fn(&Organisation, &Session, i64) -> Vec<Attendance>,
    /// What is said of each.
    pub(super) row: fn(&Organisation, &Session, &Attendance, i64) -> P,
}

/// A page of the run that the path names.
pub(super) fn page<P: Serialize>(world: &World, call: &Call<'_>, listed: &Listed<P>) -> Answer {
    let of = scene::read(world, call)?;
    let session = super::run_of(&of, call)?;
    let (usual, most) = listed.sizes;
    let page = Page::of(call, usual, most)?;
    let now = scene::now(call);
    let slice = page.cut((listed.who)(&of, &session, now).into_iter());
    Ok(Reply::ok(&List {
        page_count: slice.pages,
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        meeting_number: session.meeting.to_string(),
        participants: slice
            .rows
            .iter()
            .map(|stay| (listed.row)(&of, &session, stay, now))
            .collect(),
    }))
}
