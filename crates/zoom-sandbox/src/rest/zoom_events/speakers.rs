//! `/zoom_events/events/{eventId}/speakers`: who speaks, in the order they were added. One mail
//! address is one speaker.

use serde_json::{Map, Value, json};

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        users::looks_like_mail,
    },
    world::{StageEvent, World, stage_id},
};

/// The most of one event.
const MOST: usize = 300;
const TEXTS: [(&str, usize); 8] = [
    ("email", 128),
    ("job_title", 128),
    ("biography", 4_000),
    ("company_name", 128),
    ("company_website", 1_024),
    ("linkedin_url", 1_024),
    ("twitter_url", 1_024),
    ("youtube_url", 1_024),
];
/// Each with what it is when not sent.
const FLAGS: [(&str, bool); 4] = [
    ("featured_in_event_detail_page", false),
    ("visible_in_event_detail_page", true),
    ("featured_in_lobby", false),
    ("visible_in_lobby", true),
];

/// A speaker with every field Zoom has.
fn whole(fields: &Map<String, Value>) -> Map<String, Value> {
    let mut all = Map::new();
    let mut put = |name: &str, usual: Value| {
        let value = fields.get(name).cloned().unwrap_or(usual);
        all.insert(name.to_owned(), value);
    };
    put("speaker_id", json!(""));
    put("name", json!(""));
    for (name, _) in TEXTS {
        put(name, json!(""));
    }
    for (name, usual) in FLAGS {
        put(name, json!(usual));
    }
    all
}

fn read(body: &mut Sent) -> Map<String, Value> {
    let mut sent = Map::new();
    if let Some(name) = body.text("name", 128) {
        if name.trim().is_empty() {
            body.refuse("name");
        }
        sent.insert("name".into(), name.into());
    }
    for (name, most) in TEXTS {
        let Some(text) = body.text(name, most) else {
            continue;
        };
        let link = name.ends_with("_url") || name == "company_website";
        let wrong = match name {
            "email" => !looks_like_mail(&text),
            _ => link && url::Url::parse(&text).is_err(),
        };
        if wrong && !text.is_empty() {
            body.refuse(name);
        }
        sent.insert(name.into(), text.into());
    }
    for (name, _) in FLAGS {
        let flag = body.flag(name).map(Value::from);
        sent.extend(flag.map(|flag| (name.to_owned(), flag)));
    }
    sent
}

fn no_speaker() -> Reply {
    Reply::error(403, 2005, "Speaker not found.")
}

/// Refuses a mail address another speaker has.
fn free(event: &StageEvent, sent: &Map<String, Value>, own: &str) -> Result<(), Reply> {
    let text = |fields: &Map<String, Value>, name: &str| {
        let text = fields.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_lowercase()
    };
    let email = text(sent, "email");
    let taken = !email.is_empty()
        && event.speakers.iter().any(|other| {
            text(other, "email") == email
                && other.get("speaker_id").and_then(Value::as_str) != Some(own)
        });
    if taken {
        let words = "The email address has already been used by another speaker.";
        return Err(Reply::error(400, 1003, words));
    }
    Ok(())
}

/// Where the speaker the path names stands.
fn place(event: &StageEvent, call: &Call<'_>) -> Result<usize, Reply> {
    let id = call.param("speakerId");
    let mut all = event.speakers.iter();
    all.position(|one| one.get("speaker_id").and_then(Value::as_str) == Some(id))
        .ok_or_else(no_speaker)
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let event = super::event(&of, call)?;
    let speakers: Vec<_> = event.speakers.iter().map(whole).collect();
    Ok(Reply::ok(&json!({
        "total_records": speakers.len(),
        "speakers": speakers,
    })))
}

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let event = super::event(&of, call)?;
    Ok(Reply::ok(&whole(&event.speakers[place(event, call)?])))
}

pub(super) fn create(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    if !body.has("name") {
        body.miss("name");
    }
    let mut sent = read(&mut body);
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let event = super::event(&of, call)?;
    if event.speakers.len() >= MOST {
        let words = "You have exceeded the maximum speaker capacity.";
        return Err(Reply::error(403, 3002, words));
    }
    free(event, &sent, "")?;
    let id = event.id.clone();
    sent.insert("speaker_id".into(), stage_id(&mut of.fresh()).into());
    let made = whole(&sent);
    let event = of.stage_event_mut(&id).ok_or_else(super::no_event)?;
    event.speakers.push(sent);
    Ok(Reply::created(&made))
}

pub(super) fn update(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let sent = read(&mut body);
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let event = super::event(&of, call)?;
    let at = place(event, call)?;
    free(event, &sent, call.param("speakerId"))?;
    let id = event.id.clone();
    let event = of.stage_event_mut(&id).ok_or_else(super::no_event)?;
    event.speakers[at].extend(sent);
    Ok(Reply::no_content())
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Answer {
    let mut of = scene::write(world, call)?;
    let event = super::event(&of, call)?;
    let at = place(event, call)?;
    let id = event.id.clone();
    let event = of.stage_event_mut(&id).ok_or_else(super::no_event)?;
    event.speakers.remove(at);
    Ok(Reply::no_content())
}
