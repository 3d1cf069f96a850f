//! Events about users, groups and the account: who changed what.
//!
//! Settings come with their old and new values, and some of those are secrets (a default passcode
//! for instance). So values are told only where they can be none ([`inbox::is_delicate`]): flags,
//! numbers and words of settings whose name has nothing to do with passcodes, keys, tokens or links.

use inbox::is_delicate;
use serde::Deserialize;
use serde_json::Value;

use super::{happened::Occurred, wire::Object};

/// The most changes one line tells.
const TOLD: usize = 4;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Change {
    payload: Values,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Values {
    operator: Value,
    object: Value,
    old_object: Value,
}

/// The line of such an event; none for those that would bury the others.
pub(super) fn occurred(
    event: &str,
    what: &str,
    at: i64,
    object: &Object,
    body: &[u8],
) -> Option<Occurred> {
    // Somebody's presence changes all day long: counted, not listed.
    if what == "presence_status_updated" {
        return None;
    }
    let detail = match what {
        "settings_updated" | "lock_settings_updated" => changed(body, true),
        "member_added" | "member_deleted" | "admin_added" | "admin_deleted" => {
            Some(object.members.0.join(", ")).filter(|members| !members.is_empty())
        }
        "updated" => changed(body, false),
        "signed_in" | "signed_out" => client(object),
        _ => None,
    };
    Some(Occurred {
        at,
        event: event.to_owned(),
        uuid: String::new(),
        about: object
            .id
            .take()
            .or_else(|| object.email.take())
            .unwrap_or_default(),
        topic: None,
        who: if event.starts_with("group.") {
            object.name.take().or_else(|| object.id.take())
        } else {
            who(object)
        },
        detail,
    })
}

pub(super) fn who(object: &Object) -> Option<String> {
    let name = [&object.first_name, &object.last_name];
    let name: Vec<&str> = name.iter().filter_map(|part| part.get()).collect();
    let name = object
        .display_name
        .take()
        .or_else(|| (!name.is_empty()).then(|| name.join(" ")));
    match (name, object.email.take()) {
        (Some(name), Some(email)) => Some(format!("{name} <{email}>")),
        (name, email) => name.or(email).or_else(|| object.id.take()),
    }
}

pub(super) fn client(object: &Object) -> Option<String> {
    let client = object.client_type.get()?;
    Some(match object.version.get() {
        Some(version) => format!("{client} {version}"),
        None => client.to_owned(),
    })
}

/// What changed, without who did it.
pub(super) fn changes(body: &[u8], with_values: bool) -> Option<String> {
    let change: Change = serde_json::from_slice(body).ok()?;
    let said = said(&change.payload, with_values);
    (!said.is_empty()).then_some(said)
}

fn said(values: &Values, with_values: bool) -> String {
    let mut all = Vec::new();
    let mut path = Vec::new();
    let Values {
        object, old_object, ..
    } = values;
    differences(object, old_object, &mut path, with_values, &mut all);
    let more = all.len().saturating_sub(TOLD);
    all.truncate(TOLD);
    let said = all.join(", ");
    if more > 0 {
        format!("{said} and {more} more")
    } else {
        said
    }
}

/// What changed, and by whom.
fn changed(body: &[u8], with_values: bool) -> Option<String> {
    let change: Change = serde_json::from_slice(body).ok()?;
    let mut said = said(&change.payload, with_values);
    let operator = &change.payload.operator;
    if let Some(operator) = operator.as_str().filter(|operator| !operator.is_empty()) {
        let by = if said.is_empty() { "by" } else { " by" };
        said = format!("{said}{by} {operator}");
    }
    (!said.is_empty()).then_some(said)
}

fn differences(
    new: &Value,
    old: &Value,
    path: &mut Vec<String>,
    with_values: bool,
    all: &mut Vec<String>,
) {
    let Value::Object(fields) = new else { return };
    for (name, value) in fields {
        let before = old.get(name).unwrap_or(&Value::Null);
        if value == before || name == "id" {
            continue;
        }
        // Every setting is below `settings`, which says nothing.
        if name != "settings" {
            path.push(name.replace('_', " "));
        }
        let told = with_values && !is_delicate(name, value) && !is_delicate(name, before);
        if value.is_object() {
            differences(value, before, path, told, all);
        } else {
            all.push(difference(&path.join(" / "), before, value, told));
        }
        if name != "settings" {
            path.pop();
        }
    }
}

fn difference(path: &str, old: &Value, new: &Value, told: bool) -> String {
    match (told, value(old), value(new)) {
        (true, Some(old), Some(new)) => format!("{path} from {old} to {new}"),
        (true, None, Some(new)) => format!("{path} to {new}"),
        _ => path.to_owned(),
    }
}

fn value(value: &Value) -> Option<String> {
    match value {
        Value::Bool(on) => Some(if *on { "on" } else { "off" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.is_empty() && text.chars().count() <= 40 => {
            Some(format!("“{text}”"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::changed;

    #[test]
    fn a_changed_setting_is_told_with_its_values_and_a_passcode_is_not() {
        let body = json!({"payload": {
            "operator": "ada@example.com",
            "object": {"id": "a", "settings": {
                "recording": {"auto_recording": "cloud"},
                "schedule_meeting": {"default_password_for_scheduled_meetings": "hunter2",
                    "require_password_for_pmi_meetings": true}}},
            "old_object": {"id": "b", "settings": {
                "recording": {"auto_recording": "local"},
                "schedule_meeting": {"default_password_for_scheduled_meetings": "hunter1",
                    "require_password_for_pmi_meetings": false}}}
        }});
        assert_eq!(
            changed(body.to_string().as_bytes(), true).unwrap(),
            "recording / auto recording from “local” to “cloud”, \
             schedule meeting / default password for scheduled meetings, \
             schedule meeting / require password for pmi meetings from off to on by ada@example.com"
        );
    }

    #[test]
    fn of_a_changed_user_the_fields_are_told_and_not_what_is_in_them() {
        let body = json!({"payload": {
            "object": {"id": "a", "email": "new@example.com", "dept": "Sales", "pmi": 1},
            "old_object": {"id": "a", "email": "old@example.com", "dept": "Sales", "pmi": 2}
        }});
        assert_eq!(
            changed(body.to_string().as_bytes(), false).unwrap(),
            "email, pmi"
        );
    }
}
