//! What a registrant answers, checked against the questions that are asked.

use serde_json::{Map, Value};

use crate::{
    call::Reply,
    rest::{scene::Sent, users::looks_like_mail},
    world::GuestList,
};

/// Zoom's own questions besides name and mail address, with the longest answer where one is
/// documented; the rest is kept within a page.
pub(super) const FIELDS: [&str; 13] = [
    "address",
    "city",
    "country",
    "zip",
    "state",
    "phone",
    "industry",
    "org",
    "job_title",
    "purchasing_time_frame",
    "role_in_purchase_process",
    "no_of_employees",
    "comments",
];
const LONGEST: usize = 1_024;
/// Of one answer to a question of the host's own.
const LONGEST_OWN: usize = 128;

/// A checked application.
#[derive(Debug)]
pub(super) struct Application {
    pub(super) email: String,
    pub(super) answers: Map<String, Value>,
    pub(super) auto_approve: bool,
}

/// Reads an application; `list` says what is asked.
pub(super) fn read(body: &mut Sent, list: Option<&GuestList>) -> Application {
    let mut answers = Map::new();
    let first = body.text("first_name", 64).unwrap_or_default();
    if first.trim().is_empty() && !body.refused.iter().any(|one| one.field == "first_name") {
        body.miss("first_name");
    }
    answers.insert("first_name".into(), first.into());
    let family = body.text("last_name", 64).unwrap_or_default();
    answers.insert("last_name".into(), family.into());
    let email = body.text("email", 128);
    match email.as_deref().map(str::trim) {
        None if !body.has("email") => body.miss("email"),
        Some(email) if !looks_like_mail(email) => body.refuse("email"),
        _ => {}
    }
    for name in FIELDS {
        let text = body.text(name, LONGEST).unwrap_or_default();
        answers.insert(name.into(), text.into());
    }
    let own = own_answers(body);
    answers.insert("custom_questions".into(), own.into());
    if let Some(language) = body.text("language", 8) {
        answers.insert("language".into(), language.into());
    }
    if let Some(source) = body.text("source_id", 64) {
        answers.insert("source_id".into(), source.into());
    }
    let auto_approve = body.flag("auto_approve").unwrap_or(false);
    if let Some(list) = list {
        demand(list, &answers, body);
    }
    Application {
        email: email.unwrap_or_default().trim().to_owned(),
        answers,
        auto_approve,
    }
}

fn own_answers(body: &mut Sent) -> Vec<Value> {
    let sent = body.list("custom_questions").unwrap_or_default();
    let text = |value: &Value, name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let long = |value: &Value| text(value, "value").chars().count() > LONGEST_OWN;
    if sent.iter().any(|one| !one.is_object()) {
        body.refuse("custom_questions");
        return Vec::new();
    }
    if sent.iter().any(long) {
        body.refuse("custom_questions.value");
    }
    sent.iter()
        .map(|one| serde_json::json!({ "title": text(one, "title"), "value": text(one, "value") }))
        .collect()
}

/// Names every question that must be answered and was not.
fn demand(list: &GuestList, answers: &Map<String, Value>, body: &mut Sent) {
    let rows = |name: &str| {
        let rows = list.questions.get(name).and_then(Value::as_array);
        rows.into_iter()
            .flatten()
            .filter(|row| row["required"] == true)
    };
    let empty = |value: Option<&Value>| value.and_then(Value::as_str).is_none_or(str::is_empty);
    for name in rows("questions").filter_map(|row| row["field_name"].as_str()) {
        if empty(answers.get(name)) {
            body.miss(name);
        }
    }
    let given = answers.get("custom_questions").and_then(Value::as_array);
    for title in rows("custom_questions").map(|row| &row["title"]) {
        let mut given = given.into_iter().flatten();
        if !given.any(|one| &one["title"] == title && !empty(one.get("value"))) {
            body.miss("custom_questions");
        }
    }
}

/// Refuses a body that named something wrong.
pub(super) fn settled(mut body: Sent, read: Application) -> Result<Application, Reply> {
    body.refused.dedup();
    body.settle()?;
    Ok(read)
}
