//! Counters of the UTC day.

use std::collections::HashMap;

use jiff::{Timestamp, tz::TimeZone};

const DAY: i64 = 86_400;

/// What is counted over a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Counted {
    /// A label's own cap, or the cap that Heavy and Resource-intensive share: by its name.
    Cap(&'static str),
    /// Creates and updates of meetings and webinars of one host.
    Host(String),
    /// Registrations of one mail address for one meeting or webinar.
    Registration(String, String),
    /// Changes of the standing of one registrant.
    RegistrantStatus(String, String),
}

/// Counters that start again at 00:00 UTC.
#[derive(Debug, Default)]
pub(crate) struct Day {
    number: i64,
    used: HashMap<Counted, u32>,
}

impl Day {
    /// Takes one from `limit`; `None` when none was left. Gives how many are left after it.
    pub(crate) fn take(&mut self, now: Timestamp, what: Counted, limit: u32) -> Option<u32> {
        let number = now.as_second().div_euclid(DAY);
        if number != self.number {
            self.number = number;
            self.used.clear();
        }
        let used = self.used.entry(what).or_default();
        if *used >= limit {
            return None;
        }
        *used += 1;
        Some(limit - *used)
    }
}

/// The next 00:00 UTC in the form Zoom's `Retry-After` has it.
pub(crate) fn next_midnight(now: Timestamp) -> String {
    let next = (now.as_second().div_euclid(DAY) + 1) * DAY;
    Timestamp::from_second(next)
        .unwrap_or(Timestamp::MAX)
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{Counted, Day, next_midnight};

    #[test]
    fn a_day_ends_at_midnight_utc() {
        let mut day = Day::default();
        let host = || Counted::Host("h".to_owned());
        let evening = "2026-11-21T23:59:59Z".parse().unwrap();
        assert_eq!(day.take(evening, host(), 2), Some(1));
        assert_eq!(day.take(evening, host(), 2), Some(0));
        assert_eq!(day.take(evening, host(), 2), None);
        assert_eq!(next_midnight(evening), "2026-11-22T00:00:00Z");
        let morning = "2026-11-22T00:00:00Z".parse().unwrap();
        assert_eq!(day.take(morning, host(), 2), Some(1));
    }
}
