//! One participant's connection, judged.
//!
//! Zoom measures each medium each minute in both directions and publishes no limits; the limits
//! here are those usual for voice and video (delay after ITU-T G.114, loss and jitter after the
//! common practice of telephony), and the page says that they are ours.

use zoom_types::dashboards::{LiveMeeting, MediaQos, ParticipantQos, QosMinute, amount};

use crate::{
    grade::Grade,
    live_state::without_links,
    reading::{Cell, count},
};

/// The grades a participant can have, best first.
pub(super) const GRADES: [Grade; 4] = [Grade::Good, Grade::Fair, Grade::Poor, Grade::Bad];

/// Delay in seconds, jitter in seconds, loss as a share: fair, poor and bad from here.
const DELAY: [f64; 3] = [0.15, 0.3, 0.5];
const JITTER: [f64; 3] = [0.03, 0.05, 0.1];
const LOSS: [f64; 3] = [0.02, 0.05, 0.1];

/// Means over the minutes measured, the worse direction of the two.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Medium {
    pub(super) delay: Option<f64>,
    pub(super) jitter: Option<f64>,
    pub(super) loss: Option<f64>,
}

/// A participant as measured: audio, video, screen share.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Measured {
    pub(super) media: [Medium; 3],
    /// Highest load of the whole machine, as a share.
    pub(super) cpu: Option<f64>,
    /// The worst of all; none when nothing was measured.
    pub(super) grade: Option<Grade>,
}

type Pick = fn(&QosMinute) -> Option<&MediaQos>;

pub(super) fn measure(participant: &ParticipantQos) -> Measured {
    let minutes = participant.user_qos.as_deref().unwrap_or_default();
    let media = [
        medium(
            minutes,
            |m| m.audio_input.as_ref(),
            |m| m.audio_output.as_ref(),
        ),
        medium(
            minutes,
            |m| m.video_input.as_ref(),
            |m| m.video_output.as_ref(),
        ),
        medium(minutes, |m| m.as_input.as_ref(), |m| m.as_output.as_ref()),
    ];
    let cpu = minutes
        .iter()
        .filter_map(|minute| amount(minute.cpu_usage.as_ref()?.system_max_cpu_usage.as_deref()?))
        .reduce(f64::max)
        .map(|percent| percent / 100.0);
    let grade = media.iter().filter_map(worst).max();
    Measured { media, cpu, grade }
}

fn medium(minutes: &[QosMinute], sent: Pick, received: Pick) -> Medium {
    let worse = |field: fn(&MediaQos) -> Option<&String>, scale: f64| {
        let mean = |pick: Pick| {
            let values: Vec<f64> = minutes
                .iter()
                .filter_map(|minute| amount(field(pick(minute)?)?))
                .collect();
            let sum: f64 = values.iter().sum();
            (!values.is_empty()).then(|| sum / count(values.len()) / scale)
        };
        match (mean(sent), mean(received)) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        }
    };
    Medium {
        delay: worse(|qos| qos.latency.as_ref(), 1000.0),
        jitter: worse(|qos| qos.jitter.as_ref(), 1000.0),
        loss: worse(|qos| qos.avg_loss.as_ref(), 100.0),
    }
}

fn worst(medium: &Medium) -> Option<Grade> {
    let judged = |value: Option<f64>, [fair, poor, bad]: [f64; 3]| {
        value.map(|value| match value {
            v if v >= bad => Grade::Bad,
            v if v >= poor => Grade::Poor,
            v if v >= fair => Grade::Fair,
            _ => Grade::Good,
        })
    };
    [
        judged(medium.delay, DELAY),
        judged(medium.jitter, JITTER),
        judged(medium.loss, LOSS),
    ]
    .into_iter()
    .flatten()
    .max()
}

/// The diagnosis row, in the order of the probe's columns.
pub(super) fn row(
    measured: &Measured,
    meeting: &LiveMeeting,
    participant: &ParticipantQos,
) -> Vec<Cell> {
    let [audio, video, _] = &measured.media;
    let scaled =
        |value: Option<f64>, scale: f64| value.map(|value| (value * scale * 100.0).round() / 100.0);
    vec![
        Cell::from(participant.user_name.clone()),
        meeting.topic.as_deref().map(without_links).into(),
        measured.grade.map_or("no data", Grade::word).into(),
        scaled(audio.delay, 1000.0).into(),
        scaled(audio.jitter, 1000.0).into(),
        scaled(audio.loss, 100.0).into(),
        scaled(video.loss, 100.0).into(),
        scaled(measured.cpu, 100.0).into(),
        participant.network_type.clone().into(),
        participant.location.clone().into(),
        participant.data_center.clone().into(),
        participant.device.clone().into(),
        participant.version.clone().into(),
        meeting.uuid.to_string().into(),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::measure;
    use crate::grade::Grade;

    #[test]
    fn the_worse_direction_counts_and_the_worst_medium_grades() {
        let participant = json!({"user_qos": [
            {"audio_input": {"latency": "100 ms", "jitter": "1 ms", "avg_loss": "0%"},
             "audio_output": {"latency": "200 ms", "jitter": "1 ms", "avg_loss": "0%"},
             "video_input": {"latency": "20 ms", "jitter": "1 ms", "avg_loss": "6%"},
             "cpu_usage": {"system_max_cpu_usage": "91%"}}
        ]});
        let measured = measure(&serde_json::from_value(participant).unwrap());
        assert_eq!(measured.media[0].delay, Some(0.2));
        assert_eq!(measured.grade, Some(Grade::Poor));
        assert_eq!(measured.cpu, Some(0.91));
    }

    #[test]
    fn a_participant_without_measurements_has_no_grade() {
        let participant =
            json!({"user_name": "guest", "user_qos": [{"audio_input": {"latency": ""}}]});
        assert_eq!(
            measure(&serde_json::from_value(participant).unwrap()).grade,
            None
        );
    }
}
