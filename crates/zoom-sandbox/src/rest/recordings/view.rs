//! A recording as Zoom shows one, over REST and in events.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::{
    rest::meetings,
    world::{Fate, File, Organisation, Recording, time},
};

/// The recording with the files of `shown`.
pub(in crate::rest) fn whole(
    of: &Organisation,
    recording: &Recording,
    shown: &[File],
    web: &str,
) -> Map<String, Value> {
    let run = &recording.run;
    let owner = of.people.get(recording.owner);
    let meeting = of.book.get(&run.meeting);
    let zone = meeting
        .map(|meeting| meeting.timezone.as_str())
        .or(owner.map(crate::world::User::zone_name));
    let uuid = of.uuid(run.meeting, run.slot);
    let files: Vec<Value> = shown
        .iter()
        .map(|one| file(recording, one, &uuid, web))
        .collect();
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("uuid", json!(uuid));
    put("id", json!(run.meeting));
    put("account_id", json!(of.account.id));
    put("host_id", json!(owner.map_or("", |user| &user.id)));
    put("host_email", json!(owner.map_or("", |user| &user.email)));
    put("topic", json!(topic(of, recording)));
    put("type", json!(run.kind));
    put("start_time", json!(time::utc(run.start)));
    put("timezone", json!(zone.unwrap_or("UTC")));
    put(
        "duration",
        json!(meetings::minutes(recording.to - recording.from)),
    );
    put(
        "total_size",
        json!(shown.iter().map(|one| one.size).sum::<u64>()),
    );
    put("recording_count", json!(shown.len()));
    put(
        "share_url",
        json!(format!("{web}/rec/share/{}", token(recording, 0xff))),
    );
    put("password", json!(passcode(recording)));
    put("recording_play_passcode", json!(token(recording, 0xfe)));
    let goes_at = recording.goes_at();
    put("auto_delete", json!(goes_at.is_some()));
    if let Some(at) = goes_at {
        put("auto_delete_date", json!(time::date(at).to_string()));
    }
    put("recording_files", files.into());
    all
}

/// What it is called: its own name, or the run's topic.
pub(super) fn topic<'a>(of: &'a Organisation, recording: &'a Recording) -> &'a str {
    let own = recording.settings.get("topic").and_then(Value::as_str);
    own.unwrap_or(of.topic(&recording.run))
}

/// Its passcode: the one that was set, or one of Zoom's making.
pub(super) fn passcode(recording: &Recording) -> String {
    let own = recording.settings.get("password").and_then(Value::as_str);
    own.map_or_else(|| token(recording, 0xfd)[..8].to_owned(), str::to_owned)
}

/// The id of one file.
pub(super) fn file_id(recording: &Recording, place: u8) -> String {
    let mut chance = recording.run.chance.of(0xf11e).of(u64::from(place));
    let (one, two) = (chance.bits(), chance.bits());
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        one >> 32,
        (one >> 16) & 0xffff,
        one & 0xffff,
        two >> 48,
        two & 0xffff_ffff_ffff
    )
}

/// What a token of this recording says; it opens nothing, as there is no media.
pub(in crate::rest) fn token(recording: &Recording, what: u8) -> String {
    let mut chance = recording.run.chance.of(0x70ce).of(u64::from(what));
    URL_SAFE_NO_PAD.encode([chance.bytes(), chance.bytes()].concat())
}

fn file(recording: &Recording, one: &File, uuid: &str, web: &str) -> Value {
    let [what, kind, extension] = one.words;
    let key = token(recording, one.place);
    let mut row = json!({
        "id": file_id(recording, one.place),
        "meeting_id": uuid,
        "recording_start": time::utc(recording.from),
        "recording_end": time::utc(recording.to),
        "file_type": kind,
        "file_extension": extension,
        "file_size": one.size,
        "play_url": format!("{web}/rec/play/{key}"),
        "download_url": format!("{web}/rec/download/{key}"),
        "status": "completed",
        "recording_type": what,
    });
    if let Some(Fate::Trashed(at)) = one.fate {
        row["deleted_time"] = json!(time::utc(at));
    }
    row
}
