//! `DELETE /users/{userId}`: unlinks (the default) or deletes a user; what they had may pass to
//! another, otherwise it is deleted with them.

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer},
        tell,
    },
    world::{Role, World},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut of = scene::write(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    let action = call.query("action").unwrap_or("disassociate");
    if !matches!(action, "disassociate" | "delete") {
        return Err(Reply::error(400, 300, "Invalid parameter: action."));
    }
    if user.role == Role::Owner || (user.role == Role::Admin && action == "disassociate") {
        return Err(Reply::error(
            400,
            1117,
            "You can not disassociate an Admin user.",
        ));
    }
    let heir = match call.query("transfer_email") {
        None => None,
        Some(email) => {
            let (heir, _) = of.people.find(email).ok_or_else(|| scene::no_user(email))?;
            if heir == index {
                return Err(Reply::error(
                    400,
                    300,
                    "The transfer-to email address cannot be the same as the unlinked or deleted user's email address.",
                ));
            }
            Some(heir)
        }
    };
    let asked = |name| call.query(name) == Some("true");
    let (meetings, webinars) = (asked("transfer_meeting"), asked("transfer_webinar"));
    if let Some(heir) = heir.filter(|_| asked("transfer_recording")) {
        of.archive.hand_over(index, heir);
    }
    let now = scene::now(call);
    let theirs: Vec<(u64, bool)> = of
        .book
        .values()
        .filter(|meeting| meeting.host == index && meeting.deleted_at.is_none())
        .map(|meeting| (meeting.id, meeting.is_webinar()))
        .collect();
    let web = world.web();
    let seen = tell::user(&of, index, &web, call);
    for (id, webinar) in theirs {
        let heir = heir.filter(|_| if webinar { webinars } else { meetings });
        let before = tell::plan(&of, id, &web, call);
        of.change_meeting(id, now, |meeting| match heir {
            Some(heir) => meeting.host = heir,
            None => meeting.deleted_at = Some(now),
        });
        match heir {
            Some(_) => tell::updated(&of, id, before, &web, call),
            None => tell::deleted(&of, before, None, call),
        }
    }
    let event = match action {
        "delete" => "user.deleted",
        _ => "user.disassociated",
    };
    tell::user_did(&of, seen, event, call);
    of.change_user(index, |user| {
        user.left_at.get_or_insert(now);
        user.removed = true;
    });
    Ok(Reply::no_content())
}
