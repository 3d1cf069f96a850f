//! When Zoom next raises the oldest version it lets in.
//!
//! Zoom enforces minimum versions of its SDKs four times a year, on the first weekend of February,
//! May, August and November, and lets nothing in that is more than nine months behind. Which
//! version is the minimum it says in a table for people; so what is said here is a date, an age,
//! and where to look.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde::Serialize;
use utoipa::ToSchema;

/// From how many days before on one is reminded.
const REMIND: i32 = 28;
/// How far behind a version may be, in months.
const BEHIND: i32 = 9;
const MONTHS: [i8; 4] = [2, 5, 8, 11];

/// How the pinned version stands against Zoom's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Enforcement {
    /// The next day (a Saturday, UTC) on which Zoom raises the minimum.
    #[schema(value_type = String)]
    pub next: Date,
    /// Days until then.
    pub days: i32,
    /// The version was out by this day.
    #[schema(value_type = String)]
    pub published_by: Date,
    /// The day on which Zoom may shut it out: the first of those on which it is more than nine
    /// months old.
    #[schema(value_type = String)]
    pub shut_out: Date,
    /// What to do about it, where it is time to.
    pub warning: Option<String>,
}

impl Enforcement {
    /// As it stands `now` for `version`, which was out by `published_by`.
    pub(crate) fn at(now: Timestamp, version: &str, published_by: Date) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        let next = first_from(today);
        let days = (next - today).get_days();
        let oldest = published_by.saturating_add(BEHIND.months());
        let warning = if oldest <= next {
            Some(format!(
                "Meeting SDK {version} was out by {published_by}, so on {next}, when Zoom raises \
                 the minimum, it is more than nine months old and may be shut out (code 10000). \
                 Upgrade Parfocal before, then run `parfocal sdk upgrade`."
            ))
        } else if days <= REMIND {
            Some(format!(
                "On {next} Zoom raises the oldest SDK version it lets in. Compare {version} with \
                 the table “Version enforcements for developers” of Zoom's Software Quarterly \
                 Lifecycle Policy; where it is older, upgrade Parfocal before that day."
            ))
        } else {
            None
        };
        Self {
            next,
            days,
            published_by,
            shut_out: first_from(oldest),
            warning,
        }
    }

    /// Whether that day has come.
    pub fn may_be_shut_out(&self) -> bool {
        self.next.saturating_sub(self.days.days()) >= self.shut_out
    }
}

/// The first Saturday of an enforcement month, today at the earliest.
fn first_from(today: Date) -> Date {
    let years = [today.year(), today.year().saturating_add(1)];
    years
        .into_iter()
        .flat_map(|year| MONTHS.map(|month| Date::new(year, month, 1)))
        .filter_map(Result::ok)
        .filter_map(|first| first.nth_weekday_of_month(1, Weekday::Saturday).ok())
        .find(|day| *day >= today)
        .unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Enforcement, first_from};

    #[test]
    fn the_first_saturday_of_four_months() {
        // Zoom named this day itself.
        assert_eq!(first_from(date(2023, 2, 22)), date(2023, 5, 6));
        assert_eq!(first_from(date(2026, 11, 7)), date(2026, 11, 7));
        assert_eq!(first_from(date(2026, 11, 8)), date(2027, 2, 6));
    }

    fn on(day: &str) -> Enforcement {
        let now = format!("{day}T12:00:00Z").parse().expect("a time");
        let out: Date = date(2026, 7, 10);
        Enforcement::at(now, "6.2.0", out)
    }

    fn said(day: &str) -> Option<String> {
        on(day).warning
    }

    #[test]
    fn a_version_may_be_shut_out_from_the_first_day_on_which_it_is_too_old() {
        for (day, expected) in [
            ("2026-11-26", false),
            ("2027-04-30", false),
            ("2027-05-01", true),
            ("2027-05-20", true),
        ] {
            let then = on(day);
            assert_eq!(then.shut_out, date(2027, 5, 1));
            assert_eq!(then.may_be_shut_out(), expected, "{day}");
        }
    }

    #[test]
    fn one_is_reminded_four_weeks_before_and_warned_once_it_is_too_old() {
        assert_eq!(said("2026-11-26"), None);
        let near = said("2027-01-15").expect("a reminder");
        assert!(near.starts_with("On 2027-02-06 Zoom raises"), "{near}");
        let old = said("2027-02-20").expect("a warning");
        assert!(old.contains("on 2027-05-01"), "{old}");
        assert!(old.contains("10000"), "{old}");
    }
}
