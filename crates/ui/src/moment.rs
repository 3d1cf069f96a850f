//! Times as people say them, with the exact time and its zone one hover away.

use askama::Template;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::html::component;

/// A moment on a page: words first, exact time and zone as the title, machine form inside.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<time datetime="{{ at }}" title="{{ exact }}"{% if local %} data-local{% endif %}>{{ words }}</time>"#
)]
pub struct Moment {
    at: Timestamp,
    exact: String,
    words: String,
    local: bool,
}

/// "2026-11-21 14:05:09 Europe/Berlin".
pub fn exact(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    format!(
        "{} {}",
        zoned.strftime("%Y-%m-%d %H:%M:%S"),
        zone_name(zone)
    )
}

/// The zone's IANA name, or its offset where it has none.
pub fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().map_or_else(
        || {
            zone.to_fixed_offset()
                .map_or_else(|_| "local time".to_owned(), |o| o.to_string())
        },
        str::to_owned,
    )
}

impl Moment {
    /// Shown as "in 12 min" or "3 h ago", counted from `now`.
    pub fn relative(at: Timestamp, now: Timestamp, zone: &TimeZone) -> Self {
        Self {
            at,
            exact: exact(at, zone),
            words: relative(at.duration_since(now)),
            local: false,
        }
    }

    /// Shown as date and time to the minute in `zone`.
    pub fn minute(at: Timestamp, zone: &TimeZone) -> Self {
        let words = at
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        Self {
            at,
            exact: exact(at, zone),
            words,
            local: false,
        }
    }

    /// Shown in a long form: "Thursday 3 December 2026, 17:00".
    pub fn long(at: Timestamp, zone: &TimeZone) -> Self {
        let words = at
            .to_zoned(zone.clone())
            .strftime("%A %-d %B %Y, %H:%M")
            .to_string();
        Self {
            at,
            exact: exact(at, zone),
            words,
            local: false,
        }
    }

    /// Shown as the caller says it.
    pub fn said(at: Timestamp, zone: &TimeZone, words: impl Into<String>) -> Self {
        Self {
            at,
            exact: exact(at, zone),
            words: words.into(),
            local: false,
        }
    }

    /// Where JavaScript runs, the words become the viewer's own local time, zone named.
    #[must_use]
    pub fn local(mut self) -> Self {
        self.local = true;
        self
    }
}

/// "in 12 min", "3 h ago", "now".
pub fn relative(difference: SignedDuration) -> String {
    let seconds = difference.as_secs();
    let words = match seconds.unsigned_abs() {
        0..=4 => return "now".to_owned(),
        s @ 5..=89 => format!("{s} s"),
        s @ 90..=5399 => format!("{} min", (s + 30) / 60),
        s @ 5400..=172_799 => format!("{} h", (s + 1800) / 3600),
        s => format!("{} days", (s + 43_200) / 86_400),
    };
    if seconds < 0 {
        format!("{words} ago")
    } else {
        format!("in {words}")
    }
}

component!(Moment);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_names_its_zone() {
        let at: Timestamp = "2026-12-03T16:00:00Z".parse().expect("a timestamp");
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        assert_eq!(
            Moment::long(at, &berlin).local().to_string(),
            "<time datetime=\"2026-12-03T16:00:00Z\" title=\"2026-12-03 17:00:00 Europe/Berlin\" \
             data-local>Thursday 3 December 2026, 17:00</time>"
        );
    }

    #[test]
    fn distances_are_said_as_people_say_them() {
        let said = |seconds| relative(SignedDuration::from_secs(seconds));
        assert_eq!(said(2), "now");
        assert_eq!(said(-30), "30 s ago");
        assert_eq!(said(720), "in 12 min");
        assert_eq!(said(-3 * 3600), "3 h ago");
        assert_eq!(said(864_000), "in 10 days");
    }
}
