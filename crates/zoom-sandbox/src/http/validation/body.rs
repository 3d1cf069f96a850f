//! The JSON body's fields.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Map, Value};
use zoom_catalog::{Field, FieldKind, Place};

use super::{invalid, missing};
use crate::call::{FieldRefusal, Reply};

/// Checks the body and puts right what Zoom puts right. Borrowed when nothing had to change.
pub(super) fn check<'a>(
    fields: &[Field],
    raw: &'a Bytes,
    refused: &mut Vec<FieldRefusal>,
) -> Result<Cow<'a, Bytes>, Reply> {
    let mut body = read(raw)?;
    let mut changed = without_nulls(&mut body);
    for field in fields.iter().filter(|field| field.place == Place::Body) {
        walk(&mut body, field.path, &mut |found| match found {
            None if field.required => refused.push(missing(field.path)),
            None => {}
            Some(value) => match put_right(field.kind, value) {
                Some(altered) if fits(field, value) => changed |= altered,
                _ => refused.push(invalid(field.path)),
            },
        });
    }
    if !changed {
        return Ok(Cow::Borrowed(raw));
    }
    serde_json::to_vec(&body)
        .map(|bytes| Cow::Owned(Bytes::from(bytes)))
        .map_err(|_| not_json())
}

fn read(raw: &Bytes) -> Result<Value, Reply> {
    if raw.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(raw)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(not_json)
}

fn not_json() -> Reply {
    Reply::error(400, 300, "Request Body should be a valid JSON object.")
}

/// Takes `null`s out of objects, at any depth: Zoom reads them as absent.
fn without_nulls(value: &mut Value) -> bool {
    match value {
        Value::Object(map) => {
            let before = map.len();
            map.retain(|_, value| !value.is_null());
            let mut changed = map.len() != before;
            for value in map.values_mut() {
                changed |= without_nulls(value);
            }
            changed
        }
        Value::Array(values) => {
            let mut changed = false;
            for value in values {
                changed |= without_nulls(value);
            }
            changed
        }
        _ => false,
    }
}

/// Visits every place a dotted path means (`rooms[].name` is one in each room). Where a parent
/// is absent nothing is visited: a required field is required of a parent that is there.
fn walk(value: &mut Value, path: &str, visit: &mut dyn FnMut(Option<&mut Value>)) {
    let Value::Object(map) = value else {
        return;
    };
    match path.split_once('.') {
        None => visit(map.get_mut(path.trim_end_matches("[]"))),
        Some((head, rest)) => match (map.get_mut(head.trim_end_matches("[]")), head) {
            (Some(Value::Array(items)), head) if head.ends_with("[]") => {
                for item in items {
                    walk(item, rest, visit);
                }
            }
            (Some(child), _) => walk(child, rest, visit),
            (None, _) => {}
        },
    }
}

/// Turns text into the number or flag it says, and a number into the text it is, as Zoom's own
/// reader does. `None` when it cannot be; else whether anything changed.
fn put_right(kind: FieldKind, value: &mut Value) -> Option<bool> {
    let right = match (kind, &*value) {
        (FieldKind::Integer, Value::Number(number)) => {
            return (number.is_i64() || number.is_u64() || whole(number)).then_some(false);
        }
        (FieldKind::Number, Value::Number(_))
        | (FieldKind::Boolean, Value::Bool(_))
        | (FieldKind::String, Value::String(_))
        | (FieldKind::Object, Value::Object(_))
        | (FieldKind::Strings | FieldKind::Numbers | FieldKind::Array, Value::Array(_)) => {
            return Some(false);
        }
        (FieldKind::Integer, Value::String(text)) => Value::from(text.trim().parse::<i64>().ok()?),
        (FieldKind::Number, Value::String(text)) => Value::from(text.trim().parse::<f64>().ok()?),
        (FieldKind::Boolean, Value::String(text)) => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return None,
        },
        (FieldKind::String, Value::Number(number)) => Value::String(number.to_string()),
        (FieldKind::String, Value::Bool(flag)) => Value::String(flag.to_string()),
        _ => return None,
    };
    *value = right;
    Some(true)
}

fn whole(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn fits(field: &Field, value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let Some(number) = number.as_f64() else {
                return true;
            };
            field.min.is_none_or(|min| number >= min)
                && field.max.is_none_or(|max| number <= max)
                && allowed(field, &number.to_string())
        }
        Value::String(text) => {
            let short = field
                .max_length
                .is_none_or(|most| text.chars().count() <= most as usize);
            // An empty text clears a field, whatever its list says.
            short && (text.is_empty() || allowed(field, text))
        }
        _ => true,
    }
}

fn allowed(field: &Field, value: &str) -> bool {
    field.one_of.is_empty() || field.one_of.contains(&value)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::Value;
    use zoom_catalog::{fields, operation};

    use super::check;

    fn create(body: &str) -> (Vec<String>, Value) {
        let fields = fields(operation("POST /users/{userId}/meetings").unwrap());
        let raw = Bytes::copy_from_slice(body.as_bytes());
        let mut refused = Vec::new();
        let tidied = check(fields, &raw, &mut refused).unwrap().into_owned();
        let names = refused.into_iter().map(|refused| refused.field).collect();
        (names, serde_json::from_slice(&tidied).unwrap_or_default())
    }

    #[test]
    fn nulls_are_absent_and_text_that_says_a_number_is_one() {
        let (refused, body) = create(
            r#"{"topic":"x","agenda":null,"duration":"30","settings":{"host_video":"true","x":null}}"#,
        );
        assert_eq!(refused, [""; 0]);
        assert_eq!(
            body.to_string(),
            r#"{"topic":"x","duration":30,"settings":{"host_video":true}}"#
        );
    }

    #[test]
    fn what_stays_wrong_is_named() {
        let (refused, _) = create(r#"{"type":7,"duration":0,"settings":{"jbh_time":3}}"#);
        assert_eq!(refused, ["duration", "settings.jbh_time", "type"]);
    }

    #[test]
    fn a_field_is_required_of_a_parent_that_is_there() {
        assert_eq!(create("{}").0, [""; 0]);
        assert_eq!(create(r#"{"recurrence":{}}"#).0, ["recurrence.type"]);
    }

    #[test]
    fn a_body_that_is_no_object_is_refused_in_zooms_words() {
        let raw = Bytes::from_static(b"[1");
        let reply = check(&[], &raw, &mut Vec::new()).unwrap_err();
        assert_eq!(reply.status, 400);
        assert_eq!(
            reply.body,
            r#"{"code":300,"message":"Request Body should be a valid JSON object."}"#
        );
    }
}
