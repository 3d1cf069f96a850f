//! What the settings of an account and of a user are called in plain words.
//!
//! Zoom names a setting by where it stands in its answer (`in_meeting.chat`). The same path means
//! the same in the settings of an account and of a user, so both pages say the same words, and a
//! change that Zoom tells of is said in them too. Written by hand, in `data/settings.tsv`: words
//! are ours, not Zoom's.
//!
//! What this refuses: words for a passcode. What opens a meeting is no setting to show.

use std::{collections::HashMap, sync::OnceLock};

use crate::table::rows;

/// A setting in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Where it stands in Zoom's answer.
    pub path: &'static str,
    /// What it does.
    pub words: &'static str,
    /// What it can be, where it is neither on or off nor a number nor free text.
    pub choices: Vec<Choice>,
}

/// One of Zoom's values and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Zoom's word or number.
    pub value: &'static str,
    /// What it means.
    pub words: &'static str,
}

/// The setting at this path.
pub fn setting(path: &str) -> Option<&'static Setting> {
    static ALL: OnceLock<HashMap<&'static str, Setting>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let settings = rows(include_str!("../data/settings.tsv")).map(|mut row| Setting {
            path: row.cell(),
            words: row.cell(),
            choices: row.cell().split('|').filter_map(choice).collect(),
        });
        settings.map(|one| (one.path, one)).collect()
    });
    all.get(path)
}

fn choice(text: &'static str) -> Option<Choice> {
    let (value, words) = text.split_once('=')?;
    Some(Choice { value, words })
}

/// What the settings at and below this path are about.
pub fn section(path: &str) -> &'static str {
    let (first, _) = path.split_once('.').unwrap_or((path, ""));
    match first {
        "schedule_meeting" => "Scheduling",
        "in_meeting" => "In meetings",
        "meeting_security" | "security" => "Security",
        "meeting_authentication"
        | "recording_authentication"
        | "authentication_options"
        | "allow_authentication_exception" => "Signing in",
        "recording" => "Recording",
        "email_notification" => "Mail from Zoom",
        "zoom_rooms" | "general_setting" => "Zoom Rooms",
        "telephony" | "tsp" | "audio_conferencing" => "Telephone",
        "feature" => "Licences and what they hold",
        "whiteboard" => "Whiteboard",
        "profile" => "Where things are kept",
        _ => "Others",
    }
}

#[cfg(test)]
mod tests {
    use super::{section, setting};

    #[test]
    fn a_setting_has_words_and_a_choice_has_them_for_each_of_its_values() {
        let audio = setting("schedule_meeting.audio_type").unwrap();
        assert_eq!(audio.words, "How people are heard");
        let values: Vec<_> = audio.choices.iter().map(|one| one.value).collect();
        assert_eq!(values, ["both", "telephony", "voip", "thirdParty"]);
        assert_eq!(setting("in_meeting.chat").unwrap().choices, []);
        assert_eq!(setting("in_meeting.a_new_one"), None);
    }

    #[test]
    fn every_line_is_a_setting_of_a_known_section_and_stands_once() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("../data/settings.tsv").lines().skip(1) {
            let mut cells = line.split('\t');
            let (path, words) = (cells.next().unwrap(), cells.next().unwrap());
            assert!(seen.insert(path), "{path} stands twice");
            assert!(!words.is_empty() && !words.starts_with(' '), "{line}");
            assert_ne!(section(path), "Others", "{path}");
            for choice in cells.next().unwrap_or_default().split('|') {
                assert!(choice.is_empty() || choice.contains('='), "{line}");
            }
            assert_eq!(cells.next(), None, "{line}");
        }
        assert!(seen.len() > 300);
    }
}
