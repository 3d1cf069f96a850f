//! What the pages of alarms say alike.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{AlarmView, Delivery};
use ui::{Badge, Moment, Quality};

use crate::live::of_level;

/// How an alarm stands.
pub(super) fn standing(alarm: &AlarmView) -> Badge {
    let word = alarm.level.word().to_lowercase();
    if alarm.is_open() {
        Badge::new(of_level(alarm.level), word)
    } else {
        Badge::new(Quality::Good, format!("cleared, was {word}"))
    }
}

/// How a notification stands.
pub(super) fn delivered(state: Delivery) -> Badge {
    match state {
        Delivery::Waiting => Badge::new(Quality::Plain, "waiting"),
        Delivery::Sent => Badge::new(Quality::Good, "sent"),
        Delivery::Failed => Badge::new(Quality::Bad, "failed"),
        Delivery::Withdrawn => Badge::new(Quality::Plain, "withdrawn"),
    }
}

/// A moment as lists show it.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> Moment {
    Moment::relative(at, now, &TimeZone::UTC)
}

/// What is wrong, as the first line of a page; what would be normal stands below it.
pub(super) fn answer(sentence: &str) -> &str {
    let first = sentence.split(". ").next();
    first.unwrap_or(sentence).trim_end_matches('.')
}
