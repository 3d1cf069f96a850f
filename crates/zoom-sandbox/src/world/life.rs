//! What the organisation does: which meetings are held when.
//!
//! Planned ones are held as the book says, a little late; between them people meet ad hoc, most
//! on weekdays in their own working hours; the support bridge never closes. The sessions of any
//! hour are a pure function of seed, commands and the hour. A very large organisation is capped
//! at [`MOST_AD_HOC`] ad-hoc meetings a day, so that a month of history stays affordable.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    chance::Chance,
    directory::Directory,
    meeting::{Habits, Meeting, Occurrence, Rhythm},
    names::TOPICS,
    session::{Session, Topic},
    when::{self, DAY, HOUR},
};

/// The most ad-hoc meetings of one day.
pub(crate) const MOST_AD_HOC: u64 = 4_000;
/// No session is longer.
pub(crate) const LONGEST: i64 = 25 * HOUR;
/// Days kept worked out.
const KEPT: usize = 80;

/// The ad-hoc meetings of the days looked at lately.
#[derive(Debug, Default)]
pub(crate) struct Diary(Mutex<HashMap<i64, Arc<[Session]>>>);

impl Diary {
    /// The ad-hoc meetings that start on a UTC day.
    pub(crate) fn day(&self, root: Chance, people: &Directory, day: i64) -> Arc<[Session]> {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = days.get(&day) {
            return found.clone();
        }
        if days.len() >= KEPT {
            days.clear();
        }
        let made: Arc<[Session]> = ad_hoc(root, people, day).into();
        days.insert(day, made.clone());
        made
    }
}

/// The id of the `number`-th ad-hoc meeting of a day: the day can be read back from it.
fn ad_hoc_id(root: Chance, day: i64, number: u64) -> u64 {
    let shift = root.of(0x1d).bits() % 1_000_000;
    let scattered = (number * 7_919 + shift) % 1_000_000;
    90_000_000_000 + day.rem_euclid(10_000).cast_unsigned() * 1_000_000 + scattered
}

/// The UTC day an ad-hoc meeting's id was given out on, seen from about `now`.
pub(crate) fn ad_hoc_day(id: u64, now: i64) -> Option<i64> {
    let within = id.checked_sub(90_000_000_000)?;
    let day = i64::try_from(within / 1_000_000)
        .ok()
        .filter(|day| *day < 10_000)?;
    let today = when::day_number(now);
    Some(today - (today - day).rem_euclid(10_000))
}

fn ad_hoc(root: Chance, people: &Directory, day: i64) -> Vec<Session> {
    let weekday = when::date(day * DAY).weekday().to_monday_one_offset();
    let users = u64::from(people.seeded);
    // Two a head on a working day; somebody is always on duty.
    let busy = if weekday > 5 {
        users * 6 / 10 + 2
    } else {
        users * 2 + 2
    };
    (0..busy.min(MOST_AD_HOC))
        .filter_map(|number| {
            let mut chance = root.of(0xad_0c).at(day).of(number);
            let host = find_host(&mut chance, people, day * DAY)?;
            let office = people.get(host)?.place();
            let local_midnight = when::local(when::date(day * DAY).at(0, 0, 0, 0), &office.zone);
            // The working day of the host's office, wherever it falls within this UTC day.
            let wanted = local_midnight + 8 * HOUR + chance.between(0, 10 * HOUR);
            let start = day * DAY + (wanted - day * DAY).rem_euclid(DAY);
            let length = 60 * chance.pick(&[7, 12, 18, 24, 27, 31, 33, 44, 52, 58, 75]);
            let end = start + length + chance.between(-90, 120);
            Some(Session {
                meeting: ad_hoc_id(root, day, number),
                slot: start,
                start,
                end,
                planned: end,
                host,
                kind: 1,
                topic: Topic::AdHoc(chance.index(TOPICS.len())),
                size: 2 + u32::try_from(chance.below(5) + chance.below(4)).unwrap_or_default(),
                waiting_room: false,
                habits: Habits::default(),
                chance: chance.of(1),
            })
        })
        .collect()
}

fn find_host(chance: &mut Chance, people: &Directory, at: i64) -> Option<u32> {
    (0..8)
        .map(|_| u32::try_from(chance.below(u64::from(people.seeded))).unwrap_or_default())
        .find(|index| {
            // `hosts` is as the seed had it: a later change of licence does not rewrite the past.
            people
                .get(*index)
                .is_some_and(|user| user.hosts && user.present(at))
        })
        .or(Some(0))
}

/// The run of a planned occurrence, when its plan stood from `since` until `until`.
pub(crate) fn held(
    root: Chance,
    people: &Directory,
    meeting: &Meeting,
    host: u32,
    planned: &Occurrence,
    (since, until): (i64, i64),
) -> Option<Session> {
    let mut chance = root.of(meeting.id).at(planned.start);
    let start = planned.start + chance.between(40, 170);
    if planned.deleted || start < since || start >= until {
        return None;
    }
    let minutes = planned.duration.max(1);
    let lasts = (minutes * 60 * chance.between(82, 112) / 100).clamp(180, LONGEST - HOUR);
    Some(session(
        root,
        people,
        meeting,
        host,
        planned.start,
        start,
        start + lasts,
    ))
}

/// The runs of a meeting without fixed times within a window of starts.
pub(crate) fn floating(
    root: Chance,
    people: &Directory,
    meeting: &Meeting,
    (from, to): (i64, i64),
) -> Vec<Session> {
    let (period, lasts) = match meeting.rhythm {
        Rhythm::Quiet => return Vec::new(),
        Rhythm::RoundTheClock => (8 * HOUR, 8 * HOUR),
        Rhythm::Every(hours) => (hours.max(1) * HOUR, meeting.duration * 60),
    };
    let until = meeting.deleted_at.unwrap_or(i64::MAX).min(to);
    let first = from.max(meeting.created_at).div_euclid(period) * period;
    let step = usize::try_from(period).unwrap_or(usize::MAX);
    (first..until)
        .step_by(step)
        .filter(|slot| *slot >= from.max(meeting.created_at))
        .map(|slot| {
            session(
                root,
                people,
                meeting,
                meeting.host,
                slot,
                slot,
                slot + lasts,
            )
        })
        .collect()
}

/// A run somebody started by hand.
pub(crate) fn by_hand(root: Chance, people: &Directory, meeting: &Meeting, at: i64) -> Session {
    let lasts = meeting.duration.clamp(1, 1440) * 60;
    session(root, people, meeting, meeting.host, at, at, at + lasts)
}

fn session(
    root: Chance,
    people: &Directory,
    meeting: &Meeting,
    host: u32,
    slot: i64,
    start: i64,
    end: i64,
) -> Session {
    let mut chance = root.of(meeting.id).at(slot).of(0x5e55);
    let users = u64::from(people.seeded);
    let drawn = match (meeting.is_webinar(), meeting.rhythm) {
        (true, Rhythm::Every(_)) => 6 + chance.below(14),
        (true, _) => 24 + chance.below(70),
        (false, Rhythm::RoundTheClock) => 10 + chance.below(8),
        (false, _) if meeting.topic == "All hands" => (users * 6 / 10).min(250) + 1,
        (false, _) => 2 + chance.below(7),
    };
    Session {
        meeting: meeting.id,
        slot,
        start,
        end,
        planned: end,
        host,
        kind: meeting.kind,
        topic: Topic::Book,
        size: u32::try_from(drawn).unwrap_or(2),
        waiting_room: false,
        habits: Habits::default(),
        chance: chance.of(2),
    }
}
