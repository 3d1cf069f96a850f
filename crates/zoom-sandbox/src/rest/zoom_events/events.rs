//! `GET /zoom_events/events` and `GET /zoom_events/events/{eventId}`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{Organisation, StageEvent, World, time},
};

#[derive(Serialize)]
struct List {
    total_records: usize,
    next_page_token: String,
    events: Vec<Value>,
}

fn whole(of: &Organisation, event: &StageEvent, web: &str) -> Value {
    let host = of.people.get(event.host);
    json!({
        "event_id": event.id,
        "name": event.name,
        "description": event.description,
        "timezone": host.map_or("UTC", |user| user.zone_name()),
        "event_type": event.kind,
        "access_level": "PRIVATE_RESTRICTED",
        "meeting_type": if event.kind == "CONFERENCE" { "WEBINAR" } else { "MEETING" },
        "categories": ["Business & Networking"],
        "tags": [],
        "calendar": [{ "start_time": time::utc(event.start), "end_time": time::utc(event.end) }],
        "status": event.status,
        "hub_id": event.hub,
        "host_id": host.map_or("", |user| &user.id),
        "start_time": time::utc(event.start),
        "end_time": time::utc(event.end),
        "contact_name": host.map(|user| user.name().into_owned()).unwrap_or_default(),
        "contact_email": host.map_or("", |user| &user.email),
        "lobby_start_time": time::utc(event.start - 900),
        "lobby_end_time": time::utc(event.end),
        "event_url": format!("{web}/ev/{}", event.id),
        "blocked_countries": [],
        "attendance_type": "virtual",
        "physical_location": "",
        "tagline": "",
    })
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let page = Page::of(call, 30, 300)?;
    let now = scene::now(call);
    let asked = |name: &str, usual: &str| call.query(name).unwrap_or(usual).to_ascii_lowercase();
    let role = asked("role_type", "attendee");
    let kind = asked("event_status_type", "upcoming");
    if !matches!(role.as_str(), "host" | "attendee") {
        return Err(Reply::error(400, 300, "Invalid parameter: role_type."));
    }
    let fits = |event: &StageEvent| match kind.as_str() {
        "upcoming" => event.status == "PUBLISHED" && !event.is_past(now),
        "past" => event.status == "PUBLISHED" && event.is_past(now),
        "draft" => event.status == "DRAFT",
        _ => event.status == "CANCELLED",
    };
    if !matches!(kind.as_str(), "upcoming" | "past" | "draft" | "cancelled") {
        let words = "Invalid parameter: event_status_type.";
        return Err(Reply::error(400, 300, words));
    }
    let caller = of.people.find(&call.caller.user_id).map(|(index, _)| index);
    let found: Vec<&StageEvent> = of
        .stage
        .iter()
        .filter(|event| (caller == Some(event.host)) == (role == "host"))
        .filter(|event| fits(event))
        .collect();
    let slice = page.cut(found.into_iter());
    Ok(Reply::ok(&List {
        total_records: slice.total,
        next_page_token: slice.next,
        events: slice
            .rows
            .into_iter()
            .map(|event| {
                let mut row = whole(&of, event, &web);
                if let Some(row) = row.as_object_mut() {
                    row.shift_remove("host_id");
                }
                row
            })
            .collect(),
    }))
}

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let event = super::event(&of, call)?;
    Ok(Reply::ok(&whole(&of, event, &web)))
}
