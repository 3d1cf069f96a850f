//! What levels look like, and errors as a page says them.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{AlarmView, Delivery, Level};
use ui::{Badge, Moment, Quality};

use crate::Error;

/// The colour and shape of a level; it always comes with the word.
pub(super) const fn quality(level: Level) -> Quality {
    match level {
        Level::Fair => Quality::Fair,
        Level::NoData => Quality::Plain,
        Level::Poor => Quality::Poor,
        Level::Bad => Quality::Bad,
    }
}

/// How an alarm stands.
pub(super) fn standing(alarm: &AlarmView) -> Badge {
    let word = alarm.level.word().to_lowercase();
    if alarm.is_open() {
        Badge::new(quality(alarm.level), word)
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

/// What went wrong, as the site's one enum of errors.
pub(super) fn error(error: monitor::Error) -> Error {
    match error {
        monitor::Error::NoAlarm(id) => Error::NotFound(format!("alarm “{id}”")),
        monitor::Error::NoMeasure(name) => Error::NotFound(format!("measure “{name}”")),
        monitor::Error::NoTarget(name) => Error::NotFound(format!("recipient “{name}”")),
        monitor::Error::Alarms(why) => Error::Refused(why),
        monitor::Error::Store(error) => Error::Store(error),
        other => Error::Monitor(other),
    }
}
