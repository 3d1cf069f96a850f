//! Zoom's recurrence: from a rule to the list of occurrences.
//!
//! Bounds as in Zoom's own schema of August 2026: `repeat_interval` up to 99 days, 50 weeks or
//! 10 months; up to 60 occurrences; `weekly_days` "1".."7" with 1 = Sunday; an end by count or
//! by instant, not both. Occurrences keep their wall time when the clocks change.

use jiff::{Span, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::when;

/// Zoom's `recurrence` object, as sent and as given back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recurrence {
    /// 1 daily, 2 weekly, 3 monthly.
    #[serde(rename = "type", default)]
    pub(crate) kind: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) repeat_interval: Option<i64>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "text"
    )]
    pub(crate) weekly_days: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) monthly_day: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) monthly_week: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) monthly_week_day: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end_times: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end_date_time: Option<String>,
}

/// Clients send `weekly_days` as "2" and as 2.
fn text<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(i64),
    }
    Ok(
        Option::<Either>::deserialize(from)?.map(|either| match either {
            Either::Text(text) => text,
            Either::Number(number) => number.to_string(),
        }),
    )
}

/// The most occurrences Zoom keeps for one meeting.
pub(crate) const MOST: usize = 60;

impl Recurrence {
    /// The dotted names of the fields that are out of bounds; empty when the rule is fine.
    pub(crate) fn faults(&self) -> Vec<&'static str> {
        let mut faults = Vec::new();
        let mut check = |wrong: bool, field: &'static str| {
            if wrong {
                faults.push(field);
            }
        };
        check(!(1..=3).contains(&self.kind), "recurrence.type");
        let most = match self.kind {
            1 => 99,
            2 => 50,
            _ => 10,
        };
        check(
            self.repeat_interval
                .is_some_and(|every| !(1..=most).contains(&every)),
            "recurrence.repeat_interval",
        );
        check(
            self.end_times
                .is_some_and(|times| !(0..=60).contains(&times)),
            "recurrence.end_times",
        );
        check(
            self.weekly_days.is_some() && self.days().is_empty(),
            "recurrence.weekly_days",
        );
        check(
            self.monthly_day.is_some_and(|day| !(1..=31).contains(&day)),
            "recurrence.monthly_day",
        );
        check(
            self.monthly_week
                .is_some_and(|week| !matches!(week, -1 | 1..=4)),
            "recurrence.monthly_week",
        );
        check(
            self.monthly_week_day
                .is_some_and(|day| !(1..=7).contains(&day)),
            "recurrence.monthly_week_day",
        );
        check(
            self.end_date_time
                .as_deref()
                .is_some_and(|end| when::parse(end, &TimeZone::UTC).is_none()),
            "recurrence.end_date_time",
        );
        faults
    }

    /// The weekdays of a weekly rule, 1 = Sunday; empty when one of them is nonsense.
    fn days(&self) -> Vec<i64> {
        let Some(list) = self.weekly_days.as_deref() else {
            return Vec::new();
        };
        list.split(',')
            .map(|day| day.trim().parse().ok().filter(|day| (1..=7).contains(day)))
            .collect::<Option<_>>()
            .unwrap_or_default()
    }

    /// The starts, from `first` on, in order.
    pub(crate) fn starts(&self, first: i64, zone: &TimeZone) -> Vec<i64> {
        let wall = when::wall(first, zone);
        let (origin, time) = (wall.date(), wall.time());
        let until = self
            .end_date_time
            .as_deref()
            .and_then(|end| when::parse(end, &TimeZone::UTC));
        let wanted = match (self.end_times, until) {
            // 0 is "no end", and an end by date leaves the count open: Zoom keeps 60 then.
            (Some(0) | None, Some(_)) | (Some(0), None) => MOST,
            (Some(times), _) => usize::try_from(times).unwrap_or(1).clamp(1, MOST),
            (None, None) => 1,
        };
        self.dates(origin)
            .map(|date| when::local(date.to_datetime(time), zone))
            .filter(|start| *start >= first)
            .take_while(|start| until.is_none_or(|until| *start <= until))
            .take(wanted)
            .collect()
    }

    /// The dates the rule names, from the origin's period on; a superset, at most some years.
    fn dates(&self, origin: Date) -> Box<dyn Iterator<Item = Date> + '_> {
        let every = self.repeat_interval.unwrap_or(1).clamp(1, 99);
        match self.kind {
            2 => {
                let days = match self.days() {
                    days if days.is_empty() => vec![sunday_one(origin)],
                    mut days => {
                        days.sort_unstable();
                        days.dedup();
                        days
                    }
                };
                let sunday = plus(origin, Span::new().days(1 - sunday_one(origin)));
                Box::new((0..=60 * every).step_by(step(every)).flat_map(move |week| {
                    days.clone()
                        .into_iter()
                        .filter_map(move |day| plus(sunday?, Span::new().days(week * 7 + day - 1)))
                }))
            }
            3 => Box::new(
                (0..=130 * every)
                    .step_by(step(every))
                    .filter_map(move |month| {
                        self.monthly_date(
                            plus(origin.first_of_month(), Span::new().months(month))?,
                            origin,
                        )
                    }),
            ),
            _ => Box::new(
                (0..=60 * every)
                    .step_by(step(every))
                    .filter_map(move |day| plus(origin, Span::new().days(day))),
            ),
        }
    }

    /// The day this rule names in the month of `month`; none when that month has no such day.
    fn monthly_date(&self, month: Date, origin: Date) -> Option<Date> {
        let Some(week) = self.monthly_week else {
            let day = self.monthly_day.unwrap_or_else(|| i64::from(origin.day()));
            return month.with().day(i8::try_from(day).ok()?).build().ok();
        };
        let wanted = self.monthly_week_day.unwrap_or_else(|| sunday_one(origin));
        let last = i64::from(month.days_in_month());
        let mut found = (1..=last)
            .filter_map(|day| month.with().day(i8::try_from(day).ok()?).build().ok())
            .filter(|date| sunday_one(*date) == wanted);
        match week {
            -1 => found.next_back(),
            week => found.nth(usize::try_from(week - 1).ok()?),
        }
    }
}

fn step(every: i64) -> usize {
    usize::try_from(every).unwrap_or(1).max(1)
}

fn plus(date: Date, span: Span) -> Option<Date> {
    date.checked_add(span).ok()
}

fn sunday_one(date: Date) -> i64 {
    i64::from(date.weekday().to_sunday_one_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(rule: serde_json::Value, first: &str, zone: &str) -> Vec<String> {
        let rule: Recurrence = serde_json::from_value(rule).expect("a rule");
        let zone = when::zone(zone).expect("a zone");
        let first = when::parse(first, &zone).expect("a start");
        rule.starts(first, &zone)
            .into_iter()
            .map(when::utc)
            .collect()
    }

    #[test]
    fn a_weekly_meeting_keeps_its_wall_time_over_a_change_of_clocks() {
        let got = starts(
            serde_json::json!({"type": 2, "repeat_interval": 1, "weekly_days": "1", "end_times": 3}),
            "2027-03-21T10:00:00",
            "Europe/Amsterdam",
        );
        assert_eq!(
            got,
            [
                "2027-03-21T09:00:00Z",
                "2027-03-28T08:00:00Z",
                "2027-04-04T08:00:00Z"
            ]
        );
    }

    #[test]
    fn several_weekdays_every_other_week() {
        let got = starts(
            serde_json::json!({"type": 2, "repeat_interval": 2, "weekly_days": "4,2", "end_times": 4}),
            "2026-11-23T09:00:00Z",
            "UTC",
        );
        assert_eq!(
            got,
            [
                "2026-11-23T09:00:00Z",
                "2026-11-25T09:00:00Z",
                "2026-12-07T09:00:00Z",
                "2026-12-09T09:00:00Z"
            ]
        );
    }

    #[test]
    fn months_without_the_day_are_skipped_and_the_last_friday_is_found() {
        let by_day = serde_json::json!({"type": 3, "monthly_day": 31, "end_times": 3});
        assert_eq!(
            starts(by_day, "2026-12-31T09:00:00Z", "UTC"),
            [
                "2026-12-31T09:00:00Z",
                "2027-01-31T09:00:00Z",
                "2027-03-31T09:00:00Z"
            ]
        );
        let by_week = serde_json::json!({"type": 3, "monthly_week": -1, "monthly_week_day": 6, "end_times": 2});
        assert_eq!(
            starts(by_week, "2026-11-01T09:00:00Z", "UTC"),
            ["2026-11-27T09:00:00Z", "2026-12-25T09:00:00Z"]
        );
    }

    #[test]
    fn an_end_by_date_and_no_end_stop_at_sixty() {
        let by_date = serde_json::json!({"type": 1, "end_date_time": "2026-11-25T23:59:59Z"});
        assert_eq!(starts(by_date, "2026-11-23T09:00:00Z", "UTC").len(), 3);
        let endless = serde_json::json!({"type": 1, "end_times": 0, "repeat_interval": 99});
        assert_eq!(starts(endless, "2026-11-23T09:00:00Z", "UTC").len(), 60);
        let monthly = serde_json::json!({"type": 3, "end_times": 60, "monthly_day": 31, "repeat_interval": 1});
        assert_eq!(starts(monthly, "2026-12-31T09:00:00Z", "UTC").len(), 60);
    }

    #[test]
    fn bounds_are_named_by_field() {
        let rule = Recurrence {
            kind: 3,
            repeat_interval: Some(11),
            weekly_days: Some("8".into()),
            end_times: Some(61),
            ..Recurrence::default()
        };
        assert_eq!(
            rule.faults(),
            [
                "recurrence.repeat_interval",
                "recurrence.end_times",
                "recurrence.weekly_days"
            ]
        );
    }
}
