//! Whether Zoom's events come, soon and all of them: read of our own journal, at no cost.

use jiff::Timestamp;

use crate::{
    live_state::Hearing,
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure},
    },
    reading::{Cell, Reading, as_f64},
    sources::{ReadError, Sources},
    unit::Unit,
};

const EVENTS: Unit = Unit::Count("events");
const DELIVERIES: Unit = Unit::Count("deliveries");
const GAPS: Unit = Unit::Count("gaps");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "webhook-health",
    layer: Layer::Service,
    title: "Webhooks",
    question: "Do Zoom's events come, how late are they applied, and is one missing?",
    needs: &[],
    period_seconds: 60,
    live: true,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("kind", "Kind", ColumnKind::Text),
        column("name", "What", ColumnKind::Text),
        column("count", "How many", ColumnKind::Number),
        column("last", "Last", ColumnKind::Time),
        column("says", "What it means", ColumnKind::Text),
    ],
    caveats: &[
        "Gaps are found by comparing with Zoom's dashboard, so an app without its scopes finds none.",
        "Without an event subscription no event comes, and none is missed: figures are polled then.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_webhook_events_total",
        "Events",
        EVENTS,
        "Events that came and were applied.",
    ),
    measure(
        "zoom_webhook_events_by_type_total",
        "Events by type",
        EVENTS,
        "Events that came and were applied, by their type; the rarest together as other.",
    )
    .by("type", 31),
    measure(
        "zoom_webhook_lag_seconds",
        "Waiting to be applied",
        Unit::Seconds,
        "How long the oldest event waits that is kept and not applied yet.",
    )
    .under(10.0, 60.0, 300.0),
    measure(
        "zoom_webhook_quiet_seconds",
        "Since the last event",
        Unit::Seconds,
        "How long ago the last event came.",
    ),
    measure(
        "zoom_webhook_gaps",
        "Missed within a day",
        GAPS,
        "Meetings and webinars of the last 24 hours whose start or end Zoom's dashboard told and no event.",
    )
    .under(1.0, 5.0, 20.0),
    measure(
        "zoom_webhook_gaps_total",
        "Missed, by kind",
        GAPS,
        "What Zoom's dashboard told and no event: starts, ends, people.",
    )
    .by("kind", 3),
    measure(
        "zoom_webhook_rejected_total",
        "Turned away",
        DELIVERIES,
        "Deliveries that were turned away, by reason.",
    )
    .by("reason", 12),
    measure(
        "zoom_webhook_repeated",
        "Delivered again",
        DELIVERIES,
        "Deliveries that repeated an event of the journal, which had it once already.",
    ),
    measure(
        "zoom_webhook_set_aside",
        "Set aside",
        EVENTS,
        "Events that could not be applied and wait for somebody to look at them.",
    )
    .under(1.0, 10.0, 100.0),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    Ok(reduce(&sources.hearing().await?, sources.now()))
}

/// From how events come to figures and rows.
pub(crate) fn reduce(hearing: &Hearing, now: Timestamp) -> Reading {
    let mut reading = Reading::default();
    let all: i64 = hearing.kinds.iter().map(|kind| kind.count).sum();
    reading.put("zoom_webhook_events_total", as_f64(all));
    let (named, rest) = hearing.kinds.split_at(hearing.kinds.len().min(30));
    for kind in named {
        let count = as_f64(kind.count);
        reading.put_by(
            "zoom_webhook_events_by_type_total",
            kind.kind.as_str(),
            count,
        );
    }
    if !rest.is_empty() {
        let count: i64 = rest.iter().map(|kind| kind.count).sum();
        reading.put_by("zoom_webhook_events_by_type_total", "other", as_f64(count));
    }
    if let Some(last) = hearing.last_at {
        let quiet = now.duration_since(last).as_secs_f64().max(0.0);
        reading.put("zoom_webhook_quiet_seconds", quiet);
        reading.put("zoom_webhook_gaps", as_f64(hearing.missed_today));
    } else {
        reading.note("No event has come yet: without an event subscription figures are polled.");
    }
    for gap in &hearing.gaps {
        reading.put_by(
            "zoom_webhook_gaps_total",
            gap.kind.as_str(),
            as_f64(gap.count),
        );
    }
    if hearing.last_at.is_some() && hearing.pushed_since.is_none() {
        reading.note("No event tells what is under way: subscribe to the meetings' events too, or look whether the subscription is still on.");
    }
    for kind in &hearing.kinds {
        let last = kind.last_at.into();
        reading.row(row(
            "event",
            kind.kind.as_str(),
            kind.count,
            last,
            Cell::Nothing(()),
        ));
    }
    for gap in hearing.gaps.iter().filter(|gap| gap.count > 0) {
        let says = match gap.kind.as_str() {
            "start" => "It began and no event told it.",
            "end" => "It ended and no event told it.",
            _ => "People joined or left and no event told it.",
        };
        reading.row(row(
            "missed",
            &gap.kind,
            gap.count,
            gap.last_at.into(),
            says.into(),
        ));
    }
    let Some(receiving) = &hearing.receiving else {
        return reading;
    };
    reading.put("zoom_webhook_lag_seconds", as_f64(receiving.lag_seconds));
    reading.put("zoom_webhook_repeated", as_f64(receiving.repeats));
    reading.put("zoom_webhook_set_aside", as_f64(receiving.set_aside));
    for refused in &receiving.refused {
        let count = as_f64(refused.count);
        reading.put_by("zoom_webhook_rejected_total", refused.reason, count);
        let (last, says) = (refused.last_at.into(), refused.says.as_str().into());
        reading.row(row(
            "turned away",
            refused.reason,
            refused.count,
            last,
            says,
        ));
    }
    reading
}

fn row(kind: &str, name: &str, count: i64, last: Cell, says: Cell) -> Vec<Cell> {
    vec![kind.into(), name.into(), Cell::count(count), last, says]
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use crate::{
        live_state::{EventCount, Hearing, Receiving},
        testing::{labelled, value},
    };

    fn count(kind: &str, count: i64) -> EventCount {
        EventCount {
            kind: kind.to_owned(),
            count,
            last_at: "2026-11-21T11:59:00Z".parse().ok(),
        }
    }

    #[test]
    fn events_become_figures_and_the_rarest_are_told_together() {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let hearing = Hearing {
            kinds: (0..40).map(|n| count(&format!("e{n}"), 100 - n)).collect(),
            last_at: "2026-11-21T11:59:00Z".parse().ok(),
            gaps: vec![count("start", 2), count("end", 0)],
            missed_today: 2,
            receiving: Some(Receiving {
                refused: Vec::new(),
                repeats: 3,
                lag_seconds: 4,
                set_aside: 0,
            }),
            ..Hearing::default()
        };
        let reading = reduce(&hearing, now);
        assert_eq!(value(&reading, "zoom_webhook_events_total"), Some(3220.0));
        let by_type = labelled(&reading, "zoom_webhook_events_by_type_total");
        assert_eq!((by_type.len(), by_type[30]), (31, ("other", 655.0)));
        assert_eq!(value(&reading, "zoom_webhook_quiet_seconds"), Some(60.0));
        assert_eq!(value(&reading, "zoom_webhook_gaps"), Some(2.0));
        assert_eq!(
            labelled(&reading, "zoom_webhook_gaps_total"),
            [("start", 2.0), ("end", 0.0)]
        );
        assert_eq!(reading.rows_total, 41);
    }

    #[test]
    fn without_a_subscription_nothing_is_missed_and_nothing_is_wrong() {
        let reading = reduce(&Hearing::default(), "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(value(&reading, "zoom_webhook_events_total"), Some(0.0));
        assert_eq!(value(&reading, "zoom_webhook_gaps"), None);
        assert!(reading.notes[0].contains("polled"));
    }
}
