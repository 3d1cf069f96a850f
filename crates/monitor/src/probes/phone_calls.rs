//! Zoom Phone: calls, how they ended, how long people waited.

use jiff::SignedDuration;
use zoom_types::phone::{CallHistory, CallLog, Direction};

use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{column, measure, needs},
    },
    reading::{Cell, Reading, as_f64, count, tally},
    sources::{ReadError, Sources},
    unit::Unit,
};

const CALLS: Unit = Unit::Count("calls");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "phone-calls",
    layer: Layer::Phone,
    title: "Phone calls",
    question: "How many calls were there in the last 24 hours, how did they end, and how many were missed?",
    needs: &[needs(
        "GET /phone/call_history",
        "the account's calls of the last 24 hours, page by page",
    )
    .pages(1, 1_000)],
    period_seconds: 300,
    live: true,
    pushes: None,
    events: &[],
    without_dashboards: None,
    measures: MEASURES,
    columns: &[
        column("started", "Started", ColumnKind::Time),
        column("direction", "Direction", ColumnKind::Text),
        column("caller", "Caller", ColumnKind::Text),
        column("callee", "Callee", ColumnKind::Text),
        column("result", "Result", ColumnKind::Text),
        column("seconds", "Length", ColumnKind::Seconds),
        column("waited", "Waited", ColumnKind::Seconds),
        column("site", "Site", ColumnKind::Text),
    ],
    caveats: &["All figures are of the last 24 hours, so they move slowly."],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_phone_calls",
        "Calls",
        CALLS,
        "Calls of the last 24 hours by direction.",
    )
    .by("direction", 3),
    measure(
        "zoom_phone_calls_by_result",
        "Calls by result",
        CALLS,
        "Calls of the last 24 hours by how they ended.",
    )
    .by("result", 12),
    measure(
        "zoom_phone_missed_ratio",
        "Missed",
        Unit::Ratio,
        "Share of the inbound calls of the last 24 hours that nobody answered.",
    )
    .under(0.1, 0.2, 0.4),
    measure(
        "zoom_phone_talk_seconds",
        "Talked",
        Unit::Seconds,
        "Length of all calls of the last 24 hours together.",
    ),
    measure(
        "zoom_phone_wait_seconds",
        "Wait for an answer",
        Unit::Seconds,
        "Mean time from start to answer of the answered inbound calls of the last 24 hours.",
    )
    .under(20.0, 45.0, 120.0),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let now = sources.now();
    let day_ago = now
        .saturating_sub(SignedDuration::from_hours(24))
        .unwrap_or(now);
    let history = sources
        .pages_by(
            "GET /phone/call_history",
            &[],
            &[
                ("from", zoom_types::time::format(day_ago)),
                ("to", zoom_types::time::format(now)),
                ("page_size", "300".to_owned()),
            ],
            |page: CallHistory| page.calls().to_vec(),
        )
        .await?;
    let mut reading = reduce(&history.items);
    if history.cut {
        reading.note(sources.cut("calls"));
    }
    Ok(reading)
}

/// Results after which a person, not a machine, had the caller on the line.
const ANSWERED: &[&str] = &[
    "answered",
    "accepted",
    "picked_up",
    "connected",
    "succeeded",
];

/// From the calls to figures and rows.
pub(crate) fn reduce(calls: &[CallLog]) -> Reading {
    let mut reading = Reading::default();
    for direction in [Direction::Inbound, Direction::Outbound] {
        let calls = calls
            .iter()
            .filter(|call| call.direction.as_ref() == Some(&direction));
        reading.put_by("zoom_phone_calls", direction.as_str(), count(calls.count()));
    }
    let results = calls
        .iter()
        .map(|call| call.call_result.as_deref().unwrap_or("unknown"));
    for (result, calls) in tally(results, 11) {
        reading.put_by(
            "zoom_phone_calls_by_result",
            result.replace('_', " "),
            calls,
        );
    }
    let inbound: Vec<&CallLog> = calls
        .iter()
        .filter(|call| call.direction == Some(Direction::Inbound))
        .collect();
    if !inbound.is_empty() {
        let missed = inbound.iter().filter(|call| !is_answered(call)).count();
        reading.put(
            "zoom_phone_missed_ratio",
            count(missed) / count(inbound.len()),
        );
    }
    reading.put(
        "zoom_phone_talk_seconds",
        calls.iter().filter_map(length).sum(),
    );
    let waits: Vec<f64> = inbound
        .iter()
        .filter(|call| is_answered(call))
        .filter_map(|call| waited(call))
        .collect();
    if !waits.is_empty() {
        reading.put(
            "zoom_phone_wait_seconds",
            waits.iter().sum::<f64>() / count(waits.len()),
        );
    }
    let mut newest_first: Vec<&CallLog> = calls.iter().collect();
    newest_first.sort_by_key(|call| std::cmp::Reverse(call.start_time));
    for call in newest_first {
        reading.row(vec![
            Cell::from(call.start_time),
            call.direction.as_ref().map(Direction::as_str).into(),
            person(&call.caller_name, &call.caller_did_number).into(),
            person(&call.callee_name, &call.callee_did_number).into(),
            call.call_result
                .as_deref()
                .map(|result| result.replace('_', " "))
                .into(),
            length(call).into(),
            waited(call).into(),
            call.site_name.clone().into(),
        ]);
    }
    reading
}

fn is_answered(call: &CallLog) -> bool {
    call.call_result
        .as_deref()
        .is_some_and(|result| ANSWERED.contains(&result))
}

fn length(call: &CallLog) -> Option<f64> {
    Some(as_f64(i64::try_from(call.duration?).ok()?))
}

fn waited(call: &CallLog) -> Option<f64> {
    let wait = call.answer_time?.duration_since(call.start_time?);
    Some(wait.as_secs_f64()).filter(|wait| *wait >= 0.0)
}

/// A name, or the number where the name is blank, as it is for people outside.
#[expect(
    clippy::ref_option,
    reason = "the fields of the wire struct are Options of Strings"
)]
fn person(name: &Option<String>, number: &Option<String>) -> Option<String> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    said(name).or_else(|| said(number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::{labelled, value};

    #[test]
    fn calls_are_counted_and_only_inbound_ones_can_be_missed() {
        let calls = json!([
            {"direction": "inbound", "call_result": "answered", "duration": 60,
             "start_time": "2026-11-21T10:00:00Z", "answer_time": "2026-11-21T10:00:10Z"},
            {"direction": "inbound", "call_result": "no_answer", "duration": 0,
             "start_time": "2026-11-21T11:00:00Z", "caller_did_number": "+12025550100"},
            {"direction": "outbound", "call_result": "no_answer", "duration": 0}
        ]);
        let reading = reduce(&serde_json::from_value::<Vec<_>>(calls).unwrap());
        assert_eq!(value(&reading, "zoom_phone_missed_ratio"), Some(0.5));
        assert_eq!(value(&reading, "zoom_phone_wait_seconds"), Some(10.0));
        assert_eq!(value(&reading, "zoom_phone_talk_seconds"), Some(60.0));
        assert_eq!(
            labelled(&reading, "zoom_phone_calls"),
            [("inbound", 2.0), ("outbound", 1.0)]
        );
        assert_eq!(reading.rows[0][2], "+12025550100".into());
    }

    #[test]
    fn without_inbound_calls_nothing_was_missed_and_nothing_was_not() {
        assert_eq!(value(&reduce(&[]), "zoom_phone_missed_ratio"), None);
    }
}
