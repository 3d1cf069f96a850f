//! From a date, a time and a zone to the instant a meeting starts.
//!
//! Twice a year most clocks skip an hour and repeat one. A skipped time does not exist: it is
//! refused and its two neighbours are offered. A repeated time exists twice: the first is taken
//! unless the second was asked for, and the answer says which.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::AmbiguousOffset,
};

use crate::zone::{Zone, offset_words};

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
    /// When it starts.
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
pub(crate) fn comes_twice(asked: DateTime, zone: &Zone) -> bool {
    let offset = zone.rules().to_ambiguous_timestamp(asked).offset();
    matches!(offset, AmbiguousOffset::Fold { .. })
}

/// The instant at which clocks in `zone` show `asked`.
pub(crate) fn resolve(asked: DateTime, zone: &Zone, fold: Fold) -> Result<Start, StartError> {
    let far = |_| StartError::Unrepresentable { asked };
    match zone.rules().to_ambiguous_timestamp(asked).offset() {
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
                    "On {} the clocks in {zone} are set back, so {} comes twice: the {which} is \
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
                .rules()
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
                    "On {} the clocks in {zone} skip from {} to {}, so {} does not exist there. \
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
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `02:30`.
pub(crate) fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;

    use super::{Fold, StartError, resolve};
    use crate::zone::Zone;

    fn at(asked: &str, zone: &str, fold: Fold) -> Result<String, StartError> {
        let zone = Zone::parse(zone).unwrap();
        let asked: DateTime = asked.parse().unwrap();
        resolve(asked, &zone, fold).map(|start| start.at.to_string())
    }

    #[test]
    fn an_ordinary_time_is_one_instant() {
        let got = at("2026-07-01T18:00", "Europe/Berlin", Fold::First);
        assert_eq!(got.unwrap(), "2026-07-01T16:00:00Z");
    }

    #[test]
    fn a_skipped_time_is_refused_with_both_neighbours() {
        let error = at("2026-03-29T02:30", "Europe/Berlin", Fold::First).unwrap_err();
        assert_eq!(
            error.to_string(),
            "On 29 March 2026 the clocks in Europe/Berlin skip from 02:00 to 03:00, so 02:30 does \
             not exist there. Choose 01:30 or 03:30."
        );
    }

    #[test]
    fn a_day_samoa_skipped_offers_the_days_around_it() {
        let error = at("2011-12-30T12:00", "Pacific/Apia", Fold::First).unwrap_err();
        let StartError::Skipped { earlier, later, .. } = error else {
            panic!("skipped")
        };
        assert_eq!(earlier.to_string(), "2011-12-29T12:00:00");
        assert_eq!(later.to_string(), "2011-12-31T12:00:00");
    }

    #[test]
    fn a_repeated_time_is_the_first_unless_the_second_is_asked_for() {
        let first = at("2026-10-25T02:30", "Europe/Berlin", Fold::First);
        let second = at("2026-10-25T02:30", "Europe/Berlin", Fold::Second);
        assert_eq!(first.unwrap(), "2026-10-25T00:30:00Z");
        assert_eq!(second.unwrap(), "2026-10-25T01:30:00Z");
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let start = resolve("2026-10-25T02:30".parse().unwrap(), &zone, Fold::First).unwrap();
        assert_eq!(
            start.note.unwrap(),
            "On 25 October 2026 the clocks in Europe/Berlin are set back, so 02:30 comes twice: \
             the first is taken (UTC+02:00)."
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_a_sentence_not_a_panic() {
        let error = at("9999-12-31T23:59", "Pacific/Pago_Pago", Fold::First).unwrap_err();
        assert!(matches!(error, StartError::Unrepresentable { .. }));
    }
}
