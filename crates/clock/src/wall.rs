//! From a date, a time and a zone to the instant: what a person types is what clocks on a wall show.
//!
//! Twice a year most clocks skip an hour and repeat one. A skipped time does not exist: it is
//! refused and its two neighbours are offered. A repeated time exists twice: the first is taken
//! unless the second was asked for, and the answer says which.
//!
//! One resolver for everybody who takes a time from a person (meetings, silences): a time that is
//! moved without a word is found out the night it matters.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, TimeZone},
};

/// Which of two equal times is meant where the clock is set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fold {
    /// Before the clock is set back.
    #[default]
    First,
    /// After it.
    Second,
}

/// The instant, and what to tell about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// When it is.
    pub at: Timestamp,
    /// Said when the clock shows this time twice.
    pub note: Option<String>,
}

/// Why there is no such instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The clock skips this time.
    #[error("{sentence}")]
    Skipped {
        /// What happened and what to choose instead.
        sentence: String,
        /// The neighbour before the gap.
        earlier: DateTime,
        /// The neighbour after it.
        later: DateTime,
    },
    /// Beyond the calendar.
    #[error("{asked} lies outside the calendar; choose a date nearer to today.")]
    Unrepresentable {
        /// What was asked for.
        asked: DateTime,
    },
}

/// Whether clocks in `zone` show `asked` twice.
pub fn comes_twice(asked: DateTime, zone: &TimeZone) -> bool {
    let offset = zone.to_ambiguous_timestamp(asked).offset();
    matches!(offset, AmbiguousOffset::Fold { .. })
}

/// The instant at which clocks in `zone`, which is called `name`, show `asked`.
pub fn resolve(
    asked: DateTime,
    zone: &TimeZone,
    name: &str,
    fold: Fold,
) -> Result<Start, StartError> {
    let far = |_| StartError::Unrepresentable { asked };
    match zone.to_ambiguous_timestamp(asked).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(Start {
            at: offset.to_timestamp(asked).map_err(far)?,
            note: None,
        }),
        AmbiguousOffset::Fold { before, after } => {
            let (offset, which) = match fold {
                Fold::First => (before, "first"),
                Fold::Second => (after, "second"),
            };
            Ok(Start {
                at: offset.to_timestamp(asked).map_err(far)?,
                note: Some(format!(
                    "On {} the clocks in {name} are set back, so {} comes twice: the {which} is \
                     taken ({}).",
                    day(asked.date()),
                    clock(asked.time()),
                    offset_words(offset.seconds()),
                )),
            })
        }
        AmbiguousOffset::Gap { before, after } => {
            // Read with the offset after the gap the instant lies before it, and the reverse.
            let earlier = after.to_timestamp(asked).map_err(far)?;
            let later = before.to_timestamp(asked).map_err(far)?;
            let change = zone
                .following(earlier)
                .next()
                .map_or(later, |change| change.timestamp());
            let (earlier, later) = (before.to_datetime(earlier), after.to_datetime(later));
            let (from, to) = (before.to_datetime(change), after.to_datetime(change));
            let words = |at: DateTime| {
                let time = clock(at.time());
                if earlier.date() == later.date() {
                    time
                } else {
                    format!("{time} on {}", day(at.date()))
                }
            };
            Err(StartError::Skipped {
                sentence: format!(
                    "On {} the clocks in {name} skip from {} to {}, so {} does not exist there. \
                     Choose {} or {}.",
                    day(asked.date()),
                    words(from),
                    words(to),
                    clock(asked.time()),
                    words(earlier),
                    words(later),
                ),
                earlier,
                later,
            })
        }
    }
}

/// `29 March 2026`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `02:30`.
pub fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// `UTC+05:30`, `UTC−03:00`, `UTC`.
pub fn offset_words(seconds: i32) -> String {
    if seconds == 0 {
        return "UTC".into();
    }
    let sign = if seconds < 0 { '\u{2212}' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
