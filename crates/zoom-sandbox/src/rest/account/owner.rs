//! `PUT /accounts/{accountId}/owner`: hands the account to one of its admins. Who owned it stays
//! an admin.

use super::scene;
use crate::{
    call::{Call, Reply},
    rest::{
        scene::{Answer, Sent},
        tell,
        users::looks_like_mail,
    },
    world::{Role, Status, World},
};

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let email = body.text("email", 128);
    match email.as_deref() {
        None if !body.has("email") => body.miss("email"),
        Some(email) if !looks_like_mail(email) => body.refuse("email"),
        _ => {}
    }
    body.settle()?;
    let email = email.unwrap_or_default();
    let web = world.web();
    let mut of = scene::write(world, call)?;
    let refuse = |words: &str| Err(Reply::error(400, 200, words));
    let Some((heir, user)) = of.people.find(&email) else {
        return refuse("Cannot make a user outside of your account an owner.");
    };
    if user.role == Role::Owner {
        return refuse("Cannot update the role of an account owner.");
    }
    if user.role != Role::Admin || user.status != Status::Active {
        let id = &of.account.id;
        return refuse(&format!(
            "User is not an admin or is an API user or doesn't belong to this account: {id}."
        ));
    }
    let (owner, _) = of.people.owner();
    for (index, role) in [(owner, Role::Admin), (heir, Role::Owner)] {
        let before = tell::user(&of, index, &web, call);
        of.change_user(index, |user| user.role = role);
        tell::user_changed(&of, index, before, &web, call);
    }
    Ok(Reply::no_content())
}
