//! `GET /users/email` asks whether an address is registered with Zoom; `PUT /users/{userId}/email`
//! changes one.

use serde::Serialize;

use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
        users::create::looks_like_mail,
    },
    world::World,
};

#[derive(Serialize)]
struct Existed {
    existed_email: bool,
}

pub(super) fn check(world: &World, call: &Call<'_>) -> Answer {
    let email = call
        .query("email")
        .ok_or_else(|| Reply::error(400, 300, "Email is required."))?;
    // Registered anywhere on Zoom: this world knows its own account and the sub-accounts.
    let existed_email = world.main().people.find(email).is_some()
        || world.subs().any(|sub| sub.people.find(email).is_some());
    Ok(Reply::ok(&Existed { existed_email }))
}

pub(super) fn change(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let email = body.text("email", 128);
    match email.as_deref() {
        None if !body.has("email") => body.miss("email"),
        Some(email) if !looks_like_mail(email) => body.refuse("email"),
        _ => {}
    }
    body.settle()?;
    let email = email.unwrap_or_default();
    let mut of = scene::write(world, call)?;
    let (index, _) = scene::user(&of, call)?;
    if of
        .people
        .find(&email)
        .is_some_and(|(other, _)| other != index)
    {
        let words = format!("Email {email} has already been used.");
        return Err(Reply::error(409, 1005, &words));
    }
    let web = world.web();
    let before = tell::user(&of, index, &web, call);
    of.change_user(index, |user| user.email = email.into_boxed_str());
    tell::user_changed(&of, index, before, &web, call);
    Ok(Reply::no_content())
}
