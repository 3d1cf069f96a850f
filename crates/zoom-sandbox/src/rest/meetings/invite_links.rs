//! `POST /meetings/{meetingId}/invite_links`: one join link for each named person. Its `tk` lets
//! them in under that name for as long as it lives, registered or not.

use serde::Serialize;
use serde_json::Value;

use super::view;
use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer, Sent},
    },
    world::{Meeting, Organisation, World},
};

/// The most in one request.
const MOST: usize = 500;

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
    let mut of = scene::write(world, call)?;
    let meeting = meetings::in_book(&of, call)?.clone();
    make(&mut of, &meeting, body, &world.web(), scene::now(call))
}

/// Links to a meeting or webinar for the people in the body.
pub(in crate::rest) fn make(
    of: &mut Organisation,
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
    if people.len() > MOST {
        body.refuse("attendees");
    }
    body.settle()?;
    let attendees = of
        .invite(meeting.id, names, now + ttl, now)
        .into_iter()
        .map(|one| Link {
            join_url: view::own_join_url(of, meeting, &one.pass, web),
            name: one.name,
        })
        .collect();
    Ok(Reply::created(&Links { attendees }))
}
