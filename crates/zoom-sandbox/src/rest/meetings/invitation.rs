//! `GET /meetings/{meetingId}/invitation`: the text people forward.

use serde::Serialize;

use super::view;
use crate::{
    call::{Call, Reply},
    rest::{
        meetings,
        scene::{self, Answer},
    },
    world::{World, time},
};

#[derive(Serialize)]
struct Invitation {
    invitation: String,
    sip_links: Vec<String>,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let of = scene::read(world, call)?;
    let meeting = meetings::in_book(&of, call)?;
    let host = of
        .people
        .get(meeting.host)
        .map(|user| user.name().into_owned());
    let zone = time::zone(&meeting.timezone).unwrap_or(jiff::tz::TimeZone::UTC);
    let when = meeting
        .next(scene::now(call))
        .map_or_else(String::new, |one| {
            let wall = time::wall(one.start, &zone);
            format!(
                "Time: {} {}\r\n",
                wall.strftime("%b %-d, %Y %I:%M %p"),
                meeting.timezone
            )
        });
    let passcode = match meeting.password.as_str() {
        "" => String::new(),
        passcode => format!("Passcode: {passcode}\r\n"),
    };
    let invitation = format!(
        "{} is inviting you to a scheduled Zoom meeting.\r\n\r\nTopic: {}\r\n{when}\r\n\
         Join Zoom Meeting\r\n{}\r\n\r\nMeeting ID: {}\r\n{passcode}\r\n",
        host.unwrap_or_default(),
        meeting.topic,
        view::join_url(&of, meeting, &web),
        spaced(meeting.id),
    );
    Ok(Reply::ok(&Invitation {
        invitation,
        sip_links: vec![format!("{}@zoomcrc.example", meeting.id)],
    }))
}

/// `712 3456 7890`, as Zoom prints it.
fn spaced(id: u64) -> String {
    let digits = id.to_string();
    let (head, rest) = digits.split_at(digits.len().min(3));
    let (middle, tail) = rest.split_at(rest.len().min(4));
    format!("{head} {middle} {tail}").trim().to_owned()
}
