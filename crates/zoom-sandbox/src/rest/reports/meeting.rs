//! `GET /report/meetings/{meetingId}` (or webinars), and who was in it.

use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{meetings::minutes, page::Page, scene::Answer},
    world::{Attendance, Organisation, Session, World, time},
};

/// A run in the reports' form.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    uuid: String,
    id: u64,
    #[serde(rename = "type")]
    kind: u8,
    topic: &'a str,
    user_name: String,
    user_email: &'a str,
    dept: &'a str,
    start_time: String,
    end_time: String,
    duration: i64,
    total_minutes: i64,
    participants_count: usize,
    source: &'static str,
    has_screen_share: bool,
    has_recording: bool,
    tracking_fields: [&'static str; 0],
    custom_keys: [&'static str; 0],
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
    user_id: String,
    participant_user_id: String,
    name: String,
    user_email: String,
    join_time: String,
    leave_time: String,
    /// Seconds.
    duration: i64,
    registrant_id: String,
    customer_key: String,
    failover: bool,
    status: &'static str,
}

/// One run that is over.
pub(super) fn row<'a>(of: &'a Organisation, session: &Session, now: i64) -> Row<'a> {
    let host = of.people.get(session.host);
    let stays = of.attendances(session, now);
    Row {
        uuid: of.uuid(session.meeting, session.slot),
        id: session.meeting,
        kind: session.kind,
        topic: of.topic(session),
        user_name: host
            .map(|user| user.name().into_owned())
            .unwrap_or_default(),
        user_email: host.map_or("", |user| &user.email),
        dept: host.map_or("", |user| &user.dept),
        start_time: time::utc(session.start),
        end_time: time::utc(session.end),
        duration: minutes(session.end - session.start),
        total_minutes: stays.iter().map(|stay| minutes(stay.seconds(now))).sum(),
        participants_count: stays.len(),
        source: "Zoom",
        has_screen_share: session.has_share(),
        has_recording: session.has_recording(),
        tracking_fields: [],
        custom_keys: [],
    }
}

/// The run the path names, over by now, with its stays.
fn ended(of: &Organisation, call: &Call<'_>) -> Result<(Session, Vec<Attendance>), Reply> {
    scene::paid(of)?;
    let webinar = call.key.contains("{webinarId}");
    let name = call.param(if webinar { "webinarId" } else { "meetingId" });
    let now = scene::now(call);
    let session = of
        .past_run(name, now)
        .filter(|session| session.is_webinar() == webinar)
        .ok_or_else(|| {
            let word = if webinar { "Webinar" } else { "Meeting" };
            Reply::error(
                404,
                3001,
                &format!("{word} {name} not found or has expired."),
            )
        })?;
    let stays = of.attendances(&session, now);
    Ok((session, stays))
}

pub(super) fn details(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (session, _) = ended(&of, call)?;
    Ok(Reply::ok(&row(&of, &session, scene::now(call))))
}

pub(super) fn participants(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, stays) = ended(&of, call)?;
    let page = Page::of(call, 30, 300)?;
    let now = scene::now(call);
    let slice = page.cut(stays.into_iter());
    let participants = slice
        .rows
        .into_iter()
        .map(|stay| {
            let who = of.who(&stay);
            let id = who.user_id.unwrap_or_default();
            Participant {
                participant_user_id: id.clone(),
                id,
                user_id: who.number.to_string(),
                name: who.name,
                user_email: who.email,
                join_time: time::utc(stay.join),
                leave_time: time::utc(stay.leave),
                duration: stay.seconds(now),
                registrant_id: who.registrant_id,
                customer_key: who.customer_key,
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
