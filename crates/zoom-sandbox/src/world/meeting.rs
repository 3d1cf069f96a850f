//! Meetings and webinars as they stand in the book: the plan, not the runs of it.
//!
//! Zoom's `type`: 1 instant, 2 scheduled, 3 recurring without fixed time, 8 recurring; webinars
//! 5, 6 (recurring without fixed time) and 9. What was held is worked out from the plan that
//! stood at the time: a change closes the old plan and opens a new one, so that a meeting moved
//! today was still held yesterday.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    chance::{Chance, mix, unmix},
    recurrence::Recurrence,
};

/// One planned repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Occurrence {
    /// When it starts; its id is this in milliseconds, and stays when it is moved.
    pub(crate) start: i64,
    /// What it was first planned for.
    pub(crate) id: i64,
    /// Minutes.
    pub(crate) duration: i64,
    pub(crate) deleted: bool,
}

/// How a meeting without fixed times is used by the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rhythm {
    /// Nobody uses it unless told to.
    Quiet,
    /// One run after the other, eight hours each, day and night.
    RoundTheClock,
    /// A short show every so many hours.
    Every(i64),
}

/// A plan that no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Former {
    pub(crate) since: i64,
    pub(crate) until: i64,
    pub(crate) host: u32,
    pub(crate) occurrences: Vec<Occurrence>,
}

/// A meeting or a webinar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    pub(crate) id: u64,
    pub(crate) host: u32,
    pub(crate) created_at: i64,
    pub(crate) kind: u8,
    pub(crate) topic: String,
    pub(crate) agenda: Option<String>,
    pub(crate) timezone: String,
    /// Minutes.
    pub(crate) duration: i64,
    pub(crate) password: String,
    pub(crate) settings: Map<String, Value>,
    pub(crate) recurrence: Option<Recurrence>,
    pub(crate) tracking_fields: Vec<Value>,
    pub(crate) pre_schedule: bool,
    pub(crate) from_api: bool,
    pub(crate) rhythm: Rhythm,
    /// The starts; one for a single meeting, none without fixed time.
    pub(crate) occurrences: Vec<Occurrence>,
    /// Since when this plan stands.
    pub(crate) since: i64,
    pub(crate) former: Vec<Former>,
    pub(crate) deleted_at: Option<i64>,
    /// Runs somebody started by hand, by the instant.
    #[serde(default)]
    pub(crate) started: Vec<i64>,
    /// Whether it had a waiting room, and until when that was so; the present is in `settings`.
    #[serde(default)]
    pub(crate) waiting_rooms: Vec<(i64, bool)>,
    /// What was done in it by itself, and until when.
    #[serde(default)]
    pub(crate) former_habits: Vec<(i64, Habits)>,
}

/// What a meeting's settings have Zoom do in every run of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Habits {
    /// Record to the cloud.
    pub(crate) records: bool,
    /// Write a summary.
    pub(crate) summarises: bool,
}

impl Meeting {
    /// Whether this is a webinar.
    pub(crate) fn is_webinar(&self) -> bool {
        matches!(self.kind, 5 | 6 | 9)
    }

    /// Whether it repeats at fixed times.
    pub(crate) fn repeats(&self) -> bool {
        matches!(self.kind, 8 | 9)
    }

    /// Whether its guests wait to be let in, as things stand.
    pub(crate) fn has_waiting_room(&self) -> bool {
        self.settings
            .get("waiting_room")
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// Whether they did at an instant.
    pub(crate) fn had_waiting_room(&self, at: i64) -> bool {
        then(&self.waiting_rooms, at, self.has_waiting_room())
    }

    /// What is done in it by itself, as things stand.
    pub(crate) fn habits(&self) -> Habits {
        let setting = |name: &str| self.settings.get(name);
        Habits {
            records: setting("auto_recording").and_then(Value::as_str) == Some("cloud"),
            summarises: setting("auto_start_meeting_summary").and_then(Value::as_bool)
                == Some(true),
        }
    }

    /// What was at an instant.
    pub(crate) fn had_habits(&self, at: i64) -> Habits {
        let mut former = self.former_habits.iter();
        let was = former.find(|(until, _)| at < *until);
        was.map_or_else(|| self.habits(), |(_, was)| *was)
    }

    /// Whether it has no fixed time.
    pub(crate) fn floats(&self) -> bool {
        matches!(self.kind, 3 | 6)
    }

    /// Lays the starts anew from the first one.
    pub(crate) fn lay(&mut self, first: i64) {
        let duration = self.duration;
        let starts = match &self.recurrence {
            Some(rule) if self.repeats() => {
                let zone = super::when::zone(&self.timezone).unwrap_or(jiff::tz::TimeZone::UTC);
                rule.starts(first, &zone)
            }
            _ if self.floats() => Vec::new(),
            _ => vec![first],
        };
        self.occurrences = starts
            .into_iter()
            .map(|start| Occurrence {
                start,
                id: start,
                duration,
                deleted: false,
            })
            .collect();
    }

    /// Closes the plan that stood until `now`; call before changing it.
    pub(crate) fn close_plan(&mut self, now: i64) {
        if now > self.since && !self.occurrences.is_empty() {
            self.former.push(Former {
                since: self.since,
                // A plan that was deleted stood only until then.
                until: self.deleted_at.unwrap_or(now).min(now),
                host: self.host,
                occurrences: self.occurrences.clone(),
            });
        }
        self.since = now;
    }

    /// The start Zoom shows: of the one planned run, or of the first one left.
    pub(crate) fn start(&self) -> Option<i64> {
        let mut standing = self.occurrences.iter().filter(|one| !one.deleted);
        standing
            .next()
            .or(self.occurrences.first())
            .map(|one| one.start)
    }

    /// The occurrence of an id (its first start in milliseconds), deleted ones too.
    pub(crate) fn occurrence(&self, id: &str) -> Option<&Occurrence> {
        let id = id.parse::<i64>().ok()?;
        self.occurrences.iter().find(|one| one.id * 1_000 == id)
    }

    /// Takes one planned run out; the others stay.
    pub(crate) fn delete_occurrence(&mut self, id: i64) {
        for planned in self.occurrences.iter_mut().filter(|one| one.id == id) {
            planned.deleted = true;
        }
    }

    /// The next planned run that is not over at `now`, or else the last one.
    pub(crate) fn next(&self, now: i64) -> Option<&Occurrence> {
        let standing = || self.occurrences.iter().filter(|one| !one.deleted);
        standing()
            .find(|one| one.start + one.duration * 60 > now)
            .or(standing().next_back())
    }
}

/// What held at an instant, given what it was until when and what it is now.
pub(crate) fn then(former: &[(i64, bool)], at: i64, now: bool) -> bool {
    let was = former.iter().find(|(until, _)| at < *until);
    was.map_or(now, |(_, was)| *was)
}

/// The UUID of one run: 16 bytes that hold meeting and slot, so that no index is needed.
pub(crate) fn uuid_bytes(root: Chance, meeting: u64, slot: i64) -> [u8; 16] {
    let (one, two) = keys(root);
    let slot = slot.cast_unsigned();
    // Two rounds, so that two runs of one meeting have nothing in common.
    let left = mix(meeting ^ mix(slot ^ one));
    let right = mix(slot ^ mix(left ^ two));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&left.to_be_bytes());
    bytes[8..].copy_from_slice(&right.to_be_bytes());
    bytes
}

/// Takes [`uuid_bytes`] back: the meeting and the slot, which may be of no meeting that exists.
pub(crate) fn from_uuid_bytes(root: Chance, bytes: [u8; 16]) -> (u64, i64) {
    let (one, two) = keys(root);
    let half = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .fold(0_u64, |all, byte| all << 8 | u64::from(*byte))
    };
    let (left, right) = (half(0..8), half(8..16));
    let slot = unmix(right) ^ mix(left ^ two);
    (unmix(left) ^ mix(slot ^ one), slot.cast_signed())
}

fn keys(root: Chance) -> (u64, u64) {
    let mut chance = root.of(0x0000_001d);
    (chance.bits(), chance.bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_tells_the_meeting_and_the_slot() {
        let root = Chance::new(9);
        for (meeting, slot) in [(91_234_567_890, 1_795_000_000), (1, -5)] {
            assert_eq!(
                from_uuid_bytes(root, uuid_bytes(root, meeting, slot)),
                (meeting, slot)
            );
        }
        assert_ne!(
            from_uuid_bytes(Chance::new(8), uuid_bytes(root, 5, 6)),
            (5, 6),
            "another world cannot read it"
        );
    }
}
