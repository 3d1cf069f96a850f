//! How much the account met, day by day.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use zoom_types::reports::{DailyReport, DailyUse};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "usage-daily",
    layer: Layer::Meetings,
    title: "Daily usage",
    question: "How many meetings, participants and minutes were there each day, and is yesterday unusual?",
    needs: &[needs(
        "GET /report/daily",
        "the daily usage report of this month and the last",
    )
    .times(2)],
    period_seconds: 21_600,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("day", "Day", ColumnKind::Text),
        column("meetings", "Meetings", ColumnKind::Number),
        column("participants", "Participants", ColumnKind::Number),
        column("seconds", "Time in meetings", ColumnKind::Seconds),
        column("new_users", "New users", ColumnKind::Number),
    ],
    caveats: &[
        "Zoom counts a participant again each time they rejoin.",
        "Figures are of whole days in UTC; the latest is yesterday's.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_daily_meetings",
        "Meetings a day",
        Unit::Count("meetings"),
        "Meetings held on a whole day; the latest value is yesterday's.",
    ),
    measure(
        "zoom_daily_participants",
        "Participants a day",
        Unit::Count("participants"),
        "Participants on a whole day, rejoins included; the latest value is yesterday's.",
    ),
    measure(
        "zoom_daily_meeting_seconds",
        "Time in meetings a day",
        Unit::Seconds,
        "Length of all meetings of a whole day; the latest value is yesterday's.",
    ),
    measure(
        "zoom_daily_new_users",
        "New users a day",
        Unit::Count("users"),
        "Users added on a whole day; the latest value is yesterday's.",
    ),
    measure(
        "zoom_daily_meetings_against_last_week_ratio",
        "Against the same weekday",
        Unit::Ratio,
        "Yesterday's meetings divided by those of the same weekday a week before.",
    ),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let today = sources.now().to_zoned(TimeZone::UTC).date();
    let last_month = today.first_of_month().saturating_sub(1.day());
    let mut days = Vec::new();
    for month in [last_month, today] {
        let report: DailyReport = sources
            .get(
                "GET /report/daily",
                &[],
                &[
                    ("year", month.year().to_string()),
                    ("month", month.month().to_string()),
                ],
            )
            .await?;
        days.extend(report.dates);
    }
    Ok(reduce(&days, today))
}

/// From the days to figures and rows. Today is not over and is left out.
pub(crate) fn reduce(days: &[DailyUse], today: Date) -> Reading {
    let mut whole: Vec<(Date, &DailyUse)> = days
        .iter()
        .filter_map(|day| Some((day.date.as_deref()?.parse().ok()?, day)))
        .filter(|(date, _)| *date < today)
        .collect();
    whole.sort_by_key(|(date, _)| *date);
    let mut reading = Reading::default();
    for (date, day) in &whole {
        let Some(at) = noon(*date) else { continue };
        for (measure, value) in [
            ("zoom_daily_meetings", number(day.meetings)),
            ("zoom_daily_participants", number(day.participants)),
            (
                "zoom_daily_meeting_seconds",
                number(day.meeting_minutes).map(|m| m * 60.0),
            ),
            ("zoom_daily_new_users", number(day.new_users)),
        ] {
            if let Some(value) = value {
                reading.put_at(measure, at, value);
            }
        }
    }
    if let Some(ratio) = against_last_week(&whole, today) {
        reading.put("zoom_daily_meetings_against_last_week_ratio", ratio);
    }
    for (date, day) in whole.iter().rev() {
        reading.row(vec![
            Cell::from(date.to_string()),
            number(day.meetings).into(),
            number(day.participants).into(),
            number(day.meeting_minutes)
                .map(|minutes| minutes * 60.0)
                .into(),
            number(day.new_users).into(),
        ]);
    }
    reading
}

fn against_last_week(days: &[(Date, &DailyUse)], today: Date) -> Option<f64> {
    let on = |date: Date| {
        let (_, day) = days.iter().find(|(day, _)| *day == date)?;
        number(day.meetings)
    };
    let yesterday = today.saturating_sub(1.day());
    let before = on(yesterday.saturating_sub(7.days())).filter(|meetings| *meetings > 0.0)?;
    Some(on(yesterday)? / before)
}

/// A day's figures stand at its noon, so that they fall into the day in any zone.
fn noon(date: Date) -> Option<Timestamp> {
    Some(
        date.at(12, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp(),
    )
}

fn number(value: Option<u64>) -> Option<f64> {
    Some(as_f64(i64::try_from(value?).ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::value;

    #[test]
    fn yesterday_is_compared_with_the_same_weekday_and_today_is_left_out() {
        let days = json!([
            {"date": "2026-11-13", "meetings": 10, "participants": 50, "meeting_minutes": 100},
            {"date": "2026-11-20", "meetings": 15, "participants": 60, "meeting_minutes": 90},
            {"date": "2026-11-21", "meetings": 1, "participants": 2, "meeting_minutes": 3}
        ]);
        let days: Vec<_> = serde_json::from_value(days).unwrap();
        let reading = reduce(&days, "2026-11-21".parse().unwrap());
        assert_eq!(
            value(&reading, "zoom_daily_meetings_against_last_week_ratio"),
            Some(1.5)
        );
        let meetings: Vec<f64> = reading
            .samples
            .iter()
            .filter(|sample| sample.measure == "zoom_daily_meetings")
            .map(|sample| sample.value)
            .collect();
        assert_eq!(meetings, [10.0, 15.0]);
        assert_eq!(reading.rows[0][0], "2026-11-20".into());
    }
}
