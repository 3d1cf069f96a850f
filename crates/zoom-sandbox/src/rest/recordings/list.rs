//! `GET /users/{userId}/recordings` and `GET /accounts/{accountId}/recordings`: what was recorded
//! within a month, or what is in the trash. Without `from` it is what was recorded since yesterday.

use jiff::Span;
use serde::Serialize;
use serde_json::{Map, Value};

use super::view;
use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{Organisation, World, time},
};

#[derive(Serialize)]
struct List {
    from: String,
    to: String,
    page_count: usize,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    meetings: Vec<Map<String, Value>>,
}

pub(super) fn of_user(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (index, _) = scene::user(&of, call)?;
    list(&of, Some(index), world, call)
}

pub(super) fn of_account(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    list(&of, None, world, call)
}

fn list(of: &Organisation, owner: Option<u32>, world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let now = scene::now(call);
    let page = Page::of(call, 30, 300)?;
    let today = time::date(now);
    let day = |name: &str| match call.query(name) {
        None => Ok(None),
        Some(text) => time::parse_date(text)
            .map(Some)
            .ok_or_else(|| Reply::error(400, 300, &format!("Invalid parameter: {name}."))),
    };
    let to = day("to")?.unwrap_or(today);
    let back = |span: Span| to.checked_sub(span).unwrap_or(to);
    // A longer window is cut to its last month.
    let from = day("from")?
        .unwrap_or_else(|| back(Span::new().days(1)))
        .max(back(Span::new().months(1)));
    let trash = matches!(call.query("trash"), Some("true" | "1"));
    let meeting = call
        .query("meeting_id")
        .and_then(|id| id.parse::<u64>().ok());
    let window = (time::midnight(from), time::midnight(to) + time::DAY);
    let found: Vec<_> = of
        .recordings(window.0, window.1, now)
        .into_iter()
        .filter(|one| owner.is_none_or(|owner| one.owner == owner))
        .filter(|one| meeting.is_none_or(|id| one.run.meeting == id))
        .map(|one| (one.shown(trash, now), one))
        .filter(|(files, _)| !files.is_empty())
        .collect();
    let slice = page.cut(found.into_iter());
    Ok(Reply::ok(&List {
        from: from.to_string(),
        to: to.to_string(),
        page_count: slice.pages,
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        meetings: slice
            .rows
            .iter()
            .map(|(files, one)| {
                let mut row = view::whole(of, one, files, &web);
                row.shift_remove("password");
                row
            })
            .collect(),
    }))
}
