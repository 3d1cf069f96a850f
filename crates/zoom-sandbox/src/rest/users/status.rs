//! `PUT /users/{userId}/status` activates or deactivates; `GET …/presence_status` tells whether
//! they are in a meeting.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
        users::create,
    },
    world::{LICENSED, LastSeen, Presence, Role, Status, World},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let action = body.text("action", 32);
    match action.as_deref() {
        None => body.miss("action"),
        Some("activate" | "deactivate") => {}
        Some(_) => body.refuse("action"),
    }
    body.settle()?;
    let activate = action.as_deref() == Some("activate");
    let mut of = scene::write(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    if user.role != Role::Member {
        return Err(Reply::error(
            400,
            200,
            "Zoom Room and Admin users' status cannot be activated or deactivated.",
        ));
    }
    if activate
        && user.status == Status::Inactive
        && user.kind == LICENSED
        && !create::has_seat(&of)
    {
        return Err(create::no_seat(&of));
    }
    let now = scene::now(call);
    let (was, seen) = (user.status, tell::user(&of, index, &world.web(), call));
    of.change_user(index, |user| {
        // Without an account until now: what was before it stays as it was.
        let away = match user.status {
            Status::Pending => Some(user.created_at),
            Status::Inactive if activate => user.left_at,
            Status::Active | Status::Inactive => None,
        };
        if let Some(since) = away {
            user.details_mut().absences.push((since, now));
        }
        if activate {
            user.status = Status::Active;
            user.left_at = None;
        } else {
            if user.last_seen == LastSeen::Daily {
                user.last_seen = LastSeen::Since(now);
            }
            user.status = Status::Inactive;
            user.left_at.get_or_insert(now);
        }
    });
    let event = match (activate, was) {
        (true, Status::Active) | (false, Status::Inactive) => None,
        (true, _) => Some("user.activated"),
        (false, _) => Some("user.deactivated"),
    };
    if let Some(event) = event {
        tell::user_did(&of, seen, event, call);
    }
    Ok(Reply::no_content())
}

#[derive(Serialize)]
struct Shown {
    status: &'static str,
}

pub(super) fn presence(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    Ok(Reply::ok(&Shown {
        status: match of.presence(index, user, scene::now(call)) {
            Presence::InMeeting => "In_A_Zoom_Meeting",
            Presence::Available => "Available",
            Presence::Away => "Away",
        },
    }))
}
