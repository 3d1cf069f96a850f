//! What was done to users and groups, as events tell it.

use super::told::{self, Figures};
use crate::{
    live_state::{AccountLog, EventsOf},
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::Reading,
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

const FIGURES: Figures = Figures {
    all: "zoom_user_events",
    by_type: "zoom_user_events_by_type",
    ever: "zoom_user_events_total",
    none: "No event about a user or a group has come yet: the app needs an event subscription with them.",
};

fn reduce(log: &AccountLog) -> Reading {
    told::reduce(log, &FIGURES, |row| {
        vec![
            row.at.into(),
            row.event.as_str().into(),
            row.who.clone().into(),
            row.kind.clone().into(),
            row.operator.clone().into(),
            row.detail.clone().into(),
        ]
    })
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
