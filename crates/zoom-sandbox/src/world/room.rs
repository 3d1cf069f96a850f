//! Zoom Rooms: one for every twenty users, spread over the offices.
//!
//! Like the rest of the organisation's life their state is worked out from seed and hour: now and
//! then one is offline for some hours or loses a camera, and most are in a meeting in the working
//! hours of their office. Some were forgotten, and nobody has been in them for a long time.

use super::{
    chance::Chance,
    office::{Office, offices},
    organisation::Organisation,
    user::new_id,
    when::{self, DAY, HOUR},
};

/// What is the matter with a room, in Zoom's words.
const ISSUES: [&str; 4] = [
    "Zoom room is offline",
    "Selected camera has disconnected",
    "Selected microphone has disconnected",
    "Controller disconnected",
];

/// A room at an instant.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) office: &'static Office,
    pub(crate) status: &'static str,
    pub(crate) issue: Option<&'static str>,
    /// When somebody last began a meeting in it; none if nobody ever did.
    pub(crate) last_used: Option<i64>,
}

impl Room {
    pub(crate) fn is_offline(&self) -> bool {
        self.status == "Offline"
    }
}

impl Organisation {
    /// Every room as it stands.
    pub(crate) fn rooms(&self, now: i64) -> Vec<Room> {
        if !self.account.plan.has_add_ons() {
            return Vec::new();
        }
        let count = (self.people.seeded / 20).max(1);
        (0..count)
            .map(|number| room(self.root, number, now))
            .collect()
    }
}

fn room(root: Chance, number: u32, now: i64) -> Room {
    let mut chance = root.of(0x4006).of(u64::from(number));
    let all = offices();
    let place = usize::try_from(number).unwrap_or_default();
    let office = &all[place % all.len()];
    let id = new_id(&mut chance).into_string();
    let forgotten = chance.happens(60);
    let spell = trouble(chance.of(1), now);
    let used = last_used(chance.of(2), office, forgotten, now);
    let status = match (spell, used) {
        (Some(0), _) => "Offline",
        (_, Some((_, until))) if now < until => "In Meeting",
        _ => "Available",
    };
    Room {
        id,
        name: format!("{} {}", office.name, place / all.len() + 1),
        office,
        status,
        issue: spell.map(|which| ISSUES[which % ISSUES.len()]),
        last_used: used.map(|(from, _)| from),
    }
}

/// Which trouble a room has, if any: a spell of some hours on one day of twenty.
fn trouble(chance: Chance, now: i64) -> Option<usize> {
    let mut chance = chance.at(when::day_number(now));
    if !chance.happens(50) {
        return None;
    }
    let which = chance.index(ISSUES.len());
    let from = chance.between(0, 18) * HOUR;
    let lasts = chance.between(1, 6) * HOUR;
    (from..from + lasts)
        .contains(&now.rem_euclid(DAY))
        .then_some(which)
}

/// From when to when it was last used: every other hour of the office's working day.
fn last_used(chance: Chance, office: &Office, forgotten: bool, now: i64) -> Option<(i64, i64)> {
    if forgotten {
        let mut chance = chance;
        // Long ago, or never.
        let days = chance.between(35, 150);
        let then = (now / DAY - days) * DAY + 11 * HOUR;
        return chance.happens(700).then_some((then, then + HOUR));
    }
    (0..24 * 6).find_map(|back| {
        let hour = (now / HOUR - back) * HOUR;
        let local = when::wall(hour, &office.zone);
        let works =
            (8..18).contains(&local.hour()) && local.date().weekday().to_monday_one_offset() <= 5;
        let mut chance = chance.at(hour);
        (works && chance.happens(500)).then(|| (hour, hour + 60 * chance.between(15, 60)))
    })
}
