//! What somebody wants changed: read as it is meant, judged against what there is, written as Zoom
//! takes it.

use std::collections::BTreeMap;

use connect::FormProblems;
use serde_json::{Map, Value};

use super::{SettingKind, Settings};
use crate::fields::FieldChange;

/// A switch may be called what the pages call it, `on` or `off`.
pub(super) fn switched(
    now: &Settings,
    wish: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let switched = wish.iter().map(|(path, value)| {
        let is_switch = now
            .get(path)
            .is_some_and(|one| one.kind == SettingKind::Switch);
        let value = match value.as_str() {
            "on" if is_switch => "true",
            "off" if is_switch => "false",
            other => other,
        };
        (path.clone(), value.to_owned())
    });
    switched.collect()
}

pub(super) fn check(now: &Settings, wish: &BTreeMap<String, String>) -> Result<(), FormProblems> {
    let mut problems = FormProblems::default();
    for (path, value) in wish {
        match now.get(path) {
            None => problems.add(
                path,
                format!("There is no setting “{path}” that can be changed here."),
            ),
            Some(one)
                if one.kind == SettingKind::Switch
                    && !matches!(value.as_str(), "true" | "false") =>
            {
                problems.add(path, format!("“{}” is on or off.", one.title));
            }
            Some(one)
                if one.kind == SettingKind::Choice
                    && !one.choices.iter().any(|choice| choice.value == *value) =>
            {
                let words: Vec<&str> = one.choices.iter().map(|one| one.value.as_str()).collect();
                problems.add(
                    path,
                    format!("“{}” is one of {}.", one.title, words.join(", ")),
                );
            }
            Some(_) => {}
        }
    }
    problems.or(())
}

/// Only what changes, in Zoom's sections.
pub(super) fn body(wish: &BTreeMap<String, String>, changes: &[FieldChange]) -> Value {
    let mut body = Map::new();
    for change in changes {
        let Some(value) = wish.get(&change.field) else {
            continue;
        };
        let value = match value.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            other => Value::from(other),
        };
        if let Some((section, name)) = change.field.split_once('.') {
            let section = body
                .entry(section)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(section) = section {
                section.insert(name.to_owned(), value);
            }
        }
    }
    Value::Object(body)
}
