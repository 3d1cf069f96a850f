//! Who signs in and out, and who is there, as events tell it.

use crate::{
    live_state::{AccountLog, EventsOf, Presences},
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    unit::Unit,
};

const EVENTS: Unit = Unit::Count("events");
const PEOPLE: Unit = Unit::Count("people");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "user-activity",
    layer: Layer::Users,
    title: "User activity",
    question: "Who signs in and out, with which client, and how many are there at this moment?",
    needs: &[],
    period_seconds: 300,
    live: true,
    pushes: None,
    events: &[
        "user.signed_in",
        "user.signed_out",
        "user.presence_status_updated",
    ],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("at", "When", ColumnKind::Time),
        column("event", "Event", ColumnKind::Text),
        column("email", "User", ColumnKind::Text),
        column("login", "Signed in by", ColumnKind::Text),
        column("client", "Client", ColumnKind::Text),
    ],
    caveats: &[
        "Told by events only: subscribe to `user.signed_in`, `user.signed_out` and `user.presence_status_updated` of the app in Zoom's Marketplace.",
        "Whoever has not changed their presence since events come is not counted among those who are there.",
        "A client that is killed signs nobody out, so people signed in are at most the figure.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_users_signed_in_today",
        "People who signed in",
        PEOPLE,
        "People who signed in within the last 24 hours, each once.",
    ),
    measure(
        "zoom_users_signed_in",
        "Signed in now",
        PEOPLE,
        "People who signed in and have not signed out since.",
    ),
    measure(
        "zoom_users_present",
        "Presence",
        PEOPLE,
        "People by their latest presence, in Zoom's words.",
    )
    .by("status", 16),
    measure(
        "zoom_user_activity",
        "Sign-ins, sign-outs, presence",
        EVENTS,
        "Sign-ins, sign-outs and changes of presence of the last 24 hours.",
    )
    .by("type", 3),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let log = sources.account_log(EventsOf::Activity).await?;
    Ok(reduce(&log, &sources.presences().await?))
}

/// From what events told to figures and rows.
pub(crate) fn reduce(log: &AccountLog, presences: &Presences) -> Reading {
    let mut reading = Reading::default();
    if log.ever.is_empty() {
        reading.note("No event tells who signs in or is there: the app needs an event subscription with them.");
        return reading;
    }
    let ever = |event: &str| log.ever.iter().any(|one| one.kind == event);
    if ever("user.signed_in") {
        reading.put(
            "zoom_users_signed_in_today",
            as_f64(presences.signed_in_today),
        );
        reading.put("zoom_users_signed_in", as_f64(presences.signed_in));
    }
    for (status, people) in &presences.by_status {
        reading.put_by("zoom_users_present", status.as_str(), as_f64(*people));
    }
    for one in &log.ever {
        let of_day = log.day.iter().find(|(event, _)| *event == one.kind);
        let count = of_day.map_or(0, |(_, count)| *count);
        reading.put_by("zoom_user_activity", one.kind.as_str(), as_f64(count));
    }
    for row in &log.rows {
        reading.row(vec![
            row.at.into(),
            row.event.as_str().into(),
            row.who.clone().into(),
            row.kind.clone().into(),
            Cell::from(row.detail.clone()),
        ]);
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use crate::{
        live_state::{AccountLog, EventCount, Presences},
        testing::{labelled, value},
    };

    #[test]
    fn only_what_some_event_tells_is_a_figure() {
        let log = AccountLog {
            ever: vec![EventCount {
                kind: "user.presence_status_updated".to_owned(),
                count: 9,
                last_at: None,
            }],
            ..AccountLog::default()
        };
        let presences = Presences {
            by_status: vec![("Available".to_owned(), 4), ("Offline".to_owned(), 2)],
            ..Presences::default()
        };
        let reading = reduce(&log, &presences);
        assert_eq!(value(&reading, "zoom_users_signed_in"), None);
        assert_eq!(
            labelled(&reading, "zoom_users_present"),
            [("Available", 4.0), ("Offline", 2.0)]
        );
    }
}
