//! `GET /past_meetings/…`: what is known of a meeting that is over.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        page::Page,
        scene::{self, Answer},
    },
    world::{Organisation, Session, World, time},
};

#[derive(Serialize)]
struct Details<'a> {
    uuid: String,
    id: u64,
    host_id: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    topic: &'a str,
    user_name: String,
    user_email: &'a str,
    start_time: String,
    end_time: String,
    duration: i64,
    total_minutes: i64,
    participants_count: usize,
    dept: &'a str,
    source: &'static str,
    has_meeting_summary: bool,
}

#[derive(Serialize)]
struct Instances {
    meetings: Vec<Instance>,
}

#[derive(Serialize)]
struct Instance {
    uuid: String,
    start_time: String,
}

#[derive(Serialize)]
struct Participants {
    page_count: usize,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    participants: Vec<Participant>,
}

#[derive(Serialize)]
struct Participant {
    id: String,
    name: String,
    user_id: String,
    registrant_id: String,
    user_email: String,
    join_time: String,
    leave_time: String,
    duration: i64,
    failover: bool,
    status: &'static str,
    internal_user: bool,
}

/// The run the path names, over by now.
fn ended(of: &Organisation, call: &Call<'_>) -> Result<Session, Reply> {
    scene::paid(of)?;
    let name = call.param("meetingId");
    let session = of
        .past_run(name, scene::now(call))
        .filter(|session| !session.is_webinar())
        .ok_or_else(|| meetings::no_meeting(name))?;
    meetings::reaches(of, call, session.host)?;
    Ok(session)
}

pub(super) fn details(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let session = ended(&of, call)?;
    let now = scene::now(call);
    let host = of.people.get(session.host);
    let stays = of.attendances(&session, now);
    Ok(Reply::ok(&Details {
        uuid: of.uuid(session.meeting, session.slot),
        id: session.meeting,
        host_id: host.map_or("", |user| &user.id),
        kind: session.kind,
        topic: of.topic(&session),
        user_name: host
            .map(|user| user.name().into_owned())
            .unwrap_or_default(),
        user_email: host.map_or("", |user| &user.email),
        start_time: time::utc(session.start),
        end_time: time::utc(session.end),
        duration: minutes(session.end - session.start),
        total_minutes: stays.iter().map(|stay| minutes(stay.seconds(now))).sum(),
        participants_count: stays.len(),
        dept: host.map_or("", |user| &user.dept),
        source: "Zoom",
        has_meeting_summary: session.has_summary(),
    }))
}

/// Minutes begun, as Zoom counts them.
pub(in crate::rest) fn minutes(seconds: i64) -> i64 {
    (seconds.max(0) + 59) / 60
}

pub(super) fn instances(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let id = meetings::number(call)?;
    let now = scene::now(call);
    let bound = |name: &str| {
        call.query(name)
            .and_then(time::parse_date)
            .map(time::midnight)
    };
    let from = bound("from").unwrap_or(now - 182 * time::DAY);
    let to = bound("to").map_or(now + 1, |to| to + time::DAY);
    let runs = of.runs_of(id, from, to, now);
    if !of.book.contains_key(&id) && runs.is_empty() {
        return Err(meetings::no_meeting(call.param("meetingId")));
    }
    let meetings = runs
        .into_iter()
        .filter(|session| session.end <= now && !session.is_webinar())
        .map(|session| Instance {
            uuid: of.uuid(session.meeting, session.slot),
            start_time: time::utc(session.start),
        })
        .collect();
    Ok(Reply::ok(&Instances { meetings }))
}

pub(super) fn participants(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let session = ended(&of, call)?;
    let page = Page::of(call, 30, 300)?;
    let now = scene::now(call);
    let slice = page.cut(of.attendances(&session, now).into_iter());
    let participants = slice
        .rows
        .into_iter()
        .map(|stay| {
            let who = of.who(&stay);
            Participant {
                internal_user: who.user_id.is_some(),
                id: who.user_id.unwrap_or_default(),
                name: who.name,
                user_id: who.number.to_string(),
                registrant_id: who.registrant_id,
                user_email: who.email,
                join_time: time::utc(stay.join),
                leave_time: time::utc(stay.leave),
                duration: stay.seconds(now),
                failover: false,
                status: "in_meeting",
            }
        })
        .collect();
    Ok(Reply::ok(&Participants {
        page_count: slice.pages,
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        participants,
    }))
}
