//! `GET /metrics/meetings/{meetingId}/participants`: everybody's stays. Who dropped out and came
//! back is listed twice; who is still there has no `leave_time`. Whoever waits to be let in is
//! listed as `in_waiting_room`, and so is whoever waited and never was; they are none of the
//! meeting's `participants`.

use serde::Serialize;

use super::stays::{self, Listed};
use crate::{
    call::Call,
    rest::scene::Answer,
    world::{Attendance, Organisation, Score, Session, Who, World, time},
};

/// What both the list and the quality figures tell of a participant.
#[derive(Debug, Serialize)]
pub(super) struct Identity {
    pub(super) id: String,
    pub(super) user_id: String,
    pub(super) participant_uuid: String,
    pub(super) user_name: String,
    pub(super) email: String,
    device: &'static str,
    os: &'static str,
    os_version: &'static str,
    ip_address: String,
    internal_ip_addresses: [String; 1],
    location: &'static str,
    network_type: &'static str,
    data_center: &'static str,
    full_data_center: String,
    connection_type: &'static str,
    video_connection_type: &'static str,
    as_connection_type: &'static str,
    join_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    leave_time: Option<String>,
    version: String,
    pc_name: String,
    domain: &'static str,
    mac_addr: &'static str,
    harddisk_id: &'static str,
    share_application: bool,
    share_desktop: bool,
    share_whiteboard: bool,
    recording: bool,
    has_archiving: bool,
    total_jointime_cost: f64,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    who: Identity,
    participant_user_id: String,
    role: &'static str,
    status: &'static str,
    in_room_participants: u32,
    microphone: &'static str,
    speaker: &'static str,
    camera: &'static str,
    registrant_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    leave_reason: Option<String>,
    audio_quality: &'static str,
    video_quality: &'static str,
    screen_share_quality: &'static str,
}

/// A stay in the form both operations show.
pub(super) fn who(of: &Organisation, stay: &Attendance, now: i64) -> Identity {
    let person = of.who(stay);
    let place = stay.place();
    let inside = person.user_id.is_some();
    let mut chance = stay.chance.of(7);
    let last = 10 + chance.below(240);
    let private = 2 + chance.below(250);
    Identity {
        id: person.user_id.unwrap_or_default(),
        user_id: person.number.to_string(),
        participant_uuid: stay.uuid(),
        user_name: person.name,
        email: person.email,
        device: stay.client.device,
        os: stay.client.os,
        os_version: stay.client.os_version,
        ip_address: format!("{}.{last}", place.network),
        internal_ip_addresses: [format!("10.{}.4.{private}", stay.office)],
        location: place.country,
        network_type: stay.network.as_str(),
        data_center: place.data_center,
        full_data_center: format!("{};", place.data_center),
        connection_type: "UDP",
        video_connection_type: "UDP",
        as_connection_type: "UDP",
        join_time: time::utc(stay.join),
        leave_time: (stay.leave <= now).then(|| time::utc(stay.leave)),
        version: stay.client.version.to_owned(),
        pc_name: if inside {
            format!("KI-{:04}", stay.number % 10_000)
        } else {
            String::new()
        },
        domain: "",
        mac_addr: "",
        harddisk_id: "",
        share_application: false,
        share_desktop: stay.shares,
        share_whiteboard: false,
        recording: false,
        has_archiving: false,
        total_jointime_cost: f64::from(u32::try_from(120 + chance.below(500)).unwrap_or(200))
            / 100.0,
    }
}

fn row(of: &Organisation, session: &Session, stay: &Attendance, now: i64) -> Row {
    let inside = stay.came_in() && stay.join <= now;
    // In the waiting room nobody sends or hears anything.
    let [audio, video, share] = if inside {
        let scores = stay.scores(of.root, now);
        scores.map(|score| score.map_or("", Score::as_str))
    } else {
        [""; 3]
    };
    let mut who = who(of, stay, now);
    if !inside {
        who.join_time = time::utc(stay.arrived);
    }
    let left = stay.leave <= now;
    let reason = match (inside, stay.removed) {
        (true, _) => stay.leave_reason(&who.user_name, session),
        (false, true) => "Removed by host from waiting room.".to_owned(),
        (false, false) => "Leave waiting room.".to_owned(),
    };
    Row {
        participant_user_id: who.id.clone(),
        role: if stay.who == Who::User(session.host) {
            "host"
        } else {
            "attendee"
        },
        status: if inside {
            "in_meeting"
        } else {
            "in_waiting_room"
        },
        in_room_participants: 0,
        microphone: "Default",
        speaker: "Default",
        camera: if stay.video { "Integrated Camera" } else { "" },
        registrant_id: of.who(stay).registrant_id,
        leave_reason: left.then_some(reason),
        audio_quality: audio,
        video_quality: video,
        screen_share_quality: share,
        who,
    }
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let listed = Listed {
        sizes: (30, 300),
        who: Organisation::arrivals,
        row,
    };
    stays::page(world, call, &listed)
}
