//! What happens by itself beside meetings' comings and goings, in the shape Zoom tells it:
//! recordings, chat, summaries, who came before the host, and what the trash let go.
//!
//! It is worked out from the same runs as everything else, for the seconds that are asked about,
//! and only for the events somebody subscribed to.

mod before_host;
mod chat;
mod gone;
mod recordings;
mod summaries;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::world::{Organisation, Session, Told, time};

/// Nothing that follows from a run is told later than this after its end.
const AFTER: i64 = 2 * 3_600;
/// No run is longer.
const LONGEST: i64 = 25 * 3_600;

/// What is listened for, and what was heard of it. The object of an event is only made for the
/// seconds and the names that are asked about.
struct Ear<'a> {
    window: std::ops::Range<i64>,
    wanted: &'a dyn Fn(&str) -> bool,
    heard: Vec<(i64, Told)>,
}

impl Ear<'_> {
    /// Whether an event at an instant would be heard.
    fn hears(&self, at: i64, event: &str) -> bool {
        self.window.contains(&at) && (self.wanted)(event)
    }

    /// Hears an event: its object, and the user it concerns.
    fn hear(
        &mut self,
        at: i64,
        event: &'static str,
        download_token: Option<String>,
        object: impl FnOnce() -> (Map<String, Value>, String),
    ) {
        if !self.hears(at, event) {
            return;
        }
        let (object, concerns) = object();
        let mut payload = Map::new();
        payload.insert("object".into(), object.into());
        let told = Told {
            at: Timestamp::from_second(at).unwrap_or_default(),
            event,
            payload,
            concerns,
            download_token,
        };
        self.heard.push((at, told));
    }
}

/// What happened within `[from, to)` of the wanted events, in order.
pub(crate) fn between(
    of: &Organisation,
    web: &str,
    (from, to): (i64, i64),
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<Told> {
    if !EVENTS.iter().any(|event| wanted(event)) {
        return Vec::new();
    }
    let mut ear = Ear {
        window: from..to,
        wanted,
        heard: Vec::new(),
    };
    for run in of.sessions(from - LONGEST - AFTER, to) {
        if run.end + AFTER < from {
            continue;
        }
        recordings::of_run(of, &run, web, &mut ear);
        chat::of_run(of, &run, &mut ear);
        before_host::of_run(of, &run, &mut ear);
        summaries::of_run(of, &run, &mut ear);
    }
    gone::between(of, &mut ear);
    ear.heard.sort_by_key(|(at, _)| *at);
    ear.heard.into_iter().map(|(_, told)| told).collect()
}

/// The events that come from here.
const EVENTS: [&str; 10] = [
    "recording.started",
    "recording.paused",
    "recording.resumed",
    "recording.stopped",
    "recording.completed",
    "recording.transcript_completed",
    "meeting.chat_message_sent",
    "meeting.participant_jbh_joined",
    "meeting.summary_completed",
    "meeting.permanently_deleted",
];

/// The host's id.
fn host(of: &Organisation, run: &Session) -> String {
    let host = of.people.get(run.host);
    host.map(|user| user.id.to_string()).unwrap_or_default()
}

/// A run in short, the number as a number or as text.
fn run_object(of: &Organisation, run: &Session, id: Value) -> Map<String, Value> {
    let meeting = of.book.get(&run.meeting);
    let zone = meeting
        .map(|meeting| meeting.timezone.as_str())
        .or(of.people.get(run.host).map(crate::world::User::zone_name));
    let mut object = Map::new();
    object.insert("id".into(), id);
    object.insert("uuid".into(), of.uuid(run.meeting, run.slot).into());
    object.insert("host_id".into(), host(of, run).into());
    object.insert("topic".into(), of.topic(run).into());
    object.insert("type".into(), run.kind.into());
    object.insert("start_time".into(), time::utc(run.start).into());
    object.insert("timezone".into(), zone.unwrap_or("UTC").into());
    object.insert(
        "duration".into(),
        json!(meeting.map_or(60, |meeting| meeting.duration)),
    );
    object
}
