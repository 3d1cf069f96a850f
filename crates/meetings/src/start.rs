//! From a date, a time and a zone to the instant a meeting starts, as [`clock::wall`] says it.

use jiff::civil::DateTime;

use crate::zone::Zone;

pub use clock::wall::{Fold, Start, StartError};
pub(crate) use clock::wall::{clock, day};

/// Whether clocks in `zone` show `asked` twice.
pub(crate) fn comes_twice(asked: DateTime, zone: &Zone) -> bool {
    clock::wall::comes_twice(asked, zone.rules())
}

/// The instant at which clocks in `zone` show `asked`.
pub(crate) fn resolve(asked: DateTime, zone: &Zone, fold: Fold) -> Result<Start, StartError> {
    clock::wall::resolve(asked, zone.rules(), zone.name(), fold)
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
