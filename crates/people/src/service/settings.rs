//! Somebody's settings in plain words.
//!
//! Zoom has hundreds; those named here have words of their own and can be changed. The others are
//! shown under the name Zoom gives them, so that nothing is hidden.

use std::collections::BTreeMap;

use connect::{Action, ConnectionId, FormProblems, Principal, Refusal};
use serde::Serialize;
use serde_json::{Map, Value};
use zoom_client::Priority;

mod named;

use self::named::NAMED;
use super::People;
use crate::{Act, Error, fields::FieldChange};

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    /// On or off.
    Switch,
    /// One of a few words.
    Choice,
    /// Something this page shows only.
    Shown,
}

/// A setting as it is.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Setting {
    /// Section and name, Zoom's own: `in_meeting.chat`.
    pub path: String,
    /// What it does, in words.
    pub title: String,
    /// What kind of value it holds.
    pub kind: SettingKind,
    /// Its value as text: `true`, `false`, a word.
    pub value: String,
    /// The words to choose from.
    pub choices: Vec<SettingValue>,
}

/// A word of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SettingValue {
    /// Zoom's word.
    pub value: String,
    /// What it means.
    pub title: String,
}

/// All settings of somebody.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleSettings)]
pub struct Settings {
    /// Those with words of their own.
    pub known: Vec<Setting>,
    /// All others.
    pub others: Vec<Setting>,
}

impl Settings {
    pub(crate) fn of(answer: &Value) -> Self {
        let mut flat = BTreeMap::new();
        flatten("", answer, &mut flat);
        let mut settings = Self::default();
        for (path, title, choices) in NAMED {
            let Some(value) = flat.remove(*path) else {
                continue;
            };
            settings.known.push(Setting {
                path: (*path).to_owned(),
                title: (*title).to_owned(),
                kind: if choices.is_empty() {
                    SettingKind::Switch
                } else {
                    SettingKind::Choice
                },
                value,
                choices: choices
                    .iter()
                    .map(|(value, title)| SettingValue {
                        value: (*value).to_owned(),
                        title: (*title).to_owned(),
                    })
                    .collect(),
            });
        }
        // A passcode that every scheduled meeting gets opens meetings.
        flat.retain(|path, _| !path.contains("password_for_scheduled_meetings"));
        settings.others = flat
            .into_iter()
            .map(|(path, value)| Setting {
                title: path.replace('_', " ").replace('.', ": "),
                path,
                kind: SettingKind::Shown,
                value,
                choices: Vec::new(),
            })
            .collect();
        settings
    }

    fn get(&self, path: &str) -> Option<&Setting> {
        self.known.iter().find(|setting| setting.path == path)
    }
}

fn flatten(at: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                flatten(&at, value, into);
            }
        }
        Value::String(text) => {
            into.insert(at.to_owned(), text.clone());
        }
        other => {
            into.insert(at.to_owned(), other.to_string());
        }
    }
}

impl People {
    /// Somebody's settings, read now.
    pub async fn settings(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
    ) -> Result<Settings, Error> {
        self.may(who, Action::Read, id)?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let answer = zoom.settings(key.trim()).await;
        Ok(Settings::of(&answer.map_err(Refusal::of(Act::Settings))?))
    }

    /// Changes settings by their path. With `read`, values as they were when the form was read,
    /// nothing is saved where Zoom holds others by now. The answer is what Zoom kept.
    pub async fn change_settings(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
        wish: &BTreeMap<String, String>,
        read: Option<&BTreeMap<String, String>>,
    ) -> Result<(Settings, Vec<FieldChange>), Error> {
        self.may(who, Action::Change, id)?;
        let person = self.named(id, key).await?;
        let zoom = self.zoom(id, Priority::Person).await?;
        let answer = zoom.settings(person.key()).await;
        let now = Settings::of(&answer.map_err(Refusal::of(Act::Settings))?);
        check(&now, wish)?;
        let changes: Vec<FieldChange> = wish
            .iter()
            .filter_map(|(path, value)| differs(now.get(path)?, &now.get(path)?.value, value))
            .collect();
        if let Some(read) = read {
            let others: Vec<FieldChange> = read
                .iter()
                .filter(|(path, _)| changes.iter().any(|change| change.field == **path))
                .filter_map(|(path, was)| {
                    let setting = now.get(path)?;
                    differs(setting, was, &setting.value)
                })
                .collect();
            if !others.is_empty() {
                return Err(Error::Stale(others));
            }
        }
        if changes.is_empty() {
            return Ok((now, changes));
        }
        zoom.update_settings(person.key(), &body(wish, &changes))
            .await
            .map_err(Refusal::of(Act::ChangeSettings))?;
        let answer = zoom.settings(person.key()).await;
        let kept = Settings::of(&answer.map_err(Refusal::of(Act::Settings))?);
        let detail = super::update::said(&changes);
        self.noted(who, id, &person, "settings", detail).await?;
        Ok((kept, changes))
    }
}

fn check(now: &Settings, wish: &BTreeMap<String, String>) -> Result<(), FormProblems> {
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
                problems.add(
                    path,
                    format!("“{}” is on or off (true or false).", one.title),
                );
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

fn differs(setting: &Setting, was: &str, now: &str) -> Option<FieldChange> {
    (was != now).then(|| FieldChange {
        field: setting.path.clone(),
        title: setting.title.clone(),
        was: shown(setting, was),
        now: shown(setting, now),
    })
}

fn shown(setting: &Setting, value: &str) -> String {
    match value {
        "true" => "on".to_owned(),
        "false" => "off".to_owned(),
        other => setting
            .choices
            .iter()
            .find(|choice| choice.value == other)
            .map_or_else(|| other.to_owned(), |choice| choice.title.clone()),
    }
}

/// Only what changes, in Zoom's sections.
fn body(wish: &BTreeMap<String, String>, changes: &[FieldChange]) -> Value {
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
