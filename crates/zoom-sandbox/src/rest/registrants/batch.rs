//! `POST /meetings/{meetingId}/batch_registrants` and the webinars' own: up to thirty at once,
//! for what is held once. All of them or none.

use serde::Serialize;
use serde_json::{Value, json};

use super::{answers::FIELDS, create, view};
use crate::{
    call::{Call, Reply},
    rest::{
        scene::{self, Answer, Sent},
        tell,
        users::looks_like_mail,
    },
    world::World,
};

/// The most in one request.
const MOST: usize = 30;

#[derive(Serialize)]
struct Registered {
    registrants: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    registrant_id: String,
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    join_url: Option<String>,
    participant_pin_code: u64,
}

pub(super) fn run(world: &World, call: &Call<'_>) -> Answer {
    let web = world.web();
    let mut body = Sent::of(call)?;
    let people = body.list("registrants").unwrap_or_default();
    if people.is_empty() && !body.has("registrants") {
        body.miss("registrants");
    }
    if people.len() > MOST {
        body.refuse("registrants");
    }
    let auto_approve = body.flag("auto_approve").unwrap_or(false);
    let text = |one: &Value, name: &str| {
        let text = one.get(name).and_then(Value::as_str);
        text.unwrap_or_default().trim().to_owned()
    };
    for one in &people {
        if text(one, "first_name").is_empty() || text(one, "first_name").chars().count() > 64 {
            body.refuse("registrants.first_name");
        }
        if !looks_like_mail(&text(one, "email")) {
            body.refuse("registrants.email");
        }
    }
    body.refused.dedup();
    body.settle()?;

    let mut of = scene::write(world, call)?;
    let now = scene::now(call);
    let meeting = super::target(&of, call)?.clone();
    only_once(meeting.is_webinar(), meeting.kind)?;
    if !meeting.asks_registration() && !meeting.is_webinar() {
        let words = format!(
            "Registration has not been enabled for this meeting: {}.",
            meeting.id
        );
        return Err(Reply::error(400, 404, &words));
    }
    super::asked(&meeting)?;
    super::still_to_come(&meeting, now)?;
    super::room_for(&of, &meeting, people.len())?;
    let standing = create::standing(&meeting, auto_approve);
    let mut registrants = Vec::with_capacity(people.len());
    for one in &people {
        let email = text(one, "email");
        let known = of
            .guests(meeting.id)
            .into_iter()
            .flat_map(crate::world::GuestList::standing)
            .any(|known| known.email.eq_ignore_ascii_case(&email));
        let mut answers = serde_json::Map::new();
        answers.insert("first_name".into(), text(one, "first_name").into());
        answers.insert("last_name".into(), text(one, "last_name").into());
        answers.extend(FIELDS.map(|name| (name.to_owned(), json!(""))));
        answers.insert("custom_questions".into(), json!([]));
        let registrant = of.register(meeting.id, &email, answers, Vec::new(), standing, now);
        if !known {
            tell::registered(&of, &meeting, &registrant, &web, call);
        }
        registrants.push(Row {
            join_url: view::join_url(&of, &meeting, &registrant, &web),
            registrant_id: registrant.id,
            email: registrant.email,
            participant_pin_code: registrant.pin,
        });
    }
    Ok(Reply::created(&Registered { registrants }))
}

fn only_once(webinar: bool, kind: u8) -> Result<(), Reply> {
    match (webinar, kind) {
        (false, 2) | (true, 5) => Ok(()),
        (false, _) => Err(Reply::error(
            400,
            303,
            "This API can only be used for scheduled meeting(meeting type: 2). Batch registration is not supported for other meeting types.",
        )),
        (true, _) => Err(Reply::error(
            400,
            300,
            "This API can only be used for scheduled webinars (type 5). Batch registration is not supported for other webinar types.",
        )),
    }
}
