//! What was done to users and groups, as events tell it.

use crate::{
    live_state::{AccountLog, EventsOf},
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    unit::Unit,
};

const EVENTS: Unit = Unit::Count("events");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "user-events",
    layer: Layer::Users,
    title: "User events",
    question: "Who was added, changed or removed, by whom, and what was changed?",
    needs: &[],
    period_seconds: 300,
    live: true,
    pushes: None,
    events: &["user.", "group."],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("at", "When", ColumnKind::Time),
        column("event", "Event", ColumnKind::Text),
        column("who", "User or group", ColumnKind::Text),
        column("kind", "Type", ColumnKind::Text),
        column("operator", "By", ColumnKind::Text),
        column("detail", "What changed", ColumnKind::Text),
    ],
    caveats: &[
        "Told by events only: subscribe to the users' and groups' events (`user.…`, `group.…`) of the app in Zoom's Marketplace.",
        "Of a changed user the fields are named and not what is in them.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_user_events",
        "Changes of users",
        EVENTS,
        "Events about users and groups of the last 24 hours, sign-ins and presence aside.",
    ),
    measure(
        "zoom_user_events_by_type",
        "By type",
        EVENTS,
        "Events about users and groups of the last 24 hours, by their type.",
    )
    .by("type", 24),
    measure(
        "zoom_user_events_total",
        "Ever",
        EVENTS,
        "Events about users and groups since the first one came, by their type.",
    )
    .by("type", 24),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    Ok(reduce(&sources.account_log(EventsOf::Users).await?))
}

/// From what events told to figures and rows.
pub(crate) fn reduce(log: &AccountLog) -> Reading {
    let mut reading = Reading::default();
    if log.ever.is_empty() {
        reading.note("No event about a user or a group has come yet: the app needs an event subscription with them.");
        return reading;
    }
    let all: i64 = log.day.iter().map(|(_, count)| count).sum();
    reading.put("zoom_user_events", as_f64(all));
    by_type(
        &mut reading,
        log,
        "zoom_user_events_by_type",
        "zoom_user_events_total",
    );
    for row in &log.rows {
        reading.row(vec![
            row.at.into(),
            row.event.as_str().into(),
            row.who.clone().into(),
            row.kind.clone().into(),
            row.operator.clone().into(),
            Cell::from(row.detail.clone()),
        ]);
    }
    reading
}

/// Every type that ever came, also where none came of late: a line that ends is not a zero.
pub(super) fn by_type(
    reading: &mut Reading,
    log: &AccountLog,
    day: &'static str,
    total: &'static str,
) {
    for ever in &log.ever {
        let of_day = log.day.iter().find(|(event, _)| *event == ever.kind);
        let count = of_day.map_or(0, |(_, count)| *count);
        reading.put_by(day, ever.kind.as_str(), as_f64(count));
        reading.put_by(total, ever.kind.as_str(), as_f64(ever.count));
    }
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use crate::{
        live_state::{AccountLog, EventCount},
        testing::{labelled, value},
    };

    #[test]
    fn what_did_not_come_today_is_a_measured_zero_and_what_never_came_is_no_figure() {
        let ever = |kind: &str, count| EventCount {
            kind: kind.to_owned(),
            count,
            last_at: None,
        };
        let log = AccountLog {
            ever: vec![ever("user.created", 7), ever("user.deleted", 2)],
            day: vec![("user.created".to_owned(), 3)],
            rows: Vec::new(),
        };
        let reading = reduce(&log);
        assert_eq!(value(&reading, "zoom_user_events"), Some(3.0));
        assert_eq!(
            labelled(&reading, "zoom_user_events_by_type"),
            [("user.created", 3.0), ("user.deleted", 0.0)]
        );
        let nothing = reduce(&AccountLog::default());
        assert!(nothing.samples.is_empty() && nothing.notes[0].contains("event subscription"));
    }
}
