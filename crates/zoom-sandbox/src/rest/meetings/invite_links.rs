//! `POST /meetings/{meetingId}/invite_links`: one join link for each named person.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::Value;

use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer, Sent},
    },
    world::{Meeting, Organisation, World},
};

#[derive(Serialize)]
struct Links {
    attendees: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    name: String,
    join_url: String,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let body = Sent::of(call)?;
    let of = scene::read(world, call)?;
    let meeting = meetings::in_book(&of, call)?;
    make(&of, meeting, body, &world.web(), scene::now(call))
}

/// Links to a meeting or webinar for the people in the body.
pub(in crate::rest) fn make(
    of: &Organisation,
    meeting: &Meeting,
    mut body: Sent,
    web: &str,
    now: i64,
) -> Answer {
    let ttl = body.number("ttl", 0..=7_776_000).unwrap_or(7_200);
    let people = body.list("attendees").unwrap_or_default();
    let names: Vec<String> = people
        .iter()
        .filter_map(|one| one.get("name").and_then(Value::as_str).map(str::to_owned))
        .filter(|name| !name.is_empty() && name.chars().count() <= 64)
        .collect();
    if names.len() != people.len() {
        body.refuse("attendees.name");
    }
    body.settle()?;
    let attendees = names
        .into_iter()
        .map(|name| {
            let mut chance = of.root.of(meeting.id).at(now + ttl);
            for byte in name.bytes() {
                chance = chance.of(u64::from(byte));
            }
            let token = URL_SAFE_NO_PAD.encode([chance.bytes(), chance.bytes()].concat());
            Link {
                join_url: format!("{web}/w/{}?tk={token}.DQ", meeting.id),
                name,
            }
        })
        .collect();
    Ok(Reply::created(&Links { attendees }))
}
