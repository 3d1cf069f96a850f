//! Times as Zoom takes and gives them.
//!
//! Zoom writes `yyyy-MM-ddTHH:mm:ssZ` for UTC; the same without `Z` is local time in the
//! request's `timezone`. Inside the world an instant is whole seconds since the Unix epoch.
//! Assumption, marked as such: a local time in a daylight-saving gap is moved forward by the
//! gap, an ambiguous one is the earlier (the "compatible" rule of RFC 5545).

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;
/// Seconds in an hour.
pub(crate) const HOUR: i64 = 3_600;

/// The instant as Zoom writes it, `2026-11-21T22:00:00Z`.
pub(crate) fn utc(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .unwrap_or_default()
        .to_string()
}

/// The UTC date of an instant.
pub(crate) fn date(seconds: i64) -> Date {
    Timestamp::from_second(seconds)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
        .date()
}

/// Midnight UTC of a date.
pub(crate) fn midnight(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC)
        .map_or(0, |zoned| zoned.timestamp().as_second())
}

/// The number of the UTC day an instant falls on, counted from the epoch.
pub(crate) const fn day_number(seconds: i64) -> i64 {
    seconds.div_euclid(DAY)
}

/// The instant of a local wall time in a zone, under the rule above.
pub(crate) fn local(wall: DateTime, zone: &TimeZone) -> i64 {
    zone.to_timestamp(wall)
        .map_or_else(|_| midnight(wall.date()), jiff::Timestamp::as_second)
}

/// The wall time of an instant in a zone.
pub(crate) fn wall(seconds: i64, zone: &TimeZone) -> DateTime {
    zone.to_datetime(Timestamp::from_second(seconds).unwrap_or_default())
}

/// A zone by its IANA name; `None` when there is no such zone.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name.trim()).ok()
}

/// Reads a `start_time`: with `Z` or an offset an instant, without either local in `zone`.
/// A space for the `T`, fractions and missing seconds are tolerated, as Zoom does.
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<i64> {
    let text = text.trim().replacen(' ', "T", 1);
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    if let Some(bare) = text.strip_suffix(['Z', 'z']) {
        let wall: DateTime = bare.parse().ok()?;
        return Some(local(wall, &TimeZone::UTC));
    }
    let wall: DateTime = text.parse().ok()?;
    Some(local(wall, zone))
}

/// Reads a `from` or `to`: a date, or a date-time of which the date counts.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, name: &str) -> String {
        utc(parse(text, &zone(name).expect("a zone")).expect("a time"))
    }

    #[test]
    fn a_time_with_z_is_utc_and_one_without_is_local() {
        assert_eq!(
            at("2026-11-23T10:00:00Z", "Europe/Amsterdam"),
            "2026-11-23T10:00:00Z"
        );
        assert_eq!(
            at("2026-11-23T10:00:00", "Europe/Amsterdam"),
            "2026-11-23T09:00:00Z"
        );
        assert_eq!(
            at("2026-11-23T10:00", "Asia/Singapore"),
            "2026-11-23T02:00:00Z"
        );
        assert_eq!(
            at("2026-11-23 10:00:00+05:30", "UTC"),
            "2026-11-23T04:30:00Z"
        );
    }

    #[test]
    fn a_time_in_a_gap_moves_forward_and_an_ambiguous_one_is_the_earlier() {
        assert_eq!(
            at("2027-03-28T02:30:00", "Europe/Amsterdam"),
            "2027-03-28T01:30:00Z"
        );
        assert_eq!(
            at("2026-11-01T01:30:00", "America/New_York"),
            "2026-11-01T05:30:00Z"
        );
    }

    #[test]
    fn nonsense_is_no_time() {
        let utc = TimeZone::UTC;
        for text in ["", "tomorrow", "2026-13-01T00:00:00Z", "🦀"] {
            assert_eq!(parse(text, &utc), None, "{text}");
        }
        assert_eq!(parse_date("2026-11-21T00:00:00Z"), parse_date("2026-11-21"));
        assert_eq!(parse_date("é"), None);
    }
}
