//! `GET /report/upcoming_events`: what is planned, all hosts.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{page::Page, scene::Answer},
    world::{World, time},
};

#[derive(Serialize)]
struct Upcoming<'a> {
    from: String,
    to: String,
    page_size: usize,
    next_page_token: String,
    upcoming_events: Vec<Event<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    id: String,
    topic: &'a str,
    start_time: String,
    host_id: &'a str,
    host_name: String,
    dept: &'a str,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let page = Page::of(call, 30, 300)?;
    let now = scene::now(call);
    let bound = |name: &str| {
        call.query(name)
            .and_then(time::parse_date)
            .map(time::midnight)
    };
    let from = bound("from").unwrap_or(now).max(now);
    let to = bound("to").map_or(from + 30 * time::DAY, |to| to + time::DAY);
    let kind = call.query("type").unwrap_or("all");
    let mut found: Vec<_> = of
        .book
        .values()
        .filter(|meeting| meeting.deleted_at.is_none())
        .filter(|meeting| match kind {
            "meeting" => !meeting.is_webinar(),
            "webinar" => meeting.is_webinar(),
            _ => true,
        })
        .flat_map(|meeting| {
            let standing = meeting.occurrences.iter().filter(|one| !one.deleted);
            standing.map(move |one| (one.start, meeting))
        })
        .filter(|(start, _)| (from..to).contains(start))
        .collect();
    found.sort_by_key(|(start, meeting)| (*start, meeting.id));
    let slice = page.cut(found.into_iter());
    let upcoming_events = slice
        .rows
        .into_iter()
        .map(|(start, meeting)| {
            let host = of.people.get(meeting.host);
            Event {
                id: of.uuid(meeting.id, start),
                topic: &meeting.topic,
                start_time: time::utc(start),
                host_id: host.map_or("", |user| &user.id),
                host_name: host
                    .map(|user| user.name().into_owned())
                    .unwrap_or_default(),
                dept: host.map_or("", |user| &user.dept),
            }
        })
        .collect();
    Ok(Reply::ok(&Upcoming {
        from: time::date(from).to_string(),
        to: time::date(to - 1).to_string(),
        page_size: page.size,
        next_page_token: slice.next,
        upcoming_events,
    }))
}
