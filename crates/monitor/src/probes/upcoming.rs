//! What is planned for the hours ahead, and who is expected in two places at once.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use zoom_types::reports::{UpcomingEvent, UpcomingEvents};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, count},
    sources::{ReadError, Sources},
    unit::Unit,
};

const MEETINGS: Unit = Unit::Count("meetings");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "upcoming",
    layer: Layer::Meetings,
    title: "Next hours",
    question: "How many meetings and webinars begin in the hours ahead, and is a host planned twice at once?",
    needs: &[needs(
        "GET /report/upcoming_events",
        "what is planned for today and tomorrow, over all hosts",
    )
    // One user in five plans a meeting for today or tomorrow.
    .pages(1, 200)],
    period_seconds: 3_600,
    live: false,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("start", "Starts", ColumnKind::Time),
        column("topic", "Topic", ColumnKind::Text),
        column("host", "Host", ColumnKind::Text),
        column("department", "Department", ColumnKind::Text),
        column("at_once", "Of this host at once", ColumnKind::Number),
    ],
    caveats: &[
        "Only what has a time: meetings that are started without a plan are not in Zoom's report.",
        "The report does not say how long anything lasts, so a host counts as planned twice where two begin at the same minute.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_upcoming",
        "Within 24 hours",
        MEETINGS,
        "Meetings and webinars that begin within the next 24 hours.",
    ),
    measure(
        "zoom_upcoming_next_hour",
        "Within an hour",
        MEETINGS,
        "Meetings and webinars that begin within the next hour.",
    ),
    measure(
        "zoom_upcoming_busiest_hour",
        "In the busiest hour",
        MEETINGS,
        "The most meetings and webinars that begin within one hour of the clock (UTC) of the next 24.",
    ),
    measure(
        "zoom_upcoming_hosts_double_booked",
        "Hosts planned twice",
        Unit::Count("hosts"),
        "Hosts of whom two meetings or webinars of the next 24 hours begin at the same minute.",
    )
    .under(1.0, 5.0, 20.0),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let now = sources.now();
    let today = now.to_zoned(TimeZone::UTC).date();
    let pages = sources
        .pages::<UpcomingEvents>(
            "GET /report/upcoming_events",
            &[],
            &[
                ("from", today.to_string()),
                ("to", today.saturating_add(1.day()).to_string()),
                ("type", "all".to_owned()),
                ("page_size", "300".to_owned()),
            ],
        )
        .await?;
    let mut reading = reduce(&pages.items, now);
    if pages.cut {
        reading.note(sources.cut("planned meetings"));
    }
    Ok(reading)
}

/// From what is planned to figures and rows.
pub(crate) fn reduce(events: &[UpcomingEvent], now: Timestamp) -> Reading {
    let mut reading = Reading::default();
    let until = now + SignedDuration::from_hours(24);
    let mut ahead: Vec<(Timestamp, &UpcomingEvent)> = events
        .iter()
        .filter_map(|event| Some((event.start_time?, event)))
        .filter(|(start, _)| (now..until).contains(start))
        .collect();
    ahead.sort_by_key(|(start, _)| *start);
    let mut hours = BTreeMap::<i64, usize>::new();
    let mut together = BTreeMap::<(&str, i64), usize>::new();
    for (start, event) in &ahead {
        *hours.entry(start.as_second().div_euclid(3600)).or_default() += 1;
        if let Some(host) = host(event) {
            let minute = start.as_second().div_euclid(60);
            *together.entry((host, minute)).or_default() += 1;
        }
    }
    let soon = now + SignedDuration::from_hours(1);
    let next_hour = ahead.iter().filter(|(start, _)| *start < soon).count();
    let mut twice: Vec<&str> = together
        .iter()
        .filter(|(_, meetings)| **meetings > 1)
        .map(|((host, _), _)| *host)
        .collect();
    twice.dedup();
    reading.put("zoom_upcoming", count(ahead.len()));
    reading.put("zoom_upcoming_next_hour", count(next_hour));
    let busiest = hours.values().copied().max().unwrap_or(0);
    reading.put("zoom_upcoming_busiest_hour", count(busiest));
    reading.put("zoom_upcoming_hosts_double_booked", count(twice.len()));
    for (start, event) in &ahead {
        let minute = start.as_second().div_euclid(60);
        let at_once = host(event).and_then(|host| together.get(&(host, minute)));
        reading.row(vec![
            (*start).into(),
            event.topic.clone().into(),
            event.host_name.clone().into(),
            event.dept.clone().into(),
            Cell::from(at_once.map(|at_once| count(*at_once))),
        ]);
    }
    reading
}

fn host(event: &UpcomingEvent) -> Option<&str> {
    let id = event.host_id.as_ref().map(zoom_types::UserId::as_str);
    id.or(event.host_name.as_deref())
        .filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::value;

    #[test]
    fn the_busiest_hour_and_a_host_who_is_planned_twice_are_found() {
        let events = json!([
            {"topic": "Over", "start_time": "2026-11-21T11:00:00Z", "host_id": "a"},
            {"topic": "Stand-up", "start_time": "2026-11-21T12:30:00Z", "host_id": "a"},
            {"topic": "Sales", "start_time": "2026-11-21T14:00:00Z", "host_id": "b"},
            {"topic": "Board", "start_time": "2026-11-21T14:00:30Z", "host_id": "b"},
            {"topic": "Late", "start_time": "2026-11-21T14:59:00Z", "host_id": "a"},
            {"topic": "The day after", "start_time": "2026-11-22T14:00:00Z", "host_id": "b"}
        ]);
        let events: Vec<_> = serde_json::from_value(events).unwrap();
        let reading = reduce(&events, "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(value(&reading, "zoom_upcoming"), Some(4.0));
        assert_eq!(value(&reading, "zoom_upcoming_next_hour"), Some(1.0));
        assert_eq!(value(&reading, "zoom_upcoming_busiest_hour"), Some(3.0));
        assert_eq!(
            value(&reading, "zoom_upcoming_hosts_double_booked"),
            Some(1.0)
        );
        assert_eq!(reading.rows[1][4], 2.0.into());
    }
}
