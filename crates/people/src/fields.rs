//! The fields of a person that can be changed, with Zoom's bounds, as one table.
//!
//! Everything that changes somebody (form, JSON, command line, a file of many) speaks in these
//! names, so that a value is checked, compared and said in one way. Bounds are those of
//! `PATCH /users/{userId}`; where Zoom names none, only what no field could hold is refused.

use connect::FormProblems;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::words;

/// Values by the name of their field; a number is its digits.
pub type Values = BTreeMap<String, String>;

/// A field that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRule {
    /// Its name, Zoom's own.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// At most so many letters.
    pub most: usize,
    /// What helps to fill it in; may be empty.
    pub hint: &'static str,
}

const fn text(
    name: &'static str,
    title: &'static str,
    most: usize,
    hint: &'static str,
) -> FieldRule {
    FieldRule {
        name,
        title,
        most,
        hint,
    }
}

/// All of them, the most used first.
pub const FIELDS: &[FieldRule] = &[
    text("first_name", "First name", 64, ""),
    text("last_name", "Last name", 64, ""),
    text(
        "display_name",
        "Display name",
        128,
        "Shown in meetings; Zoom builds it from the names when it is empty.",
    ),
    text(
        "type",
        "Licence",
        2,
        "1 Basic, 2 Licensed, 4 Unassigned, 99 none (single sign-on).",
    ),
    text("dept", "Department", 256, ""),
    text("job_title", "Job title", 128, ""),
    text(
        "timezone",
        "Time zone",
        64,
        "An IANA name, as Europe/Lisbon.",
    ),
    text("language", "Language", 16, "As en-US or de-DE."),
    text("company", "Company", 255, ""),
    text("location", "Location", 256, ""),
    text("cost_center", "Cost centre", 256, ""),
    text(
        "manager",
        "Manager",
        256,
        "The mail address or the display name of somebody of the account.",
    ),
];

/// The rule of a field.
pub(crate) fn rule(name: &str) -> Option<&'static FieldRule> {
    FIELDS.iter().find(|rule| rule.name == name)
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// What a person calls it.
    pub title: String,
    /// What it was.
    pub was: String,
    /// What it is.
    pub now: String,
}

/// A wish to change somebody: only the fields that are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The fields and what they shall be.
    pub values: Values,
    /// The fields as they were when the form was read: where Zoom holds something else by now,
    /// nothing is saved. `None` does not ask.
    pub read: Option<Values>,
}

impl Change {
    /// A JSON body: texts and numbers by the name of the field, and perhaps `read`.
    pub fn from_json(body: &Map<String, Value>) -> Result<Self, FormProblems> {
        let mut problems = FormProblems::default();
        let mut change = Self::default();
        for (name, value) in body {
            if name == "read" {
                match value {
                    Value::Null => {}
                    Value::Object(read) => {
                        change.read = Some(values(read, &mut problems));
                    }
                    _ => problems.add("read", "“read” is an object of fields as they were."),
                }
            }
        }
        let fields = body.iter().filter(|(name, _)| *name != "read");
        let fields: Map<String, Value> = fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        change.values = values(&fields, &mut problems);
        problems.or(())?;
        Ok(change)
    }
}

fn values(from: &Map<String, Value>, problems: &mut FormProblems) -> Values {
    let mut values = Values::new();
    for (name, value) in from {
        if rule(name).is_none() {
            problems.add(
                name,
                format!("There is no field “{name}” that can be changed."),
            );
            continue;
        }
        match value {
            Value::String(text) => {
                values.insert(name.clone(), text.clone());
            }
            Value::Number(number) => {
                values.insert(name.clone(), number.to_string());
            }
            Value::Null => {
                values.insert(name.clone(), String::new());
            }
            _ => problems.add(name, format!("“{name}” is a text or a number.")),
        }
    }
    values
}

/// Checks each value against its field's bounds.
pub(crate) fn check(values: &Values, problems: &mut FormProblems) {
    for (name, value) in values {
        let Some(rule) = rule(name) else {
            problems.add(
                name,
                format!("There is no field “{name}” that can be changed."),
            );
            continue;
        };
        let value = value.trim();
        let letters = value.chars().count();
        if name == "type" && !matches!(value, "1" | "2" | "4" | "99") {
            problems.add(
                name,
                "Choose 1 (Basic), 2 (Licensed), 4 (Unassigned) or 99 (none).",
            );
        } else if letters > rule.most {
            problems.add(
                name,
                format!(
                    "{} has at most {} letters; this has {letters}.",
                    rule.title, rule.most
                ),
            );
        } else if value.chars().any(char::is_control) {
            problems.add(name, format!("{} is one line of text.", rule.title));
        } else if name == "timezone" && !value.is_empty() && TimeZone::get(value).is_err() {
            problems.add(
                name,
                format!("“{value}” is no time zone; write one as Europe/Lisbon."),
            );
        }
    }
}

/// A cell of a file as the field's value: a licence may be called by its name.
pub(crate) fn of_cell(field: &str, cell: &str) -> String {
    let named = [1, 2, 4, 99].into_iter().find(|kind| {
        let name = words::licence(*kind);
        field == "type" && name.eq_ignore_ascii_case(cell)
    });
    named.map_or_else(|| cell.to_owned(), |kind| kind.to_string())
}

/// What differs between two states, of the fields `of` names.
pub(crate) fn differences(was: &Values, now: &Values, of: &Values) -> Vec<FieldChange> {
    FIELDS
        .iter()
        .filter(|rule| of.contains_key(rule.name))
        .filter_map(|rule| {
            let value = |from: &Values| {
                from.get(rule.name)
                    .map_or("", |text| text.trim())
                    .to_owned()
            };
            let (was, now) = (value(was), value(now));
            (was != now).then(|| FieldChange {
                field: rule.name.to_owned(),
                title: rule.title.to_owned(),
                was: shown(rule.name, &was),
                now: shown(rule.name, &now),
            })
        })
        .collect()
}

/// A value as a person reads it.
pub(crate) fn shown(field: &str, value: &str) -> String {
    match (field, value.parse()) {
        ("type", Ok(number)) => words::licence(number),
        _ => value.to_owned(),
    }
}

/// The body of `PATCH /users/{userId}` for these fields of `values`.
pub(crate) fn body(values: &Values, fields: &[FieldChange]) -> Value {
    let mut body = Map::new();
    for change in fields {
        let value = values.get(&change.field).map_or("", |text| text.trim());
        let value = match value.parse::<i64>() {
            Ok(number) if change.field == "type" => Value::from(number),
            _ => Value::from(value),
        };
        body.insert(change.field.clone(), value);
    }
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Change, check, differences};
    use connect::FormProblems;

    #[test]
    fn a_field_out_of_bounds_an_unknown_one_and_one_of_the_wrong_kind_are_named() {
        let body = json!({"first_name": [1], "shoe": "43"});
        let refused = Change::from_json(body.as_object().unwrap()).unwrap_err();
        assert!(refused.of("first_name").is_some() && refused.of("shoe").is_some());

        let body = json!({"first_name": "x".repeat(65), "type": 3, "timezone": "Mars/Base", "dept": "a\nb"});
        let change = Change::from_json(body.as_object().unwrap()).unwrap();
        let mut problems = FormProblems::default();
        check(&change.values, &mut problems);
        for field in ["first_name", "type", "timezone", "dept"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn only_the_named_fields_are_compared() {
        let body = json!({"dept": "Sales", "type": 2});
        let wish = Change::from_json(body.as_object().unwrap()).unwrap().values;
        let was = [("dept", "Sales "), ("type", "1"), ("first_name", "Ana")];
        let was = was
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let changes = differences(&was, &wish, &wish);
        assert_eq!(changes.len(), 1);
        assert_eq!(
            (changes[0].was.as_str(), changes[0].now.as_str()),
            ("Basic", "Licensed")
        );
    }
}
