//! `GET /metrics/meetings/{meetingId}/participants/qos`: each participant's figures by minute.

use serde::Serialize;

use super::{
    participants::{self, Identity},
    stays::{self, Listed},
};
use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer},
    world::{Attendance, Minute, Organisation, Score, Session, Stream, World, time},
};

#[derive(Serialize)]
struct Participant {
    #[serde(flatten)]
    who: Identity,
    health: &'static str,
    issue_list: Vec<&'static str>,
    user_qos: Vec<Figures>,
}

#[derive(Serialize)]
struct One {
    meeting_number: String,
    #[serde(flatten)]
    participant: Participant,
}

#[derive(Serialize)]
struct Figures {
    date_time: String,
    audio_input: Flow,
    audio_output: Flow,
    #[serde(skip_serializing_if = "Option::is_none")]
    video_input: Option<Flow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video_output: Option<Flow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_input: Option<Flow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_output: Option<Flow>,
    cpu_usage: Cpu,
    #[serde(skip_serializing_if = "Option::is_none")]
    wifi_rssi: Option<Rssi>,
}

#[derive(Serialize)]
struct Flow {
    bitrate: String,
    latency: String,
    jitter: String,
    avg_loss: String,
    max_loss: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame_rate: Option<String>,
}

#[derive(Serialize)]
struct Cpu {
    zoom_min_cpu_usage: String,
    zoom_avg_cpu_usage: String,
    zoom_max_cpu_usage: String,
    system_max_cpu_usage: String,
}

#[derive(Serialize)]
struct Rssi {
    min_rssi: i64,
    avg_rssi: i64,
    max_rssi: i64,
    rssi_unit: &'static str,
}

/// Hundredths as a decimal: `7.05`.
pub(super) fn hundredths(value: u64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// A picture's size from its lines.
pub(super) fn resolution(lines: u64) -> String {
    format!("{}*{lines}", lines * 16 / 9)
}

fn flow(stream: &Stream) -> Flow {
    Flow {
        bitrate: format!("{} kbps", hundredths(stream.bitrate)),
        latency: format!("{} ms", stream.latency),
        jitter: format!("{} ms", stream.jitter),
        avg_loss: format!("{}%", hundredths(stream.avg_loss)),
        max_loss: format!("{}%", hundredths(stream.max_loss)),
        resolution: (stream.lines > 0).then(|| resolution(stream.lines)),
        frame_rate: (stream.frames > 0).then(|| format!("{} fps", stream.frames)),
    }
}

fn figures(minute: &Minute) -> Figures {
    let [least, middle, most, system] = minute.cpu.map(|share| format!("{share}%"));
    Figures {
        date_time: time::utc(minute.at),
        audio_input: flow(&minute.audio.0),
        audio_output: flow(&minute.audio.1),
        video_input: minute.video.as_ref().map(|pair| flow(&pair.0)),
        video_output: minute.video.as_ref().map(|pair| flow(&pair.1)),
        as_input: minute.share.as_ref().map(|pair| flow(&pair.0)),
        as_output: minute.share.as_ref().map(|pair| flow(&pair.1)),
        cpu_usage: Cpu {
            zoom_min_cpu_usage: least,
            zoom_avg_cpu_usage: middle,
            zoom_max_cpu_usage: most,
            system_max_cpu_usage: system,
        },
        wifi_rssi: minute.rssi.map(|[min_rssi, avg_rssi, max_rssi]| Rssi {
            min_rssi,
            avg_rssi,
            max_rssi,
            rssi_unit: "dBm",
        }),
    }
}

fn participant(of: &Organisation, stay: &Attendance, now: i64) -> Participant {
    let names = ["audio", "video", "screen_share"];
    let scores: Vec<_> = stay.scores(of.root, now).into_iter().zip(names).collect();
    let worst = scores.iter().filter_map(|(score, _)| *score).max();
    Participant {
        who: participants::who(of, stay, now),
        health: match worst {
            Some(Score::Bad) => "Critical",
            Some(Score::Poor) => "Warning",
            _ => "Good",
        },
        issue_list: scores
            .iter()
            .filter(|(score, _)| matches!(score, Some(Score::Poor | Score::Bad)))
            .map(|(_, name)| *name)
            .collect(),
        user_qos: stay
            .minutes(now)
            .map(|at| figures(&stay.minute(of.root, at)))
            .collect(),
    }
}

pub(super) fn all(world: &World, call: &Call<'_>) -> Answer {
    let listed = Listed {
        sizes: (1, 10),
        who: Organisation::attendances,
        row: |of, _, stay, now| participant(of, stay, now),
    };
    stays::page(world, call, &listed)
}

pub(super) fn one(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let session = super::run_of(&of, call)?;
    let now = scene::now(call);
    let found = find(&of, &session, call.param("participantId"), now);
    let stay = found
        .ok_or_else(|| Reply::error(404, 3001, "This meeting's detail info is not available."))?;
    Ok(Reply::ok(&One {
        meeting_number: session.meeting.to_string(),
        participant: participant(&of, &stay, now),
    }))
}

/// A stay by the number within the meeting, the participant's UUID or the user's id.
fn find(of: &Organisation, session: &Session, wanted: &str, now: i64) -> Option<Attendance> {
    of.attendances(session, now).into_iter().find(|stay| {
        let who = participants::who(of, stay, now);
        [&who.id, &who.user_id, &who.participant_uuid]
            .into_iter()
            .any(|id| id == wanted)
    })
}
