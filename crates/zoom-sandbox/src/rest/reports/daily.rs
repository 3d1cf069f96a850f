//! `GET /report/daily`: new users, meetings, participants and minutes of each day of a month.
//!
//! Days are UTC days; a meeting counts on the day it started, once it is over; who dropped out
//! and came back counts twice, as with Zoom.

use jiff::{Span, civil::Date};
use serde::Serialize;

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{meetings::minutes, scene::Answer},
    world::{World, time},
};

#[derive(Serialize)]
struct Month {
    year: i16,
    month: i8,
    dates: Vec<Day>,
}

#[derive(Serialize)]
struct Day {
    date: String,
    new_users: usize,
    meetings: usize,
    participants: usize,
    meeting_minutes: i64,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::paid(&of)?;
    let now = scene::now(call);
    let today = time::date(now);
    let number = |name: &str| call.query(name).and_then(|text| text.parse::<i16>().ok());
    let year = number("year").unwrap_or(today.year());
    let month = number("month").unwrap_or(i16::from(today.month()));
    let month = i8::try_from(month).unwrap_or(0);
    let oldest = today.first_of_month().checked_sub(Span::new().months(6));
    let first = Date::new(year, month, 1)
        .ok()
        .filter(|first| oldest.is_ok_and(|oldest| *first > oldest) && *first <= today)
        .ok_or_else(|| {
            Reply::error(
                400,
                300,
                "Daily report can only be provided for a month that falls within the recent 6 months.",
            )
        })?;
    let mut dates = Vec::new();
    let mut date = first;
    while date.month() == first.month() {
        let from = time::midnight(date);
        let mut day = Day {
            date: date.to_string(),
            new_users: of
                .people
                .all()
                .filter(|(_, user)| (from..from + time::DAY).contains(&user.created_at))
                .count(),
            meetings: 0,
            participants: 0,
            meeting_minutes: 0,
        };
        of.held((from, from + time::DAY), now, minutes, |run| {
            if !run.webinar {
                day.meetings += 1;
                day.participants += run.participants;
                day.meeting_minutes += run.minutes;
            }
        });
        dates.push(day);
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    Ok(Reply::ok(&Month { year, month, dates }))
}
