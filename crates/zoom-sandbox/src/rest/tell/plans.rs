//! `meeting.created`, `.updated`, `.deleted`, `.recovered`, and the webinars' own.

use serde_json::{Map, Value, json};

use super::{Seen, difference, payload, pick, tell, with_id};
use crate::{
    call::Call,
    rest::meetings::view,
    world::{Occurrence, Organisation, time},
};

/// The fields of a new plan.
const NEW: [&str; 13] = [
    "uuid",
    "id",
    "host_id",
    "topic",
    "type",
    "start_time",
    "duration",
    "timezone",
    "join_url",
    "password",
    "pmi",
    "creation_source",
    "occurrences",
];
/// Of its settings.
const NEW_SETTINGS: [&str; 5] = [
    "use_pmi",
    "alternative_hosts",
    "meeting_invitees",
    "join_before_host",
    "jbh_time",
];
/// The fields whose change is told.
const WATCHED: [&str; 14] = [
    "host_id",
    "topic",
    "type",
    "start_time",
    "duration",
    "timezone",
    "join_url",
    "password",
    "agenda",
    "registration_url",
    "occurrences",
    "settings",
    "recurrence",
    "tracking_fields",
];
/// The fields of a plan that goes or comes back.
const GONE: [&str; 8] = [
    "uuid",
    "id",
    "host_id",
    "topic",
    "type",
    "start_time",
    "duration",
    "timezone",
];

/// What REST shows of a meeting or webinar of the book.
pub(in crate::rest) fn plan(of: &Organisation, id: u64, web: &str, call: &Call<'_>) -> Seen {
    if !of.outbox.listens() {
        return None;
    }
    let whole = view::whole(of, of.book.get(&id)?, web, call, None);
    match serde_json::to_value(whole) {
        Ok(Value::Object(seen)) => Some(seen),
        _ => None,
    }
}

/// A meeting or webinar was put into the book.
pub(in crate::rest) fn created(of: &Organisation, id: u64, web: &str, call: &Call<'_>) {
    let Some(seen) = plan(of, id, web, call) else {
        return;
    };
    let mut object = pick(&seen, &NEW);
    let own = seen.get("settings").and_then(Value::as_object);
    let mut settings = own.map_or_else(Map::new, |own| pick(own, &NEW_SETTINGS));
    settings.entry("use_pmi").or_insert(json!(false));
    object.insert("settings".into(), settings.into());
    object.extend(pick(&seen, &["recurrence", "tracking_fields"]));
    say(of, &seen, call, "created", None, object.into(), "operation");
}

/// It was changed, or one of its repeats.
pub(in crate::rest) fn updated(
    of: &Organisation,
    id: u64,
    before: Seen,
    web: &str,
    call: &Call<'_>,
) {
    let (Some(before), Some(after)) = (before, plan(of, id, web, call)) else {
        return;
    };
    let (changed, was) = difference(&pick(&before, &WATCHED), &pick(&after, &WATCHED));
    if changed.is_empty() && was.is_empty() {
        return;
    }
    let mut object = pick(&after, &["id", "uuid", "host_id"]);
    object.extend(changed);
    let occurrence = call.query("occurrence_id");
    let mut payload = started_payload(of, &after, call, occurrence.is_some(), "scope");
    payload.insert("object".into(), object.into());
    payload.insert("old_object".into(), with_id(&before["id"], was));
    payload.insert("time_stamp".into(), call.now.as_millisecond().into());
    tell(
        of,
        call,
        event(&after, "updated"),
        &after["host_id"],
        payload,
    );
}

/// It was deleted, or one of its repeats was; `seen` is how it stood.
pub(in crate::rest) fn deleted(
    of: &Organisation,
    seen: Seen,
    occurrence: Option<&Occurrence>,
    call: &Call<'_>,
) {
    let Some(seen) = seen else { return };
    say(
        of,
        &seen,
        call,
        "deleted",
        occurrence,
        gone(&seen, occurrence),
        "operation",
    );
}

/// It was brought back.
pub(in crate::rest) fn recovered(of: &Organisation, id: u64, web: &str, call: &Call<'_>) {
    let Some(seen) = plan(of, id, web, call) else {
        return;
    };
    say(
        of,
        &seen,
        call,
        "recovered",
        None,
        gone(&seen, None),
        "operation",
    );
}

/// The plan in short, with its repeats.
pub(super) fn short(seen: &Map<String, Value>) -> Map<String, Value> {
    in_short(seen, None)
}

fn gone(seen: &Map<String, Value>, occurrence: Option<&Occurrence>) -> Value {
    in_short(seen, occurrence).into()
}

fn in_short(seen: &Map<String, Value>, occurrence: Option<&Occurrence>) -> Map<String, Value> {
    let mut object = pick(seen, &GONE);
    let one = |id: &Value, start: &Value| json!({ "occurrence_id": id, "start_time": start });
    let occurrences: Vec<Value> = match occurrence {
        Some(gone) => vec![one(
            &(gone.id * 1_000).to_string().into(),
            &time::utc(gone.start).into(),
        )],
        None => seen
            .get("occurrences")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|each| one(&each["occurrence_id"], &each["start_time"]))
            .collect(),
    };
    if !occurrences.is_empty() {
        object.insert("occurrences".into(), occurrences.into());
    }
    object
}

fn say(
    of: &Organisation,
    seen: &Map<String, Value>,
    call: &Call<'_>,
    what: &str,
    occurrence: Option<&Occurrence>,
    object: Value,
    reach: &str,
) {
    let mut payload = started_payload(of, seen, call, occurrence.is_some(), reach);
    payload.insert("object".into(), object);
    tell(of, call, event(seen, what), &seen["host_id"], payload);
}

/// Whose account, who did it, and for what repeats at fixed times how far it reaches.
fn started_payload(
    of: &Organisation,
    seen: &Map<String, Value>,
    call: &Call<'_>,
    single: bool,
    reach: &str,
) -> Map<String, Value> {
    let mut payload = payload(of, call);
    if matches!(seen["type"].as_u64(), Some(8 | 9)) {
        let word = if single { "single" } else { "all" };
        payload.insert(reach.to_owned(), word.into());
    }
    payload
}

fn event(seen: &Map<String, Value>, what: &str) -> &'static str {
    let webinar = matches!(seen["type"].as_u64(), Some(5 | 6 | 9));
    match (webinar, what) {
        (false, "created") => "meeting.created",
        (false, "updated") => "meeting.updated",
        (false, "deleted") => "meeting.deleted",
        (false, _) => "meeting.recovered",
        (true, "created") => "webinar.created",
        (true, "updated") => "webinar.updated",
        (true, "deleted") => "webinar.deleted",
        (true, _) => "webinar.recovered",
    }
}
