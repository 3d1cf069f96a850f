//! `GET /metrics/meetings` and `/metrics/webinars`: what is going on, or what was.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{clock_face, user_type};
use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
        window::Window,
    },
    world::{Organisation, Score, Session, World, session_scores, time},
};

/// One run, as the dashboards show it.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    pub(super) uuid: String,
    pub(super) id: u64,
    pub(super) topic: &'a str,
    pub(super) host: String,
    pub(super) email: &'a str,
    pub(super) user_type: &'static str,
    pub(super) start_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_time: Option<String>,
    pub(super) duration: String,
    pub(super) participants: usize,
    pub(super) has_pstn: bool,
    pub(super) has_archiving: bool,
    pub(super) has_voip: bool,
    pub(super) has_3rd_party_audio: bool,
    pub(super) has_video: bool,
    pub(super) has_screen_share: bool,
    pub(super) has_recording: bool,
    pub(super) has_sip: bool,
    pub(super) has_manual_captions: bool,
    pub(super) has_automated_captions: bool,
    pub(super) has_poll: bool,
    pub(super) has_survey: bool,
    pub(super) dept: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) audio_quality: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) video_quality: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) screen_share_quality: Option<&'static str>,
}

/// One run; a live one counts those who are in it now, one that is over everybody who was.
pub(super) fn row<'a>(of: &'a Organisation, session: &Session, now: i64) -> Row<'a> {
    let live = session.live(now);
    let stays = of.attendances(session, now);
    let host = of.people.get(session.host);
    let scores = session_scores(of.root, session, &stays, now);
    let [audio, video, share] = scores.map(|score| score.map(Score::as_str));
    Row {
        uuid: of.uuid(session.meeting, session.slot),
        id: session.meeting,
        topic: of.topic(session),
        host: host
            .map(|user| user.name().into_owned())
            .unwrap_or_default(),
        email: host.map_or("", |user| &user.email),
        user_type: host.map_or("None", |user| user_type(user.kind)),
        start_time: time::utc(session.start),
        end_time: (!live).then(|| time::utc(session.end)),
        duration: clock_face(session.end.min(now) - session.start),
        participants: stays
            .iter()
            .filter(|stay| !live || now < stay.leave)
            .count(),
        has_pstn: session.has_pstn(),
        has_archiving: false,
        has_voip: true,
        has_3rd_party_audio: false,
        has_video: session.has_video(),
        has_screen_share: session.has_share(),
        has_recording: session.has_recording(),
        has_sip: false,
        has_manual_captions: false,
        has_automated_captions: false,
        has_poll: false,
        has_survey: false,
        dept: host.map_or("", |user| &user.dept),
        audio_quality: audio,
        video_quality: video,
        screen_share_quality: share,
    }
}

pub(super) fn meetings(world: &World, call: &Call<'_>) -> Answer {
    run(world, call, "meetings", false)
}

pub(super) fn webinars(world: &World, call: &Call<'_>) -> Answer {
    run(world, call, "webinars", true)
}

fn run(world: &World, call: &Call<'_>, name: &'static str, webinars: bool) -> Answer {
    let of = scene::read(world, call)?;
    scene::dashboards(&of)?;
    let page = Page::of(call, 30, 300)?;
    let window = Window::of(call)?;
    let now = scene::now(call);
    let mut found = match call.query("type") {
        Some("past" | "pastOne") => of.past(window.from, window.to, now),
        _ => of.live(now),
    };
    found.retain(|session| session.is_webinar() == webinars);
    if call.query("type") == Some("pastOne") {
        // Held by one alone, in Zoom's sense: nobody else ever joined.
        found.retain(|session| of.attendances(session, now).len() == 1);
    }
    let slice = page.cut(found.into_iter());
    let rows: Vec<Row<'_>> = slice
        .rows
        .iter()
        .map(|session| row(&of, session, now))
        .collect();
    let mut body = Map::new();
    body.insert("from".into(), window.first.to_string().into());
    body.insert("to".into(), window.last.to_string().into());
    body.insert("page_count".into(), slice.pages.into());
    body.insert("page_size".into(), page.size.into());
    body.insert("total_records".into(), slice.total.into());
    body.insert("next_page_token".into(), slice.next.into());
    body.insert(
        name.into(),
        serde_json::to_value(rows).unwrap_or(Value::Null),
    );
    Ok(Reply::ok(&body))
}
