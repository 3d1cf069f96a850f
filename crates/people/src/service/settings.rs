//! Somebody's settings in plain words.
//!
//! Zoom has hundreds. All have words, the catalogue's, which the settings of the account are said
//! in as well; those that people ask for can be changed here.

use std::collections::BTreeMap;

use connect::{Action, ConnectionId, Principal, Refusal};
use serde::Serialize;
use serde_json::Value;
use zoom_catalog::settings::section;
use zoom_client::Priority;

mod changed_here;
mod wish;

use self::{
    changed_here::CHANGED_HERE,
    wish::{body, check, switched},
};
use super::People;
use crate::{Act, Error, fields::FieldChange, words::folded};

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
    /// What it is about.
    pub section: String,
    /// What it does, in words; of one that Zoom has added since, Zoom's own name.
    pub title: String,
    /// What kind of value it holds.
    pub kind: SettingKind,
    /// Its value as text: `true`, `false`, a word.
    pub value: String,
    /// The same in words.
    pub words: String,
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
    /// Those that can be changed here.
    pub known: Vec<Setting>,
    /// All others.
    pub others: Vec<Setting>,
}

impl Setting {
    /// As it is shown; whether it can be changed, the table says.
    fn of(path: String, value: String) -> Self {
        let known = zoom_catalog::settings::setting(&path);
        let choices = known.map_or(&[][..], |known| &*known.choices);
        let choices = choices.iter().map(|choice| SettingValue {
            value: choice.value.to_owned(),
            title: choice.words.to_owned(),
        });
        let mut setting = Self {
            section: section(&path).to_owned(),
            // Zoom has new settings before anybody has words for them.
            title: known.map_or_else(
                || path.replace('_', " ").replace('.', ": "),
                |known| known.words.to_owned(),
            ),
            path,
            kind: SettingKind::Shown,
            words: String::new(),
            value,
            choices: choices.collect(),
        };
        setting.words = setting.says(&setting.value);
        setting
    }

    /// One of its values in words.
    fn says(&self, value: &str) -> String {
        let choice = self.choices.iter().find(|choice| choice.value == value);
        match (choice, value) {
            (Some(choice), _) => choice.title.clone(),
            (None, "true") => "on".to_owned(),
            (None, "false") => "off".to_owned(),
            (None, "" | "null" | "[]") => "nothing".to_owned(),
            (None, other) => match serde_json::from_str::<Vec<String>>(other) {
                Ok(list) => list.join(", "),
                Err(_) => other.to_owned(),
            },
        }
    }
}

fn is_passcode(path: &str) -> bool {
    path.ends_with("password_for_scheduled_meetings") && path.contains("default")
        || path == "schedule_meeting.pmi_password"
}

impl Settings {
    pub(crate) fn of(answer: &Value) -> Self {
        let mut flat = BTreeMap::new();
        flatten("", answer, &mut flat);
        // A passcode that meetings get opens meetings.
        flat.retain(|path, _| !is_passcode(path));
        let known = CHANGED_HERE.iter().filter_map(|path| {
            let value = flat.remove(*path)?;
            let mut setting = Setting::of((*path).to_owned(), value);
            setting.kind = match setting.choices[..] {
                [] => SettingKind::Switch,
                _ => SettingKind::Choice,
            };
            Some(setting)
        });
        let known = known.collect();
        let others = flat.into_iter();
        Self {
            known,
            others: others
                .map(|(path, value)| Setting::of(path, value))
                .collect(),
        }
    }

    /// Those of which each word of `text` is in what they are called, hold or belong to.
    #[must_use]
    pub fn fitting(mut self, text: &str) -> Self {
        let asked = folded(text);
        let fits = |one: &Setting| {
            let all = [&*one.path, &one.section, &one.title, &one.words].join(" ");
            let all = folded(&all);
            asked.split_whitespace().all(|word| all.contains(word))
        };
        self.known.retain(fits);
        self.others.retain(fits);
        self
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
        let wish = &switched(&now, wish);
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

fn differs(setting: &Setting, was: &str, now: &str) -> Option<FieldChange> {
    (was != now).then(|| FieldChange {
        field: setting.path.clone(),
        title: setting.title.clone(),
        was: setting.says(was),
        now: setting.says(now),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{SettingKind, Settings};

    fn settings() -> Settings {
        Settings::of(&json!({
            "schedule_meeting": {
                "audio_type": "voip",
                "pmi_password": "246810",
                "default_password_for_scheduled_meetings": "135790",
                "require_password_for_scheduled_meetings": true,
            },
            "in_meeting": {
                "chat": true,
                "allow_participants_chat_with": 2,
                "data_center_regions": ["EU", "US"],
                "a_new_one": null,
            },
        }))
    }

    #[test]
    fn every_setting_is_said_in_words_and_a_new_one_by_zooms_name() {
        let settings = settings();
        let audio = &settings.known[0];
        assert_eq!(audio.title, "How people are heard");
        assert_eq!(
            (audio.kind, &*audio.words),
            (SettingKind::Choice, "computer only")
        );
        let others: Vec<_> = settings
            .others
            .iter()
            .map(|one| (&*one.section, &*one.title, &*one.words))
            .collect();
        assert_eq!(
            others,
            [
                ("In meetings", "in meeting: a new one", "nothing"),
                (
                    "In meetings",
                    "With whom participants may chat",
                    "the host and co-hosts"
                ),
                ("In meetings", "Data centres that are used", "EU, US"),
                (
                    "Scheduling",
                    "Passcode for meetings that are scheduled already",
                    "on"
                ),
            ]
        );
    }

    #[test]
    fn a_passcode_is_no_setting_to_show() {
        let text = format!("{:?}", settings());
        assert!(
            !text.contains("246810") && !text.contains("135790"),
            "{text}"
        );
    }

    #[test]
    fn a_switch_is_called_on_and_off_as_on_the_pages_and_a_choice_is_not() {
        let wish = |path: &str, value: &str| {
            let wish = [(path.to_owned(), value.to_owned())].into();
            let wish = super::switched(&settings(), &wish);
            super::check(&settings(), &wish).map(|()| wish[path].clone())
        };
        assert_eq!(wish("in_meeting.chat", "off").unwrap(), "false");
        assert_eq!(wish("in_meeting.chat", "true").unwrap(), "true");
        assert!(wish("in_meeting.chat", "maybe").is_err());
        assert!(wish("schedule_meeting.audio_type", "on").is_err());
    }

    #[test]
    fn settings_are_found_by_what_they_are_called_hold_and_belong_to() {
        let found = |text: &str| {
            let found = settings().fitting(text);
            let all = found.known.into_iter().chain(found.others);
            all.map(|one| one.path).collect::<Vec<_>>()
        };
        assert_eq!(found("computer HEARD"), ["schedule_meeting.audio_type"]);
        assert_eq!(found("scheduling passcode").len(), 1);
        assert_eq!(found("in_meeting.chat"), ["in_meeting.chat"]);
        assert_eq!(found("").len(), 6);
        assert!(found("heron").is_empty());
    }
}
