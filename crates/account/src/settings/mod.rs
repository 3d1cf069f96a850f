//! The settings of an account: read in plain words, changed after a look at the difference.
//!
//! The way through it is *what is asked → what is now → the difference → Zoom → read back*. Only
//! what differs is sent, and only over the value that the person saw.

mod save;
mod sheet;
mod table;

use serde::Serialize;
use zoom_catalog::settings::Choice;

pub use self::{
    save::{Ask, Drift, Line, Review, Saved},
    sheet::{Row, Sheet},
    table::{find, settings},
};

/// A setting worth showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Where it stands in Zoom's answer, for instance `in_meeting.chat`.
    pub path: &'static str,
    /// What it belongs to.
    pub group: &'static str,
    /// In plain words.
    pub label: &'static str,
    /// What it can be.
    #[serde(skip)]
    pub kind: Kind,
}

/// What a setting can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// On or off.
    Switch,
    /// One of Zoom's words.
    Choice(&'static [Choice]),
    /// One of a few numbers, with their unit.
    OneOf(&'static [i64], &'static str),
    /// A number within bounds, with its unit.
    Number(i64, i64, &'static str),
}

impl Setting {
    /// The section that Zoom gives and takes only by name, where it is in one.
    fn option(&self) -> Option<&'static str> {
        match self.path.split_once('.')?.0 {
            "security" => Some("security"),
            "meeting_security" => Some("meeting_security"),
            _ => None,
        }
    }

    /// A value of Zoom's as forms and programs write it; `None` where it is of another kind.
    fn text(&self, value: &serde_json::Value) -> Option<String> {
        match self.kind {
            Kind::Switch => value
                .as_bool()
                .map(|on| if on { "on" } else { "off" }.to_owned()),
            Kind::Choice(_) => value.as_str().map(str::to_owned),
            Kind::OneOf(..) | Kind::Number(..) => value.as_i64().map(|number| number.to_string()),
        }
    }

    /// What was typed as a value of Zoom's, or what is wrong with it.
    fn value(&self, typed: &str) -> Result<serde_json::Value, String> {
        let typed = typed.trim();
        let of = |what: String| format!("“{}” takes {what}, not “{typed}”.", self.label);
        match self.kind {
            Kind::Switch => match typed {
                "on" | "true" => Ok(true.into()),
                "off" | "false" => Ok(false.into()),
                _ => Err(of("on or off".to_owned())),
            },
            Kind::Choice(choices) => {
                if choices.iter().any(|choice| choice.value == typed) {
                    return Ok(typed.into());
                }
                let names: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
                Err(of(format!("one of {}", names.join(", "))))
            }
            Kind::OneOf(numbers, _) => match typed.parse::<i64>() {
                Ok(number) if numbers.contains(&number) => Ok(number.into()),
                _ => {
                    let names: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                    Err(of(format!("one of {}", names.join(", "))))
                }
            },
            Kind::Number(least, most, _) => match typed.parse::<i64>() {
                Ok(number) if (least..=most).contains(&number) => Ok(number.into()),
                _ => Err(of(format!("a whole number from {least} to {most}"))),
            },
        }
    }

    /// A value in plain words.
    pub fn words(&self, text: &str) -> String {
        match self.kind {
            Kind::Switch => text.to_owned(),
            Kind::Choice(choices) => choices
                .iter()
                .find(|choice| choice.value == text)
                .map_or_else(|| text.to_owned(), |choice| choice.words.to_owned()),
            Kind::OneOf(_, unit) | Kind::Number(_, _, unit) => format!("{text} {unit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{find, settings};

    #[test]
    fn every_setting_stands_once_and_takes_what_it_shows() {
        for setting in settings() {
            let same = settings().iter().filter(|one| one.path == setting.path);
            assert_eq!(same.count(), 1, "{}", setting.path);
            assert!(setting.value("a word that Zoom never had").is_err());
            assert_ne!(setting.label, setting.path, "it has words");
        }
        let days = find("recording.auto_delete_cmr_days").unwrap();
        assert_eq!(days.value("60").unwrap(), 60);
        assert_eq!(
            days.value("61").unwrap_err(),
            "“Days until cloud recordings are deleted” takes one of 30, 60, 90, 120, not “61”."
        );
        assert_eq!(days.words("60"), "60 days");
    }
}
