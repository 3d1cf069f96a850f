//! `GET` and `PATCH /meetings/{meetingId}/registrants/questions` and the webinars' own.

use serde_json::{Value, json};

use crate::{
    call::{Call, Reply},
    rest::scene::{self, Answer, Sent},
    world::World,
};

const PARTS: [&str; 2] = ["questions", "custom_questions"];

pub(super) fn get(world: &World, call: &Call<'_>) -> Answer {
    let of = scene::read(world, call)?;
    let meeting = super::target(&of, call)?;
    let asked = of.guests(meeting.id).map(|list| &list.questions);
    let part = |name: &str| {
        let part = asked.and_then(|all| all.get(name).cloned());
        part.unwrap_or_else(|| json!([]))
    };
    Ok(Reply::ok(&json!({
        "questions": part("questions"),
        "custom_questions": part("custom_questions"),
    })))
}

pub(super) fn update(world: &World, call: &Call<'_>) -> Answer {
    let mut body = Sent::of(call)?;
    let sent = PARTS.map(|name| (name, body.list(name)));
    for (name, list) in &sent {
        let list = list.iter().flatten();
        if list.filter(|one| !is_question(name, one)).count() > 0 {
            body.refuse(name);
        }
    }
    body.settle()?;
    let mut of = scene::write(world, call)?;
    let meeting = super::target(&of, call)?;
    super::asked(meeting)?;
    let id = meeting.id;
    let questions = &mut of.guests_mut(id).questions;
    for (name, list) in sent {
        if let Some(list) = list {
            questions.insert(name.into(), list.into());
        }
    }
    Ok(Reply::no_content())
}

fn is_question(part: &str, one: &Value) -> bool {
    let named = if part == "questions" {
        "field_name"
    } else {
        "title"
    };
    one.get(named)
        .and_then(Value::as_str)
        .is_some_and(|text| !text.is_empty())
        && one.get("required").is_none_or(Value::is_boolean)
}
