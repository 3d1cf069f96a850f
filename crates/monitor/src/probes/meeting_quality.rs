//! How meetings sound and look, over the account and for each person in the largest live meetings.

use jiff::{ToSpan, tz::TimeZone};
use zoom_types::dashboards::{
    LiveMeeting, MetricsMeetings, ParticipantQos, ParticipantsQos, Quality, QualityCounts,
};

use super::participant_quality::{self, Measured};
use crate::{
    probe::{
        ColumnKind, Layer, Measure, Probe,
        table::{also, column, measure, needs},
    },
    reading::{Reading, as_f64, count},
    sources::{ReadError, Sources},
    unit::Unit,
};

/// The probe.
pub(crate) static PROBE: Probe = Probe {
    id: "meeting-quality",
    layer: Layer::Meetings,
    title: "Meeting quality",
    question: "What share of audio, video and screen share is good, and whose connection is bad right now?",
    needs: &[
        needs(
            "GET /metrics/quality",
            "Zoom's quality scores of the last day, counted by participant",
        ),
        also(
            "GET /metrics/meetings",
            "which meetings are live, to look at the largest ones",
        ),
        also(
            "GET /metrics/meetings/{meetingId}/participants/qos",
            "delay, jitter and loss of each participant of the largest live meetings",
        )
        .times(5),
    ],
    period_seconds: 300,
    live: true,
    pushes: None,
    events: &[],
    without_dashboards: Some(
        "Zoom has a dashboard from the Business plan up; below it there are no quality scores and no measurements per participant.",
    ),
    measures: MEASURES,
    columns: &[
        column("participant", "Participant", ColumnKind::Text),
        column("topic", "Meeting", ColumnKind::Text),
        column("grade", "Worst", ColumnKind::Grade),
        column("audio_delay", "Audio delay (ms)", ColumnKind::Number),
        column("audio_jitter", "Audio jitter (ms)", ColumnKind::Number),
        column("audio_loss", "Audio loss (%)", ColumnKind::Number),
        column("video_loss", "Video loss (%)", ColumnKind::Number),
        column("cpu", "CPU, whole system (%)", ColumnKind::Number),
        column("network", "Network", ColumnKind::Text),
        column("location", "Location", ColumnKind::Text),
        column("data_center", "Data centre", ColumnKind::Text),
        column("device", "Device", ColumnKind::Text),
        column("client", "Client version", ColumnKind::Text),
        column("instance", "Run (UUID)", ColumnKind::Text),
    ],
    caveats: &[
        "The scores need “meeting quality scores” switched on in the account's settings; where nothing was scored there is no data, not a good day.",
        "Participants are graded by delay (150, 300, 500 ms), jitter (30, 50, 100 ms) and loss (2, 5, 10 %), the limits usual for voice; Zoom does not publish its own.",
        "Measurements per participant are taken from the five largest live meetings.",
    ],
    read: |sources| Box::pin(read(sources)),
};

const MEASURES: &[Measure] = &[
    measure(
        "zoom_meeting_quality_good_ratio",
        "Good quality",
        Unit::Ratio,
        "Share of Zoom's scores of yesterday and today that are good, by medium.",
    )
    .over(0.9, 0.75, 0.5)
    .by("medium", 3),
    measure(
        "zoom_meeting_quality_bad_ratio",
        "Poor or bad quality",
        Unit::Ratio,
        "Share of Zoom's scores of yesterday and today that are poor or bad, by medium.",
    )
    .under(0.05, 0.1, 0.25)
    .by("medium", 3),
    measure(
        "zoom_meeting_quality_scores",
        "Scores given",
        Unit::Count("scores"),
        "Quality scores Zoom gave yesterday and today, by medium.",
    )
    .by("medium", 3),
    measure(
        "zoom_meeting_delay_seconds",
        "Delay",
        Unit::Seconds,
        "Median delay of the participants of the largest live meetings, by medium.",
    )
    .under(0.15, 0.3, 0.5)
    .by("medium", 3),
    measure(
        "zoom_meeting_jitter_seconds",
        "Jitter",
        Unit::Seconds,
        "Median jitter of the participants of the largest live meetings, by medium.",
    )
    .under(0.03, 0.05, 0.1)
    .by("medium", 3),
    measure(
        "zoom_meeting_loss_ratio",
        "Packet loss",
        Unit::Ratio,
        "Mean packet loss of the participants of the largest live meetings, by medium.",
    )
    .under(0.02, 0.05, 0.1)
    .by("medium", 3),
    measure(
        "zoom_meeting_participants_graded",
        "Participants by grade",
        Unit::Count("participants"),
        "Participants of the largest live meetings by their worst measurement.",
    )
    .by("grade", 4),
];

/// So many of the largest live meetings are looked into: one HEAVY request per ten participants.
const MEETINGS: usize = 5;

async fn read(sources: &Sources<'_>) -> Result<Reading, ReadError> {
    let today = sources.now().to_zoned(TimeZone::UTC).date();
    let from = today.saturating_sub(1.day());
    let quality: Quality = sources
        .get(
            "GET /metrics/quality",
            &[],
            &[
                ("from", from.to_string()),
                ("to", today.to_string()),
                ("type", "participants".to_owned()),
            ],
        )
        .await?;
    let mut reading = scores(&quality);
    participants(sources, &mut reading).await?;
    Ok(reading)
}

async fn participants(sources: &Sources<'_>, reading: &mut Reading) -> Result<(), ReadError> {
    let live: Option<MetricsMeetings> = sources
        .also("GET /metrics/meetings", &[], &sources.live())
        .await?;
    let Some(live) = live else {
        reading.note("Without GET /metrics/meetings no participant of a live meeting is measured.");
        return Ok(());
    };
    let mut measured = Vec::new();
    for meeting in largest(live.meetings) {
        let page: Option<ParticipantsQos> = sources
            .also(
                "GET /metrics/meetings/{meetingId}/participants/qos",
                &[("meetingId", meeting.uuid.to_string())],
                &[("type", "live".to_owned()), ("page_size", "10".to_owned())],
            )
            .await?;
        let Some(page) = page else {
            reading.note(
                "Delay, jitter and loss of participants are missing: they need dashboard:read:list_meeting_participants_qos:admin.",
            );
            break;
        };
        measured.push((meeting, page.participants));
    }
    reduce(reading, &measured);
    Ok(())
}

fn largest(mut meetings: Vec<LiveMeeting>) -> Vec<LiveMeeting> {
    meetings.sort_by_key(|meeting| std::cmp::Reverse(meeting.participants));
    meetings.truncate(MEETINGS);
    meetings
}

/// From Zoom's scores to shares. Nothing scored is no data, neither good nor bad.
pub(crate) fn scores(quality: &Quality) -> Reading {
    let mut reading = Reading::default();
    let quality = quality.quality.clone().unwrap_or_default();
    let mut any = false;
    for (medium, counts) in [
        ("audio", quality.audio),
        ("video", quality.video),
        ("screen share", quality.screen_share),
    ] {
        let QualityCounts {
            good,
            fair,
            poor,
            bad,
        } = counts.unwrap_or_default();
        let [good, fair, poor, bad] =
            [good, fair, poor, bad].map(|n| as_f64(i64::try_from(n.unwrap_or(0)).unwrap_or(0)));
        let all = good + fair + poor + bad;
        reading.put_by("zoom_meeting_quality_scores", medium, all);
        if all > 0.0 {
            any = true;
            reading.put_by("zoom_meeting_quality_good_ratio", medium, good / all);
            reading.put_by("zoom_meeting_quality_bad_ratio", medium, (poor + bad) / all);
        }
    }
    if !any {
        reading.note(
            "Zoom gave no quality score: either nobody met, or “meeting quality scores” is off in the account's settings.",
        );
    }
    reading
}

/// From the participants of the largest meetings to medians, grades and rows.
pub(crate) fn reduce(reading: &mut Reading, meetings: &[(LiveMeeting, Vec<ParticipantQos>)]) {
    let mut all: Vec<(Measured, &LiveMeeting, &ParticipantQos)> = Vec::new();
    for (meeting, participants) in meetings {
        for participant in participants {
            all.push((
                participant_quality::measure(participant),
                meeting,
                participant,
            ));
        }
    }
    for (at, medium) in ["audio", "video", "screen share"].into_iter().enumerate() {
        let of = |pick: fn(&participant_quality::Medium) -> Option<f64>| {
            all.iter()
                .filter_map(|(measured, ..)| pick(&measured.media[at]))
                .collect::<Vec<f64>>()
        };
        if let Some(delay) = median(of(|medium| medium.delay)) {
            reading.put_by("zoom_meeting_delay_seconds", medium, delay);
        }
        if let Some(jitter) = median(of(|medium| medium.jitter)) {
            reading.put_by("zoom_meeting_jitter_seconds", medium, jitter);
        }
        let losses = of(|medium| medium.loss);
        if !losses.is_empty() {
            let mean = losses.iter().sum::<f64>() / count(losses.len());
            reading.put_by("zoom_meeting_loss_ratio", medium, mean);
        }
    }
    if !all.is_empty() {
        for grade in participant_quality::GRADES {
            let such = all
                .iter()
                .filter(|(measured, ..)| measured.grade == Some(grade))
                .count();
            reading.put_by(
                "zoom_meeting_participants_graded",
                grade.word(),
                count(such),
            );
        }
    }
    all.sort_by_key(|(measured, ..)| std::cmp::Reverse(measured.grade));
    for (measured, meeting, participant) in all {
        reading.row(participant_quality::row(&measured, meeting, participant));
    }
}

/// The value in the middle: one participant on a train does not move it.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{reduce, scores};
    use crate::{
        reading::Reading,
        testing::{labelled, value},
    };

    #[test]
    fn scores_become_shares_by_medium() {
        let quality = json!({"quality": {
            "audio": {"good": 8, "fair": 1, "poor": 1, "bad": 0},
            "video": {"good": 0, "fair": 0, "poor": 0, "bad": 0}
        }});
        let reading = scores(&serde_json::from_value(quality).unwrap());
        assert_eq!(
            labelled(&reading, "zoom_meeting_quality_good_ratio"),
            [("audio", 0.8)]
        );
        assert_eq!(
            labelled(&reading, "zoom_meeting_quality_bad_ratio"),
            [("audio", 0.1)]
        );
        assert!(reading.notes.is_empty());
    }

    #[test]
    fn scores_that_are_switched_off_are_no_data_and_say_so() {
        let reading = scores(&serde_json::from_value(json!({"quality": {}})).unwrap());
        assert_eq!(value(&reading, "zoom_meeting_quality_good_ratio"), None);
        assert_eq!(reading.notes.len(), 1);
    }

    #[test]
    fn the_worst_participant_comes_first() {
        let meeting = json!({"id": 1, "uuid": "u==", "topic": "All hands"});
        let participants = json!([
            {"user_name": "Ada", "user_qos": [{"audio_input":
                {"latency": "40 ms", "jitter": "2 ms", "avg_loss": "0.1%"}}]},
            {"user_name": "Bo", "user_qos": [{"audio_input":
                {"latency": "620 ms", "jitter": "20 ms", "avg_loss": "0.1%"}}]}
        ]);
        let meetings = [(
            serde_json::from_value(meeting).unwrap(),
            serde_json::from_value(participants).unwrap(),
        )];
        let mut reading = Reading::default();
        reduce(&mut reading, &meetings);
        assert_eq!(reading.rows[0][0], "Bo".into());
        assert_eq!(reading.rows[0][2], "bad".into());
        assert_eq!(
            labelled(&reading, "zoom_meeting_participants_graded"),
            [("good", 1.0), ("fair", 0.0), ("poor", 0.0), ("bad", 1.0)]
        );
        assert_eq!(
            labelled(&reading, "zoom_meeting_delay_seconds"),
            [("audio", 0.33)]
        );
    }
}
