//! Where what somebody typed into the form of a meeting differs from what holds now.

use ::meetings::Form;
use serde_json::{Map, Value};
use ui::Html;

use crate::overtaken;

/// What the fields of the form are called on it.
const FIELDS: [(&str, &str); 22] = [
    ("topic", "Topic"),
    ("agenda", "Agenda"),
    ("host", "Host"),
    ("date", "Date"),
    ("time", "Starts at"),
    ("fold", "Which of the two times"),
    ("duration", "Minutes"),
    ("zone", "Time zone"),
    ("passcode", "Passcode"),
    ("waiting_room", "Waiting room"),
    ("join_before_host", "Join before host"),
    ("mute_on_entry", "Mute on entry"),
    ("host_video", "Host video"),
    ("participant_video", "Participant video"),
    ("auto_recording", "Automatic recording"),
    ("practice_session", "Practice session"),
    ("questions_and_answers", "Questions and answers"),
    ("on_demand", "On demand"),
    ("panelists_video", "Panelist video"),
    ("hd_video", "HD video"),
    ("join_link", "Who sees the join link"),
    ("passcode_shown", "Who sees the passcode"),
];

/// Each field that differs, as it holds now and as it was typed. Whether the passcode differs is
/// said, and not from what.
pub(super) fn table(holds: &Form, typed: &Form) -> Html {
    let (holds, typed) = (fields(holds), fields(typed));
    overtaken::table(FIELDS.into_iter().map(|(key, label)| {
        let (now, then) = (said(&holds, key), said(&typed, key));
        if key == "passcode" && now != then {
            (label, "not shown".to_owned(), "another one".to_owned())
        } else {
            (label, now, then)
        }
    }))
}

/// A switch that is off sends nothing.
fn said(fields: &Map<String, Value>, key: &str) -> String {
    let text = fields.get(key).and_then(Value::as_str).unwrap_or_default();
    match text.trim() {
        "true" | "yes" | "1" => "on".to_owned(),
        "false" | "no" | "0" | "off" => String::new(),
        other => other.replace("\r\n", "\n"),
    }
}

fn fields(form: &Form) -> Map<String, Value> {
    match serde_json::to_value(form) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use ::meetings::Form;

    use super::{FIELDS, fields, table};

    #[test]
    fn only_what_differs_stands_there_and_a_passcode_is_not_shown() {
        let form = |topic: &str, passcode: &str, waiting_room: &str| Form {
            topic: topic.to_owned(),
            passcode: passcode.to_owned(),
            waiting_room: waiting_room.to_owned(),
            duration: "30".to_owned(),
            ..Form::default()
        };
        let html = table(&form("Theirs", "1234", "on"), &form("Mine", "9876", "")).to_string();
        for said in ["Theirs", "Mine", "Waiting room", "nothing"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        for said in ["1234", "9876", "Minutes"] {
            assert!(!html.contains(said), "{said}: {html}");
        }
        let same = table(&form("A", "", ""), &form("A", "", "false")).to_string();
        assert!(same.contains("nothing is left to save"), "{same}");
    }

    #[test]
    fn every_field_of_the_form_has_its_words() {
        let mut keys: Vec<String> = fields(&Form::default()).keys().cloned().collect();
        keys.retain(|key| key != "revision");
        keys.sort_unstable();
        let mut named: Vec<&str> = FIELDS.iter().map(|(key, _)| *key).collect();
        named.sort_unstable();
        assert_eq!(keys, named);
    }
}
