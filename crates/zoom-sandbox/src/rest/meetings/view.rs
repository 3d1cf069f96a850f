//! A meeting or webinar as Zoom shows it to those who may see all of it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::settings;
use crate::{
    call::Call,
    rest::{scene, users::start_zak},
    world::{Meeting, Occurrence, Organisation, Recurrence, Role, time},
};

#[derive(Debug, Serialize)]
pub(in crate::rest) struct Whole<'a> {
    uuid: String,
    id: u64,
    host_id: &'a str,
    host_email: &'a str,
    topic: &'a str,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    duration: i64,
    timezone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agenda: Option<&'a str>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_url: Option<String>,
    join_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_url: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    password: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    h323_password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pstn_password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encrypted_password: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    h323_passcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encrypted_passcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pmi: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tracking_fields: &'a [Value],
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrences: Option<Vec<Planned>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurrence: Option<&'a Recurrence>,
    settings: Map<String, Value>,
    creation_source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_schedule: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_simulive: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Planned {
    occurrence_id: String,
    start_time: String,
    duration: i64,
    status: &'static str,
}

/// The whole of it; `occurrence` narrows start and duration to one repeat.
pub(in crate::rest) fn whole<'a>(
    of: &'a Organisation,
    meeting: &'a Meeting,
    web: &str,
    call: &Call<'_>,
    occurrence: Option<&Occurrence>,
) -> Whole<'a> {
    let now = scene::now(call);
    let webinar = meeting.is_webinar();
    let host = of.people.get(meeting.host);
    let live = of.live_run(meeting.id, now);
    let slot = live.map(|session| session.slot);
    let shown = occurrence.or_else(|| meeting.next(now).filter(|_| !meeting.repeats()));
    let start = shown.map(|one| one.start).or(meeting.start());
    let settings = settings_of(of, meeting);
    let register = meeting.asks_registration();
    let pmi = settings.get("use_pmi").and_then(Value::as_bool) == Some(true);
    let (sealed, digits) = passwords(of, meeting);
    let some = |wanted: bool, text: &String| (wanted && !text.is_empty()).then(|| text.clone());
    let previous = call.query("show_previous_occurrences") == Some("true");
    Whole {
        uuid: of.uuid(meeting.id, slot.or(start).unwrap_or(meeting.created_at)),
        id: meeting.id,
        host_id: host.map_or("", |user| &user.id),
        host_email: host.map_or("", |user| &user.email),
        topic: &meeting.topic,
        kind: meeting.kind,
        status: (!webinar).then_some(if live.is_some() { "started" } else { "waiting" }),
        start_time: start.map(time::utc),
        duration: occurrence.map_or(meeting.duration, |one| one.duration),
        timezone: &meeting.timezone,
        agenda: meeting.agenda.as_deref(),
        created_at: time::utc(meeting.created_at),
        start_url: may_start(of, meeting, call).then(|| start_url(of, meeting, web, now)),
        join_url: join_url(of, meeting, web),
        registration_url: register.then(|| {
            let word = if webinar { "webinar" } else { "meeting" };
            format!(
                "{web}/{word}/register/{}",
                URL_SAFE_NO_PAD.encode(meeting.id.to_be_bytes())
            )
        }),
        password: &meeting.password,
        h323_password: some(!webinar, &digits),
        pstn_password: some(!webinar, &digits),
        encrypted_password: some(!webinar, &sealed),
        h323_passcode: some(webinar, &digits),
        encrypted_passcode: some(webinar, &sealed),
        pmi: host.filter(|_| pmi).map(|user| user.pmi.to_string()),
        tracking_fields: &meeting.tracking_fields,
        occurrences: (meeting.repeats() && occurrence.is_none()).then(|| {
            let standing = meeting.occurrences.iter();
            standing
                .filter(|one| previous || one.start + one.duration * 60 > now)
                .map(planned)
                .collect()
        }),
        recurrence: meeting.recurrence.as_ref(),
        settings,
        creation_source: if meeting.from_api {
            "open_api"
        } else {
            "web_portal"
        },
        pre_schedule: (!webinar).then_some(meeting.pre_schedule),
        is_simulive: webinar.then_some(false),
    }
}

fn planned(one: &Occurrence) -> Planned {
    Planned {
        occurrence_id: (one.id * 1_000).to_string(),
        start_time: time::utc(one.start),
        duration: one.duration,
        status: if one.deleted { "deleted" } else { "available" },
    }
}

/// The starting settings, what was sent over them, what the account forces over that.
pub(in crate::rest) fn settings_of(of: &Organisation, meeting: &Meeting) -> Map<String, Value> {
    let webinar = meeting.is_webinar();
    let start = if webinar {
        &settings::WEBINAR_START
    } else {
        &settings::MEETING_START
    };
    let mut all: Map<String, Value> = Map::clone(start);
    if let Some(host) = of.people.get(meeting.host) {
        all.insert("contact_name".into(), json!(host.name()));
        all.insert("contact_email".into(), json!(host.email));
    }
    for (name, value) in &meeting.settings {
        all.insert(name.clone(), value.clone());
    }
    if !webinar && of.policy().waiting_room {
        all.insert("waiting_room".into(), json!(true));
    }
    all
}

/// The passcode as it stands in links, and as it is dialled.
fn passwords(of: &Organisation, meeting: &Meeting) -> (String, String) {
    if meeting.password.is_empty() {
        return (String::new(), String::new());
    }
    let mut chance = of.root.of(meeting.id);
    for byte in meeting.password.bytes() {
        chance = chance.of(u64::from(byte));
    }
    let sealed = format!(
        "{}.1",
        URL_SAFE_NO_PAD.encode([chance.bytes(), chance.bytes()].concat())
    );
    let own = meeting.password.bytes().all(|byte| byte.is_ascii_digit());
    let digits = if own {
        meeting.password.clone()
    } else {
        chance.digits(6).to_string()
    };
    (sealed, digits)
}

/// The link to join by.
pub(in crate::rest) fn join_url(of: &Organisation, meeting: &Meeting, web: &str) -> String {
    match passwords(of, meeting).0 {
        sealed if sealed.is_empty() => format!("{web}/j/{}", meeting.id),
        sealed => format!("{web}/j/{}?pwd={sealed}", meeting.id),
    }
}

/// The link of one guest, who is known by its `tk`.
pub(in crate::rest) fn own_join_url(
    of: &Organisation,
    meeting: &Meeting,
    pass: &str,
    web: &str,
) -> String {
    let id = meeting.id;
    match passwords(of, meeting).0 {
        sealed if sealed.is_empty() => format!("{web}/w/{id}?tk={pass}"),
        sealed => format!("{web}/w/{id}?tk={pass}&pwd={sealed}"),
    }
}

/// Two hours, or ninety days for hosts made by `custCreate`.
fn start_url(of: &Organisation, meeting: &Meeting, web: &str, now: i64) -> String {
    let Some(host) = of.people.get(meeting.host) else {
        return String::new();
    };
    let lives = if host.details().login_types.contains(&99) {
        90 * time::DAY
    } else {
        7_200
    };
    format!(
        "{web}/s/{}?zak={}",
        meeting.id,
        start_zak(of, host, now, lives)
    )
}

/// The start link carries the host's key: only the host and the account's admins are shown it.
fn may_start(of: &Organisation, meeting: &Meeting, call: &Call<'_>) -> bool {
    let caller = of.people.find(&call.caller.user_id);
    caller.is_none_or(|(index, user)| {
        index == meeting.host || (call.caller.acts_on_account && user.role != Role::Member)
    })
}
