//! What is going on right now.

use jiff::{SignedDuration, Timestamp};
use zoom_types::dashboards::{LiveMeeting, MetricsMeetings, duration_seconds};

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

const MEETINGS: Unit = Unit::Count("meetings");

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "live-meetings",
    layer: Layer::Meetings,
    title: "Live meetings",
    question: "How many meetings run at this moment, with how many people, and is one left running empty?",
    needs: &[needs(
        "GET /metrics/meetings",
        "the live meetings on Zoom's dashboard, page by page",
    )
    // In a busy hour one user in ten hosts a meeting.
    .pages(1, 100)],
    period_seconds: 120,
    live: true,
    pushes: Some(InstanceKind::Meeting),
    events: &[],
    without_dashboards: Some(
        "Zoom has a dashboard from the Business plan up; below it live meetings cannot be polled. Daily totals remain in the daily usage test.",
    ),
    measures: MEASURES,
    columns: &[
        column("topic", "Topic", ColumnKind::Text),
        column("host", "Host", ColumnKind::Text),
        column("email", "Host's mail", ColumnKind::Text),
        column("department", "Department", ColumnKind::Text),
        column("started", "Started", ColumnKind::Time),
        column("seconds", "Running for", ColumnKind::Seconds),
        column("participants", "Participants", ColumnKind::Number),
        column("features", "In use", ColumnKind::Text),
    ],
    caveats: &[
        "Polled, a meeting that starts and ends between two runs is not seen. With an event subscription figures are pushed, and the dashboard is read every 30 minutes to find what was missed.",
        "Fields about people of other accounts are blank, as Zoom sends them.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_meetings_live",
        "Live meetings",
        MEETINGS,
        "Meetings that are running now.",
    ),
    measure(
        "zoom_meetings_live_participants",
        "People in meetings",
        Unit::Count("participants"),
        "Participants in all running meetings now.",
    ),
    measure(
        "zoom_meetings_live_with_feature",
        "Meetings using a feature",
        MEETINGS,
        "Running meetings that use video, recording, telephone, SIP, screen share or captions.",
    )
    .by("feature", 8),
    measure(
        "zoom_meetings_live_longest_seconds",
        "Longest running",
        Unit::Seconds,
        "How long the longest running meeting has been running.",
    ),
    measure(
        "zoom_meetings_live_empty",
        "Left running",
        MEETINGS,
        "Meetings with at most one participant that have been running for over 30 minutes.",
    )
    .under(1.0, 5.0, 20.0),
    measure(
        "zoom_meetings_live_waiting",
        "People waiting",
        Unit::Count("people"),
        "People in waiting rooms, and people who wait for a host to begin; told by events only.",
    ),
];

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let live = sources
        .pages::<MetricsMeetings>("GET /metrics/meetings", &[], &sources.live())
        .await?;
    let mut reading = reduce(&live.items, sources.now());
    if live.cut {
        reading.note(sources.cut("live meetings"));
    }
    reading.seen = Some(Seen {
        kind: InstanceKind::Meeting,
        live: live.items,
        cut: live.cut,
    });
    Ok(reading)
}

/// From the live meetings to figures and rows.
pub(crate) fn reduce(meetings: &[LiveMeeting], now: Timestamp) -> Reading {
    let mut reading = Reading::default();
    let people = |meeting: &LiveMeeting| {
        as_f64(i64::try_from(meeting.participants.unwrap_or(0)).unwrap_or(0))
    };
    reading.put("zoom_meetings_live", count(meetings.len()));
    reading.put(
        "zoom_meetings_live_participants",
        meetings.iter().map(people).sum(),
    );
    for (feature, on) in FEATURES {
        let using = meetings.iter().filter(|meeting| on(meeting)).count();
        reading.put_by("zoom_meetings_live_with_feature", *feature, count(using));
    }
    let longest = meetings
        .iter()
        .filter_map(|meeting| running(meeting, now))
        .reduce(f64::max);
    if let Some(longest) = longest {
        reading.put("zoom_meetings_live_longest_seconds", longest);
    }
    let empty = meetings
        .iter()
        .filter(|meeting| is_left_running(meeting, now))
        .count();
    reading.put("zoom_meetings_live_empty", count(empty));
    for meeting in meetings {
        let features: Vec<&str> = FEATURES
            .iter()
            .filter(|(_, on)| on(meeting))
            .map(|(name, _)| *name)
            .collect();
        reading.row(vec![
            Cell::from(meeting.topic.as_deref().map(without_links)),
            meeting.host.clone().into(),
            meeting.email.clone().into(),
            meeting.dept.clone().into(),
            meeting.start_time.into(),
            running(meeting, now).into(),
            meeting.participants.map(|_| people(meeting)).into(),
            features.join(", ").into(),
        ]);
    }
    reading
}

/// Adds who waits, which events tell and no dashboard shows.
pub(crate) fn note_waiting(reading: &mut Reading, waiting: u64) {
    let waiting = as_f64(i64::try_from(waiting).unwrap_or(i64::MAX));
    reading.put("zoom_meetings_live_waiting", waiting);
}

type Feature = (&'static str, fn(&LiveMeeting) -> bool);

const FEATURES: &[Feature] = &[
    ("video", |meeting| meeting.has_video == Some(true)),
    ("recording", |meeting| meeting.has_recording == Some(true)),
    ("telephone", |meeting| meeting.has_pstn == Some(true)),
    ("SIP", |meeting| meeting.has_sip == Some(true)),
    ("screen share", |meeting| {
        meeting.has_screen_share == Some(true)
    }),
    ("captions", |meeting| {
        meeting.has_manual_captions == Some(true) || meeting.has_automated_captions == Some(true)
    }),
];

/// Seconds since it started; Zoom's own duration where the start is missing.
fn running(meeting: &LiveMeeting, now: Timestamp) -> Option<f64> {
    if let Some(start) = meeting.start_time {
        return Some(now.duration_since(start).as_secs_f64().max(0.0));
    }
    let seconds = duration_seconds(meeting.duration.as_deref()?)?;
    Some(as_f64(i64::try_from(seconds).ok()?))
}

fn is_left_running(meeting: &LiveMeeting, now: Timestamp) -> bool {
    let long = SignedDuration::from_mins(30).as_secs_f64();
    meeting.participants.is_some_and(|people| people <= 1)
        && running(meeting, now).is_some_and(|seconds| seconds > long)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::reduce;
    use crate::testing::{labelled, value};

    #[test]
    fn live_meetings_become_figures_and_one_row_each() {
        let meetings = json!([
            {"id": 1, "uuid": "u1==", "topic": "Stand-up", "host": "Ada", "participants": 7,
             "start_time": "2026-11-21T11:45:00Z", "has_video": true, "has_recording": true},
            {"id": 2, "uuid": "u2==", "participants": 1,
             "start_time": "2026-11-21T10:00:00Z", "has_video": true}
        ]);
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let reading = reduce(&serde_json::from_value::<Vec<_>>(meetings).unwrap(), now);
        assert_eq!(value(&reading, "zoom_meetings_live"), Some(2.0));
        assert_eq!(
            value(&reading, "zoom_meetings_live_participants"),
            Some(8.0)
        );
        assert_eq!(
            value(&reading, "zoom_meetings_live_longest_seconds"),
            Some(7200.0)
        );
        assert_eq!(value(&reading, "zoom_meetings_live_empty"), Some(1.0));
        let features = labelled(&reading, "zoom_meetings_live_with_feature");
        assert_eq!(features[..2], [("video", 2.0), ("recording", 1.0)]);
        assert_eq!(reading.rows[0][7], "video, recording".into());
    }

    #[test]
    fn nothing_live_is_a_measured_zero_without_a_longest() {
        let reading = reduce(&[], "2026-11-21T12:00:00Z".parse().unwrap());
        assert_eq!(value(&reading, "zoom_meetings_live"), Some(0.0));
        assert_eq!(value(&reading, "zoom_meetings_live_longest_seconds"), None);
    }
}
