//! The webinars that are going on right now.

use zoom_types::dashboards::{LiveMeeting, MetricsWebinars};

use crate::{
    live_state::{InstanceKind, Seen, without_links},
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, as_f64, count},
    sources::{ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "live-webinars",
    layer: Layer::Meetings,
    title: "Live webinars",
    question: "How many webinars run at this moment, and with how many people?",
    needs: &[needs(
        "GET /metrics/webinars",
        "the live webinars on Zoom's dashboard, page by page",
    )],
    period_seconds: 600,
    live: true,
    pushes: Some(InstanceKind::Webinar),
    events: &[],
    without_dashboards: Some(
        "Zoom has a dashboard from the Business plan up; below it live webinars cannot be polled. With an event subscription they are pushed on any plan that has webinars.",
    ),
    measures: MEASURES,
    columns: &[
        column("topic", "Topic", ColumnKind::Text),
        column("host", "Host", ColumnKind::Text),
        column("email", "Host's mail", ColumnKind::Text),
        column("started", "Started", ColumnKind::Time),
        column("participants", "Participants", ColumnKind::Number),
    ],
    caveats: &[
        "Polled, a webinar that starts and ends between two runs is not seen. With an event subscription figures are pushed.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_webinars_live",
        "Live webinars",
        Unit::Count("webinars"),
        "Webinars that are running now.",
    ),
    measure(
        "zoom_webinars_live_participants",
        "People in webinars",
        Unit::Count("participants"),
        "Participants in all running webinars now.",
    ),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let live = sources
        .pages::<MetricsWebinars>("GET /metrics/webinars", &[], &sources.live())
        .await?;
    let mut reading = reduce(&live.items);
    if live.cut {
        reading.note(sources.cut("live webinars"));
    }
    reading.seen = Some(Seen {
        kind: InstanceKind::Webinar,
        live: live.items,
        cut: live.cut,
    });
    Ok(reading)
}

/// From the live webinars to figures and rows.
pub(crate) fn reduce(webinars: &[LiveMeeting]) -> Reading {
    let mut reading = Reading::default();
    let people = |webinar: &LiveMeeting| {
        let people = webinar.participants?;
        Some(as_f64(i64::try_from(people).unwrap_or(i64::MAX)))
    };
    reading.put("zoom_webinars_live", count(webinars.len()));
    reading.put(
        "zoom_webinars_live_participants",
        webinars.iter().filter_map(people).sum(),
    );
    for webinar in webinars {
        reading.row(vec![
            Cell::from(webinar.topic.as_deref().map(without_links)),
            webinar.host.clone().into(),
            webinar.email.clone().into(),
            webinar.start_time.into(),
            people(webinar).into(),
        ]);
    }
    reading
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::value;

    #[test]
    fn live_webinars_become_figures_and_one_row_each() {
        let webinars = json!([
            {"id": 1, "uuid": "u1==", "topic": "All hands", "participants": 250,
             "start_time": "2026-11-21T11:45:00Z"},
            {"id": 2, "uuid": "u2=="}
        ]);
        let webinars: Vec<_> = serde_json::from_value(webinars).unwrap();
        let reading = reduce(&webinars);
        assert_eq!(value(&reading, "zoom_webinars_live"), Some(2.0));
        assert_eq!(
            value(&reading, "zoom_webinars_live_participants"),
            Some(250.0)
        );
        assert_eq!(reading.rows_total, 2);
    }
}
