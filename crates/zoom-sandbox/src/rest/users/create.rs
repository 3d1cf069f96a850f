//! `POST /users`: a new user, by one of four actions.
//!
//! `create` sends an invitation: the user is pending until it is accepted, which in this world
//! nobody does. `autoCreate`, `custCreate` and `ssoCreate` make an active user at once.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
    },
    world::{LICENSED, LastSeen, NONE, Organisation, Role, Status, User, World, new_id},
};

#[derive(Serialize)]
struct Created<'a> {
    id: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    #[serde(rename = "type")]
    kind: u8,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let action = body.text("action", 32);
    let known = ["create", "autoCreate", "custCreate", "ssoCreate"];
    match action.as_deref() {
        None => body.miss("action"),
        Some(action) if !known.contains(&action) => body.refuse("action"),
        Some(_) => {}
    }
    let action = action.unwrap_or_default();
    let info = body.within("user_info");
    if info.is_none() && body.refused.is_empty() {
        body.miss("user_info");
    }
    body.settle()?;
    let Some(mut info) = info else {
        return Err(Reply::error(400, 300, "Validation Failed."));
    };

    let email = info.text("email", 128);
    match email.as_deref() {
        None if !info.has("email") => info.miss("email"),
        Some(email) if !looks_like_mail(email) => info.refuse("email"),
        _ => {}
    }
    let kind = info.number("type", 1..=99);
    match kind {
        None if !info.has("type") => info.miss("type"),
        Some(1 | 2 | 4) | None => {}
        // 99, a user without any licence, is for single sign-on only.
        Some(99) if action == "ssoCreate" => {}
        Some(_) => info.refuse("type"),
    }
    let first_name = info.text("first_name", 64).unwrap_or_default();
    let last_name = info.text("last_name", 64).unwrap_or_default();
    let display_name = info.text("display_name", 128);
    let password = info.text("password", 32);
    info.settle()?;
    if action == "autoCreate" && password.is_none_or(|password| password.chars().count() < 8) {
        return Err(Reply::error(400, 300, "Invalid parameter: password"));
    }
    let (email, kind) = (email.unwrap_or_default(), kind.unwrap_or(1));
    let kind = u8::try_from(kind).unwrap_or(NONE);

    let mut of = scene::write(world, call)?;
    free(&of, &email, kind)?;
    let mut chance = of.fresh();
    let now = scene::now(call);
    let login = match action.as_str() {
        "custCreate" => 99,
        "ssoCreate" => 101,
        _ => 100,
    };
    let mut user = User {
        id: new_id(&mut chance),
        email: email.into_boxed_str(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        dept: "".into(),
        office: 0,
        kind,
        status: if action == "create" {
            Status::Pending
        } else {
            Status::Active
        },
        role: Role::Member,
        webinar: false,
        hosts: false,
        client: 0,
        created_at: now,
        pmi: chance.digits(10),
        last_seen: LastSeen::Never,
        left_at: None,
        removed: false,
        details: None,
    };
    let details = user.details_mut();
    details.display_name = display_name;
    details.login_types = vec![login];
    let reply = Reply::created(&Created {
        id: &user.id,
        first_name: &user.first_name,
        last_name: &user.last_name,
        email: &user.email,
        kind: user.kind,
    });
    let index = of.people.add(user);
    tell::user_created(&of, index, &action, &world.web(), call);
    Ok(reply)
}

/// Refuses an address in use, and a licence where none is left.
fn free(of: &Organisation, email: &str, kind: u8) -> Result<(), Reply> {
    if let Some((_, user)) = of.people.find(email) {
        let words = format!("User already in the account: {}", user.email);
        return Err(Reply::error(409, 1005, &words));
    }
    if kind == LICENSED && !has_seat(of) {
        return Err(no_seat(of));
    }
    Ok(())
}

/// Whether a licensed seat is left.
pub(super) fn has_seat(of: &Organisation) -> bool {
    of.people.licensed() < of.account.seats
}

/// 400, code 3412.
pub(super) fn no_seat(of: &Organisation) -> Reply {
    let words = format!(
        "Your request to add a new \"Licensed\" user could not be approved at this time because \
         your account has reached the permitted maximum number of {} \"Licensed\" users.",
        of.account.seats
    );
    Reply::error(400, 3412, &words)
}

/// One `@` with something on both sides and a dot on the right: as strict as Zoom is.
pub(in crate::rest) fn looks_like_mail(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = !text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
    let dotted = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    plain && !name.is_empty() && dotted && !domain.contains('@')
}
