//! A silence as somebody asks for it, and what is wrong with it, field by field.
//!
//! What this refuses: a window without an end or a reason, and one longer than a month: that would
//! be an alarm switched off, and thresholds say that more honestly.

use clock::wall::{self, Fold};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use utoipa::ToSchema;

use super::silence::Scope;
use crate::Error;

/// The longest window.
pub const SILENCE_DAYS: i64 = 31;
/// The longest reason (characters).
pub const SILENCE_REASON: usize = 300;
const DAY: i64 = 86_400_000_000;

/// A silence to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewSilence {
    /// `all`, `layer:meetings`, `test:live-meetings`, `measure:zoom_meeting_loss_ratio`, or of one
    /// value of a split figure `measure:zoom_meeting_loss_ratio/audio`.
    pub scope: String,
    /// From when: RFC 3339, or date and time as clocks show it in `zone` (`2026-11-26T22:00`);
    /// empty or absent is now.
    #[serde(default)]
    pub from: String,
    /// Until when, written in the same way.
    pub until: String,
    /// The IANA time zone in which it is meant and shown.
    #[serde(default = "utc")]
    pub zone: String,
    /// Why, at most 300 characters.
    pub reason: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// A silence that can be.
pub(super) struct Window {
    pub(super) scope: Scope,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

/// What is wrong, and at which field.
type Fault = (&'static str, String);

impl NewSilence {
    /// Reads it; what is wrong stands at the field it is about.
    pub(super) fn read(&self, now: Timestamp) -> Result<Window, Error> {
        let mut faults: Vec<Fault> = Vec::new();
        let scope = Scope::parse(self.scope.trim());
        if scope.is_none() {
            let why = format!(
                "“{}” is nothing that can be silenced: all, layer:…, test:… or measure:… can.",
                self.scope
            );
            faults.push(("scope", why));
        }
        let zone = self.zone.trim();
        let rules = TimeZone::get(zone).unwrap_or_else(|_| {
            let why = format!("There is no time zone “{zone}”; Europe/Oslo is one.");
            faults.push(("zone", why));
            TimeZone::UTC
        });
        let mut read = |field, text: &str| {
            let read = moment(text, &rules);
            read.map_err(|why| faults.push((field, why))).ok()
        };
        let from = match self.from.trim() {
            "" => Some(now),
            text => read("from", text).map(|from| from.max(now)),
        };
        let until = read("until", &self.until);
        if let (Some(from), Some(until)) = (from, until) {
            faults.extend(wrong_end(now, from, until).map(|why| ("until", why)));
        }
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > SILENCE_REASON {
            let why = format!(
                "Say why, in at most {SILENCE_REASON} characters: whoever looks next reads it."
            );
            faults.push(("reason", why));
        }
        match (scope, from, until) {
            (Some(scope), Some(from), Some(until)) if faults.is_empty() => {
                Ok(Window { scope, from, until })
            }
            _ => Err(Error::Fields(faults)),
        }
    }
}

fn wrong_end(now: Timestamp, from: Timestamp, until: Timestamp) -> Option<String> {
    if until <= now {
        return Some("This is over already; name a time to come.".to_owned());
    }
    if until <= from {
        return Some("The silence would end before it begins.".to_owned());
    }
    let lasts = until.as_microsecond() - from.as_microsecond();
    (lasts > SILENCE_DAYS * DAY).then(|| {
        format!(
            "A silence lasts {SILENCE_DAYS} days at most. What is never to be told has no threshold: set that instead."
        )
    })
}

/// An instant with an offset, or what clocks show in `zone`.
fn moment(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let shown: DateTime = text.parse().map_err(|_| {
        if text.is_empty() {
            "Say when.".to_owned()
        } else {
            format!("“{text}” is no date and time; write it like 2026-11-26T22:00.")
        }
    })?;
    on_the_wall(shown, zone)
}

/// The instant at which clocks in `zone` show that. A time that they skip or show twice is not
/// moved without a word: on-call would be woken, or not, an hour off.
fn on_the_wall(shown: DateTime, zone: &TimeZone) -> Result<Timestamp, String> {
    let name = zone.iana_name().unwrap_or("UTC");
    if wall::comes_twice(shown, zone) {
        let both = zone.to_ambiguous_timestamp(shown);
        let (first, second) = (both.earlier(), both.later());
        let words = |at: Result<Timestamp, jiff::Error>| {
            at.map(|at| at.display_with_offset(zone.to_offset(at)).to_string())
                .unwrap_or_default()
        };
        return Err(format!(
            "On {} the clocks in {name} are set back, so {} comes twice. Say which: {} or {}.",
            wall::day(shown.date()),
            wall::clock(shown.time()),
            words(first),
            words(second)
        ));
    }
    wall::resolve(shown, zone, name, Fold::First)
        .map(|start| start.at)
        .map_err(|why| why.to_string())
}
