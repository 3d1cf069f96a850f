//! Is Zoom up, does it answer us, and does its clock agree with ours?

use zoom_types::status::{ComponentStatus, StatusSummary};

use crate::{
    grade::Grade,
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::{Cell, Reading, count},
    sources::{Answer, ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "service-status",
    layer: Layer::Service,
    title: "Service status",
    question: "Is Zoom up, how fast does it answer, and does its clock agree with this server's?",
    needs: &[],
    period_seconds: 60,
    live: true,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("component", "Component", ColumnKind::Text),
        column("state", "State", ColumnKind::Text),
        column("grade", "Grade", ColumnKind::Grade),
        column("incident", "Incident", ColumnKind::Text),
        column("since", "Since", ColumnKind::Time),
    ],
    caveats: &[
        "Reads Zoom's public status page and the sign-in service's public description: no scope, and nothing of the account's quota.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_service_components_down",
        "Components not working",
        Unit::Count("components"),
        "Components of Zoom's status page that are not operational.",
    )
    .under(1.0, 3.0, 6.0),
    measure(
        "zoom_service_incidents",
        "Open incidents",
        Unit::Count("incidents"),
        "Unresolved incidents on Zoom's status page.",
    )
    .under(1.0, 2.0, 4.0),
    measure(
        "zoom_service_sign_in_up",
        "Sign-in service up",
        Unit::Flag,
        "Whether the service that hands out tokens answers.",
    )
    .over(0.5, 0.5, 0.5),
    measure(
        "zoom_service_round_trip_seconds",
        "Round trip",
        Unit::Seconds,
        "Time the sign-in service took to answer a small question.",
    )
    .under(1.0, 3.0, 10.0),
    measure(
        "zoom_service_clock_skew_seconds",
        "Clock skew",
        Unit::Seconds,
        "How far this server's clock is from Zoom's, either way; signatures are refused past five minutes.",
    )
    .under(30.0, 120.0, 300.0),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let sign_in = sources.knock().await;
    let summary = sources.status().await;
    // One of the two unreachable is a finding; both are a line of our own that is down.
    if let (Err(why), Err(_)) = (&sign_in, &summary) {
        return Err(ReadError::Unreachable(why.clone()));
    }
    Ok(reduce(summary, &sign_in))
}

/// From the status page and the knock to figures and rows.
pub(crate) fn reduce(
    summary: Result<StatusSummary, String>,
    sign_in: &Result<Answer, String>,
) -> Reading {
    let mut reading = Reading::default();
    match summary {
        Ok(summary) => components(&mut reading, &summary),
        Err(why) => reading.note(format!("Zoom's status page could not be read: {why}")),
    }
    reading.put(
        "zoom_service_sign_in_up",
        if sign_in.is_ok() { 1.0 } else { 0.0 },
    );
    match sign_in {
        Ok(answer) => {
            reading.put("zoom_service_round_trip_seconds", answer.seconds);
            if let Some(skew) = answer.skew_seconds {
                reading.put("zoom_service_clock_skew_seconds", skew.abs());
            }
        }
        Err(why) => reading.note(format!("Zoom's sign-in service did not answer: {why}")),
    }
    reading
}

fn components(reading: &mut Reading, summary: &StatusSummary) {
    // A heading repeats the state of what is under it.
    let real = || {
        summary
            .components
            .iter()
            .filter(|component| component.group != Some(true))
    };
    let down = real()
        .filter(|c| c.status != ComponentStatus::Operational)
        .count();
    reading.put("zoom_service_components_down", count(down));
    reading.put("zoom_service_incidents", count(summary.incidents.len()));
    let mut components: Vec<_> = real().collect();
    components.sort_by_key(|component| std::cmp::Reverse(grade(&component.status)));
    for component in components {
        let incident = summary.incidents.iter().find(|incident| {
            let named = incident.components.as_deref().unwrap_or_default();
            named.iter().any(|named| named.id == component.id)
        });
        let since = incident.and_then(|i| i.started_at.clone().or_else(|| i.created_at.clone()));
        // When the page's row of a component that works was last touched says nothing of it.
        let touched = component.updated_at.clone();
        let touched = touched.filter(|_| component.status != ComponentStatus::Operational);
        reading.row(vec![
            Cell::from(component.name.clone()),
            component.status.as_str().replace('_', " ").into(),
            grade(&component.status).word().into(),
            incident.map(|incident| incident.name.clone()).into(),
            since.or(touched).into(),
        ]);
    }
}

fn grade(status: &ComponentStatus) -> Grade {
    match status {
        ComponentStatus::Operational => Grade::Good,
        ComponentStatus::UnderMaintenance | ComponentStatus::DegradedPerformance => Grade::Fair,
        ComponentStatus::PartialOutage => Grade::Poor,
        ComponentStatus::MajorOutage => Grade::Bad,
        ComponentStatus::Other(_) => Grade::NoData,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::{sources::Answer, testing::value};

    fn summary() -> zoom_types::status::StatusSummary {
        let page = json!({
            "page": {"id": "x"}, "status": {"indicator": "minor"},
            "components": [
                {"id": "1", "name": "Zoom Meetings", "status": "operational",
                 "updated_at": "2026-11-21T11:59:00Z"},
                {"id": "2", "name": "Zoom Phone", "status": "partial_outage"},
                {"id": "3", "name": "Group", "status": "partial_outage", "group": true}
            ],
            "incidents": [{"id": "i", "name": "Calls fail", "started_at": "2026-11-21T10:00:00Z",
                           "components": [{"id": "2", "name": "Zoom Phone", "status": "partial_outage"}]}]
        });
        serde_json::from_value(page).unwrap()
    }

    #[test]
    fn what_does_not_work_comes_first_with_its_incident() {
        let up = Ok(Answer {
            seconds: 0.04,
            skew_seconds: Some(-2.0),
        });
        let reading = reduce(Ok(summary()), &up);
        assert_eq!(value(&reading, "zoom_service_components_down"), Some(1.0));
        assert_eq!(
            value(&reading, "zoom_service_clock_skew_seconds"),
            Some(2.0)
        );
        assert_eq!(value(&reading, "zoom_service_sign_in_up"), Some(1.0));
        assert_eq!(reading.rows[0][0], "Zoom Phone".into());
        assert_eq!(reading.rows[0][3], "Calls fail".into());
        assert_eq!(reading.rows[0][4], "2026-11-21T10:00:00Z".into());
        assert_eq!(reading.rows[1][4], crate::reading::Cell::Nothing(()));
        assert_eq!(reading.rows.len(), 2);
    }

    #[test]
    fn a_status_page_that_is_down_leaves_no_data_and_not_zero() {
        let up = Ok(Answer {
            seconds: 0.04,
            skew_seconds: None,
        });
        let reading = reduce(Err("refused".to_owned()), &up);
        assert_eq!(value(&reading, "zoom_service_components_down"), None);
        assert_eq!(reading.notes.len(), 1);
    }
}
