//! `GET /users/{userId}/upcoming_meetings`: what a user hosts within the next 24 hours, what is
//! going on included.

use serde::Serialize;

use super::{list, view};
use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{World, time},
};

#[derive(Serialize)]
struct Upcoming<'a> {
    total_records: usize,
    meetings: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: u64,
    topic: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    duration: i64,
    timezone: &'a str,
    created_at: String,
    join_url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    passcode: &'a str,
    use_pmi: bool,
    is_host: bool,
    is_all_day: bool,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let (host, _) = scene::user(&of, call)?;
    let now = scene::now(call);
    let meetings: Vec<Row<'_>> = list::entries(&of, host, false)
        .into_iter()
        .filter(|entry| {
            entry
                .start
                .is_some_and(|start| start + entry.duration * 60 > now && start < now + time::DAY)
        })
        .map(|entry| Row {
            id: entry.meeting.id,
            topic: &entry.meeting.topic,
            kind: entry.meeting.kind,
            start_time: entry.start.map(time::utc),
            duration: entry.duration,
            timezone: &entry.meeting.timezone,
            created_at: time::utc(entry.meeting.created_at),
            join_url: view::join_url(&of, entry.meeting, &web),
            passcode: &entry.meeting.password,
            use_pmi: false,
            is_host: true,
            is_all_day: false,
        })
        .collect();
    Ok(Reply::ok(&Upcoming {
        total_records: meetings.len(),
        meetings,
    }))
}
