//! `GET /users/{userId}/meetings`: a host's meetings, planned, live or past. A recurring meeting
//! is listed once for each occurrence.

use serde::Serialize;

use super::view;
use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{Meeting, Organisation, World, time},
};

/// A row of the list.
#[derive(Debug, Serialize)]
pub(in crate::rest) struct Row<'a> {
    uuid: String,
    id: u64,
    host_id: &'a str,
    topic: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    duration: i64,
    timezone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agenda: Option<&'a str>,
    created_at: String,
    join_url: String,
}

/// One entry: a meeting, and which of its starts.
#[derive(Debug, Clone, Copy)]
pub(in crate::rest) struct Entry<'a> {
    pub(in crate::rest) meeting: &'a Meeting,
    pub(in crate::rest) start: Option<i64>,
    pub(in crate::rest) duration: i64,
}

#[derive(Serialize)]
struct List<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_number: Option<usize>,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    meetings: Vec<Row<'a>>,
}

/// A host's entries in the book, in order of starting, those without a time last.
pub(in crate::rest) fn entries(of: &Organisation, host: u32, webinars: bool) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    let theirs = of.book.values().filter(|meeting| {
        meeting.host == host && meeting.deleted_at.is_none() && meeting.is_webinar() == webinars
    });
    for meeting in theirs.filter(|meeting| meeting.kind != 1) {
        if meeting.occurrences.is_empty() {
            found.push(Entry {
                meeting,
                start: None,
                duration: meeting.duration,
            });
        }
        found.extend(
            meeting
                .occurrences
                .iter()
                .filter(|one| !one.deleted)
                .map(|one| Entry {
                    meeting,
                    start: Some(one.start),
                    duration: one.duration,
                }),
        );
    }
    found.sort_by_key(|entry| (entry.start.unwrap_or(i64::MAX), entry.meeting.id));
    found
}

impl<'a> Row<'a> {
    pub(in crate::rest) fn of(of: &'a Organisation, entry: Entry<'a>, web: &str) -> Self {
        let meeting = entry.meeting;
        Self {
            uuid: of.uuid(meeting.id, entry.start.unwrap_or(meeting.created_at)),
            id: meeting.id,
            host_id: of.people.get(meeting.host).map_or("", |user| &user.id),
            topic: &meeting.topic,
            kind: meeting.kind,
            start_time: entry.start.map(time::utc),
            duration: entry.duration,
            timezone: &meeting.timezone,
            agenda: meeting.agenda.as_deref(),
            created_at: time::utc(meeting.created_at),
            join_url: view::join_url(of, meeting, web),
        }
    }
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let (host, user) = scene::user(&of, call)?;
    if !user.may_host() {
        return Err(Reply::error(
            400,
            3161,
            "Meeting hosting and scheduling capabilities are not allowed for your user account.",
        ));
    }
    let page = Page::of(call, 30, 300)?;
    let now = scene::now(call);
    let zone =
        time::zone(call.query("timezone").unwrap_or("UTC")).unwrap_or(jiff::tz::TimeZone::UTC);
    let bound = |name: &str| {
        let date = time::parse_date(call.query(name)?)?;
        Some(time::local(date.at(0, 0, 0, 0), &zone))
    };
    let (from, to) = (bound("from"), bound("to").map(|to| to + time::DAY));
    let within = |start: Option<i64>| {
        start.is_none_or(|start| {
            from.is_none_or(|from| start >= from) && to.is_none_or(|to| start < to)
        })
    };
    let live: Vec<Meeting> = match call.query("type").unwrap_or("scheduled") {
        "live" => {
            let running = of
                .live(now)
                .into_iter()
                .filter(|run| run.host == host && !run.is_webinar());
            running.map(|session| of.as_meeting(&session)).collect()
        }
        _ => Vec::new(),
    };
    let over = |entry: &Entry<'_>| {
        entry
            .start
            .is_some_and(|start| start + entry.duration * 60 <= now)
    };
    let kind = call.query("type").unwrap_or("scheduled");
    let found: Vec<Entry<'_>> = if kind == "live" {
        let running = live.iter();
        running
            .map(|meeting| Entry {
                meeting,
                start: meeting.start(),
                duration: meeting.duration,
            })
            .collect()
    } else {
        let mut all = entries(&of, host, false);
        all.retain(|entry| within(entry.start));
        match kind {
            "upcoming" | "upcoming_meetings" => all.retain(|entry| !over(entry)),
            "previous_meetings" => all.retain(over),
            _ => {}
        }
        all
    };
    let slice = page.cut(found.into_iter());
    Ok(Reply::ok(&List {
        page_count: (!page.by_token).then_some(slice.pages),
        page_number: (!page.by_token).then_some(page.number),
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        meetings: slice
            .rows
            .into_iter()
            .map(|entry| Row::of(&of, entry, &web))
            .collect(),
    }))
}
