//! `PUT /meetings/{meetingId}/registrants/status` and the webinars' own: the host approves,
//! denies or cancels up to thirty registrants. One who is not on the list refuses the whole
//! request, before anything is changed.

use serde_json::Value;

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
    },
    world::{Standing, World},
};

/// The most in one request.
const MOST: usize = 30;

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let mut body = Sent::of(call)?;
    let action = body.text("action", 32);
    let standing = match action.as_deref() {
        Some("approve") => Some(Standing::Approved),
        Some("deny") => Some(Standing::Denied),
        Some("cancel") => Some(Standing::Cancelled),
        Some(_) => {
            body.refuse("action");
            None
        }
        None => {
            body.miss("action");
            None
        }
    };
    let meant = body.list("registrants");
    match &meant {
        None if !body.has("registrants") => body.miss("registrants"),
        Some(list) if list.len() > MOST => body.refuse("registrants"),
        _ => {}
    }
    body.settle()?;
    let (Some(standing), Some(meant)) = (standing, meant) else {
        return Err(Reply::error(400, 300, "Validation Failed."));
    };

    let mut of = scene::write(world, call)?;
    let meeting = super::target(&of, call)?.clone();
    super::asked(&meeting)?;
    let list = &of.guests_mut(meeting.id).registrants;
    let found = meant.iter().map(|one| {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let (id, email) = (text("id"), text("email"));
        list.iter()
            .position(|one| match (id, email) {
                ("", "") => false,
                ("", email) => one.email.eq_ignore_ascii_case(email),
                (id, _) => one.id == id,
            })
            .ok_or_else(|| super::no_registrant(&meeting, if id.is_empty() { email } else { id }))
    });
    let found = found.collect::<Result<Vec<usize>, Reply>>()?;
    for at in found {
        let Some(one) = of.guests_mut(meeting.id).registrants.get_mut(at) else {
            continue;
        };
        if one.standing == standing {
            continue;
        }
        one.standing = standing;
        let changed = one.clone();
        tell::registrant_changed(&of, &meeting, &changed, &web, call);
    }
    Ok(Reply::no_content())
}
