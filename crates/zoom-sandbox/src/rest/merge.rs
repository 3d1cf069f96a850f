//! Settings laid over settings.

use serde_json::{Map, Value};

use crate::call::{FieldRefusal, Reply};

/// Lays `sent` over `base`, object by object; `null` leaves what was there.
pub(super) fn over(base: &mut Map<String, Value>, sent: &Map<String, Value>) {
    for (name, value) in sent {
        match (base.get_mut(name), value) {
            (_, Value::Null) => {}
            (Some(Value::Object(old)), Value::Object(new)) => over(old, new),
            _ => {
                base.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Refuses sections that are not objects, and known settings of another kind than they are.
pub(super) fn check(known: &Map<String, Value>, sent: &Map<String, Value>) -> Result<(), Reply> {
    let mut refused = Vec::new();
    let mut refuse = |field: String| {
        refused.push(FieldRefusal {
            field,
            message: "Invalid field.".into(),
        });
    };
    for (section, value) in sent.iter().filter(|(_, value)| !value.is_null()) {
        let Value::Object(fields) = value else {
            if known.get(section).is_some_and(Value::is_object) {
                refuse(section.clone());
            }
            continue;
        };
        for (name, value) in fields {
            let old = known.get(section).and_then(|section| section.get(name));
            if old.is_some_and(|old| !value.is_null() && kind(old) != kind(value)) {
                refuse(format!("{section}.{name}"));
            }
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    Err(Reply::invalid(&refused))
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// Only the sections a `custom_query_fields` names; all of them without it.
pub(super) fn only(mut all: Map<String, Value>, fields: Option<&str>) -> Map<String, Value> {
    if let Some(fields) = fields {
        let wanted: Vec<&str> = fields.split(',').map(str::trim).collect();
        all.retain(|name, _| wanted.contains(&name.as_str()));
    }
    all
}
