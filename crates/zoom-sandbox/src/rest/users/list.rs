//! `GET /users`: the account's users, by status and role, at most 2 000 a page.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
        users::view::{self, Row},
    },
    world::{Status, World},
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
    users: Vec<Row<'a>>,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let page = Page::of(call, 30, 2_000)?;
    let wanted = match call.query("status") {
        Some("inactive") => Status::Inactive,
        Some("pending") => Status::Pending,
        _ => Status::Active,
    };
    let role = call.query("role_id");
    // No user of the world holds one of the licences this filter knows.
    let licence = call.query("license").is_some();
    let found: Vec<_> = of
        .people
        .all()
        .filter(|(_, user)| user.status == wanted && !licence)
        .filter(|(_, user)| role.is_none_or(|role| role == user.role_id()))
        .collect();
    let slice = page.cut(found.into_iter());
    let fields = call.query("include_fields").unwrap_or_default();
    let now = scene::now(call);
    Ok(Reply::ok(&List {
        page_count: (!page.by_token).then_some(slice.pages),
        page_number: (!page.by_token).then_some(page.number),
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        users: slice
            .rows
            .into_iter()
            .map(|(_, user)| view::row(&of, user, fields, now))
            .collect(),
    }))
}
