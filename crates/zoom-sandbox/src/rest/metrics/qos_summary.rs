//! `GET /metrics/meetings/{meetingId}/participants/qos_summary`: each participant's figures over
//! the whole stay (the Quality of Service Subscription's form).

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    participants,
    qos::{hundredths, resolution},
};
use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{Attendance, Minute, Organisation, Stream, World},
};

#[derive(Serialize)]
struct List {
    page_size: usize,
    next_page_token: String,
    participants: Vec<Participant>,
}

#[derive(Serialize)]
struct Participant {
    id: String,
    participant_id: String,
    user_name: String,
    email: String,
    qos: Vec<Summary>,
}

#[derive(Serialize)]
struct Summary {
    #[serde(rename = "type")]
    kind: &'static str,
    details: Value,
}

/// Lowest, mean and highest.
fn spread(values: &[u64]) -> [u64; 3] {
    let least = values.iter().copied().min().unwrap_or_default();
    let most = values.iter().copied().max().unwrap_or_default();
    let count = u64::try_from(values.len()).unwrap_or(1).max(1);
    [least, values.iter().sum::<u64>() / count, most]
}

fn details(streams: &[Stream]) -> Value {
    let of = |read: fn(&Stream) -> u64| spread(&streams.iter().map(read).collect::<Vec<_>>());
    let mut all = serde_json::Map::new();
    let mut put = |name: &str, values: [u64; 3], write: &dyn Fn(u64) -> String| {
        for (which, value) in ["min", "avg", "max"].into_iter().zip(values) {
            all.insert(format!("{which}_{name}"), write(value).into());
        }
    };
    put("bitrate", of(|s| s.bitrate), &|v| {
        format!("{} kbps", hundredths(v))
    });
    put("latency", of(|s| s.latency), &|v| format!("{v} ms"));
    put("jitter", of(|s| s.jitter), &|v| format!("{v} ms"));
    put("loss", of(|s| s.avg_loss), &|v| {
        format!("{}%", hundredths(v))
    });
    if streams.iter().any(|stream| stream.frames > 0) {
        put("frame_rate", of(|s| s.frames), &|v| format!("{v} fps"));
        all.insert("resolution".into(), resolution(of(|s| s.lines)[2]).into());
    }
    Value::Object(all)
}

fn participant(of: &Organisation, stay: &Attendance, now: i64) -> Participant {
    let minutes: Vec<Minute> = stay
        .minutes(now)
        .map(|at| stay.minute(of.root, at))
        .collect();
    let who = participants::who(of, stay, now);
    let mut qos = Vec::new();
    let mut add = |kind, streams: Vec<Stream>| {
        if !streams.is_empty() {
            qos.push(Summary {
                kind,
                details: details(&streams),
            });
        }
    };
    add("audio_input", minutes.iter().map(|m| m.audio.0).collect());
    add("audio_output", minutes.iter().map(|m| m.audio.1).collect());
    add(
        "video_input",
        minutes
            .iter()
            .filter_map(|m| m.video)
            .map(|p| p.0)
            .collect(),
    );
    add(
        "video_output",
        minutes
            .iter()
            .filter_map(|m| m.video)
            .map(|p| p.1)
            .collect(),
    );
    add(
        "as_input",
        minutes
            .iter()
            .filter_map(|m| m.share)
            .map(|p| p.0)
            .collect(),
    );
    add(
        "as_output",
        minutes
            .iter()
            .filter_map(|m| m.share)
            .map(|p| p.1)
            .collect(),
    );
    let cpu = |index: usize| spread(&minutes.iter().map(|m| m.cpu[index]).collect::<Vec<_>>());
    qos.push(Summary {
        kind: "cpu_usage",
        details: json!({
            "zoom_min_cpu_usage": format!("{}%", cpu(0)[0]),
            "zoom_avg_cpu_usage": format!("{}%", cpu(1)[1]),
            "zoom_max_cpu_usage": format!("{}%", cpu(2)[2]),
            "system_max_cpu_usage": format!("{}%", cpu(3)[2]),
        }),
    });
    Participant {
        id: who.id,
        participant_id: who.user_id,
        user_name: who.user_name,
        email: who.email,
        qos,
    }
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let now = scene::now(call);
    // There is no `type` here: what is going on, or else what was.
    let session = match super::run_of(&of, call) {
        Ok(session) => session,
        Err(refusal) => {
            let name = call.param("meetingId");
            let name = if name.is_empty() {
                call.param("webinarId")
            } else {
                name
            };
            let webinar = call.key.contains("{webinarId}");
            let past = of
                .past_run(name, now)
                .filter(|run| run.is_webinar() == webinar);
            past.filter(|_| of.account.plan.has_dashboards())
                .ok_or(refusal)?
        }
    };
    let page = Page::of(call, 1, 10)?;
    let slice = page.cut(of.attendances(&session, now).into_iter());
    Ok(Reply::ok(&List {
        page_size: page.size,
        next_page_token: slice.next,
        participants: slice
            .rows
            .iter()
            .map(|stay| participant(&of, stay, now))
            .collect(),
    }))
}
