//! `/users/{userId}/assistants`: who may schedule for them. Where nobody said, the owner has one,
//! the first admin.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer, Sent},
    world::{LICENSED, Organisation, Role, User, World, time},
};

/// The most of one user.
const MOST: usize = 30;

#[derive(Serialize)]
struct Assistants<'a> {
    assistants: Vec<Assistant<'a>>,
}

#[derive(Serialize)]
struct Assistant<'a> {
    id: &'a str,
    email: &'a str,
    can_manage_host_private_event: bool,
}

fn ids(of: &Organisation, user: &User) -> Vec<String> {
    if let Some(own) = &user.details().assistants {
        // Who left the account assists nobody.
        let there = own.iter().filter(|id| of.people.find(id).is_some());
        return there.cloned().collect();
    }
    of.people
        .all()
        .filter(|(_, other)| user.role == Role::Owner && other.role == Role::Admin)
        .take(1)
        .map(|(_, other)| other.id.to_string())
        .collect()
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let (_, user) = scene::user(&of, call)?;
    let ids = ids(&of, user);
    let assistants = ids
        .iter()
        .filter_map(|id| of.people.find(id))
        .map(|(_, other)| Assistant {
            id: &other.id,
            email: &other.email,
            can_manage_host_private_event: false,
        })
        .collect();
    Ok(Reply::ok(&Assistants { assistants }))
}

pub(super) fn add(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let sent = body.list("assistants").unwrap_or_default();
    if sent.len() > MOST {
        body.refuse("assistants");
    }
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    scene::paid(&of)?;
    let refuse = |words: String| Err(Reply::error(400, 200, &words));
    if user.kind != LICENSED {
        return refuse(format!(
            "The user must either be a Licensed user or an On-prem user : {}.",
            user.id
        ));
    }
    let mut all = ids(&of, user);
    let mut new = Vec::new();
    for one in &sent {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let key = if text("id").is_empty() {
            text("email")
        } else {
            text("id")
        };
        let Some((other, found)) = of.people.find(key) else {
            return refuse(format!("Can't find user {key}."));
        };
        let email = &found.email;
        if other == index {
            return refuse("Can't assign scheduling privilege to yourself.".to_owned());
        }
        if found.kind != LICENSED {
            return refuse(format!(
                "The user must either be a Licensed user or an On-prem user : {email}."
            ));
        }
        if all.iter().any(|id| **id == *found.id) {
            return refuse(format!(
                "User {email} has already granted scheduling privilege."
            ));
        }
        all.push(found.id.to_string());
        new.push(found.id.to_string());
    }
    of.change_user(index, |user| user.details_mut().assistants = Some(all));
    Ok(Reply::created(&json!({
        "ids": new.join(","),
        "add_at": time::utc(scene::now(call)),
    })))
}

pub(super) fn remove(world: &World, call: &Call<'_>) -> Answer {
    let mut of = scene::write(world, call)?;
    let (index, user) = scene::user(&of, call)?;
    let mut left = Vec::new();
    let key = call.param("assistantId");
    if !key.is_empty() {
        let (_, gone) = of.people.find(key).ok_or_else(|| scene::no_user(key))?;
        left = ids(&of, user);
        left.retain(|id| **id != *gone.id);
    }
    of.change_user(index, |user| user.details_mut().assistants = Some(left));
    Ok(Reply::no_content())
}
