//! The telephone: calls in and out, some missed, some to voicemail.

use super::{
    chance::Chance,
    directory::Directory,
    names::GUESTS,
    organisation::Organisation,
    when::{self, DAY, HOUR},
};

/// The most calls of one day.
const MOST: u64 = 4_000;

/// One call of one user with somebody outside.
#[derive(Debug, Clone)]
pub(crate) struct PhoneCall {
    pub(crate) start: i64,
    /// When it was answered; none when it was not.
    pub(crate) answered: Option<i64>,
    pub(crate) end: i64,
    pub(crate) inbound: bool,
    /// Zoom's `call_result`.
    pub(crate) result: &'static str,
    pub(crate) user: u32,
    pub(crate) other_name: &'static str,
    /// E.164.
    pub(crate) other_number: String,
    pub(crate) international: bool,
    pub(crate) chance: Chance,
}

impl PhoneCall {
    /// Seconds talked.
    pub(crate) fn talked(&self) -> i64 {
        self.answered.map_or(0, |answered| self.end - answered)
    }
}

/// A user's extension.
pub(crate) fn extension(user: u32) -> u64 {
    1_000 + u64::from(user)
}

/// A user's direct number, E.164.
pub(crate) fn number(root: Chance, people: &Directory, user: u32) -> String {
    let dial = people.get(user).map_or("+1617", |found| found.place().dial);
    format!(
        "{dial}555{:04}",
        root.of(0xd1a1).of(u64::from(user)).below(10_000)
    )
}

impl Organisation {
    /// The calls that started within `[from, to)` and were over by `now`, newest first, as Zoom
    /// lists them.
    pub(crate) fn calls(&self, from: i64, to: i64, now: i64) -> Vec<PhoneCall> {
        if !self.account.plan.has_add_ons() {
            return Vec::new();
        }
        let mut calls: Vec<PhoneCall> = (when::day_number(from)..=when::day_number(to - 1))
            .flat_map(|day| self.calls_of(day))
            .filter(|call| (from..to).contains(&call.start) && call.end <= now)
            .collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.start));
        calls
    }

    fn calls_of(&self, day: i64) -> Vec<PhoneCall> {
        let users = u64::from(self.people.seeded);
        let weekend = when::date(day * DAY).weekday().to_monday_one_offset() > 5;
        let busy = if weekend {
            users.div_ceil(8) + 4
        } else {
            users * 8 / 10 + 4
        };
        (0..busy.min(MOST))
            .filter_map(|nth| self.call(self.root.of(0x9407e).at(day).of(nth), day))
            .collect()
    }

    fn call(&self, mut chance: Chance, day: i64) -> Option<PhoneCall> {
        let drawn = chance.below(u64::from(self.people.seeded));
        let user = u32::try_from(drawn).unwrap_or_default();
        let office = self.people.get(user)?.place();
        let local_midnight = when::local(when::date(day * DAY).at(0, 0, 0, 0), &office.zone);
        let wanted = local_midnight + 8 * HOUR + chance.between(0, 10 * HOUR);
        let start = day * DAY + (wanted - day * DAY).rem_euclid(DAY);
        if !self.people.get(user)?.present(start) {
            return None;
        }
        let inbound = chance.happens(560);
        let result = match (inbound, chance.below(100)) {
            (_, 0..68) => "connected",
            (true, 68..82) | (false, 68..84) => "no_answer",
            (true, 82..92) => "voicemail",
            (true, _) => "canceled",
            (false, 84..93) => "busy",
            (false, _) => "call_failed",
        };
        let rings = chance.between(3, 26);
        let talks = match result {
            "connected" => chance.between(15, 900),
            "voicemail" => chance.between(8, 60),
            _ => 0,
        };
        let answered = (result == "connected").then_some(start + rings);
        let international = chance.happens(120);
        let dial = if international { "+4930" } else { office.dial };
        Some(PhoneCall {
            start,
            answered,
            end: start + rings + talks,
            inbound,
            result,
            user,
            other_name: chance.pick(&GUESTS),
            other_number: format!("{dial}555{:04}", chance.below(10_000)),
            international,
            chance: chance.of(1),
        })
    }
}
