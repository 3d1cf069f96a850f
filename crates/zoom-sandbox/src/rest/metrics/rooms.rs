//! `GET /metrics/zoomrooms`: every room with its status and what is the matter with it.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        page::Page,
        scene::{self, Answer},
    },
    world::{Room, World, time},
};

#[derive(Serialize)]
struct List {
    page_count: usize,
    page_number: usize,
    page_size: usize,
    total_records: usize,
    next_page_token: String,
    zoom_rooms: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    room_name: String,
    calender_name: String,
    email: &'static str,
    account_type: &'static str,
    status: &'static str,
    device_ip: String,
    camera: &'static str,
    microphone: &'static str,
    speaker: &'static str,
    last_start_time: String,
    location: &'static str,
    health: &'static str,
    issues: Vec<&'static str>,
}

impl From<Room> for Row {
    fn from(room: Room) -> Self {
        let there = |what: &'static str, device: &'static str| match room.issue {
            Some(issue) if issue.contains(what) => "",
            _ if room.is_offline() => "",
            _ => device,
        };
        Self {
            calender_name: format!("{} calendar", room.name),
            email: "",
            account_type: "Work Email",
            status: room.status,
            device_ip: format!("Computer : {}.9", room.office.network),
            camera: there("camera", "Room Camera 4K"),
            microphone: there("microphone", "Ceiling Microphone"),
            speaker: there("speaker", "Ceiling Speaker"),
            last_start_time: room.last_used.map(time::utc).unwrap_or_default(),
            location: room.office.name,
            health: match room.issue {
                Some(_) if room.is_offline() => "critical",
                Some(_) => "warning",
                None => "",
            },
            issues: room.issue.into_iter().collect(),
            id: room.id,
            room_name: room.name,
        }
    }
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    scene::dashboards(&of)?;
    let page = Page::of(call, 30, 300)?;
    let slice = page.cut(of.rooms(scene::now(call)).into_iter());
    Ok(Reply::ok(&List {
        page_count: slice.pages,
        page_number: page.number,
        page_size: page.size,
        total_records: slice.total,
        next_page_token: slice.next,
        zoom_rooms: slice.rows.into_iter().map(Row::from).collect(),
    }))
}
