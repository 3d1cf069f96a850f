//! A body as it may be shown: what opens a meeting, a recording or an account is hidden.
//!
//! Zoom puts join links, passcodes, host links and download tokens into its events. The journal
//! keeps the raw bytes, because their hash and every replay depend on them; what a person, a
//! program or a terminal is shown has these values replaced. Hidden is hidden for everybody: who
//! needs a link finds it on the meeting's own page, where it is decided who may see it.

use serde_json::Value;

/// What stands in the place of a hidden value.
pub const HIDDEN: &str = "(hidden)";

/// The body as JSON with what must not be shown replaced; text of its first letters where it is
/// not JSON.
pub fn masked(body: &[u8]) -> Value {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => without_secrets(value),
        Err(_) => Value::String("(cannot be read as JSON, so not shown)".to_owned()),
    }
}

/// The value with what must not be shown replaced.
pub fn without_secrets(value: Value) -> Value {
    if is_delicate("", &value) {
        return HIDDEN.into();
    }
    let mut value = value;
    mask(&mut value);
    value
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if is_delicate(name, value) {
                    *value = Value::String(HIDDEN.to_owned());
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(items) => {
            for value in items {
                if is_delicate("", value) {
                    *value = Value::String(HIDDEN.to_owned());
                } else {
                    mask(value);
                }
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether the value of a field of this name may open something: for everybody who keeps or shows
/// what Zoom tells, whole or in part. A flag never does. Of an object or a list only its name is
/// judged; what is in it is judged by the names there.
pub fn is_delicate(name: &str, value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::String(text) => is_secret(name) || opens_something(text) || says_a_passcode(text),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => is_secret(name),
    }
}

/// Parts of names whose values open something.
const PARTS: [&str; 9] = [
    "token",
    "passcode",
    "password",
    "secret",
    "signature",
    "host_key",
    "pin_code",
    "pwd",
    "zak",
];
/// Words of names whose values open something, where they stand alone (`pin`, not `shipping`).
const WORDS: [&str; 14] = [
    "pin",
    "pmi",
    "code",
    "pass",
    "passphrase",
    "key",
    "keys",
    "link",
    "url",
    "auth",
    "authorization",
    "authentication",
    "credential",
    "credentials",
];
/// Names with such a word that say only where, when or which, and open nothing.
const HARMLESS: [&str; 13] = [
    "country_code",
    "area_code",
    "state_code",
    "account_code",
    "client_code",
    "carrier_code",
    "country_iso_code",
    "meeting_authentication",
    "recording_authentication",
    "authentication_method",
    "authentication_option",
    "authentication_name",
    "authentication_domains",
];
/// Names in Zoom's events whose values open something.
fn is_secret(name: &str) -> bool {
    let name = snake(name);
    // Zoom's answer to its own check of an address is made from this and is no secret.
    name != "plain_token"
        && name != "next_page_token"
        && (PARTS.iter().any(|part| name.contains(part))
            || name.split('_').any(|word| WORDS.contains(&word)) && !is_harmless(&name))
}

fn is_harmless(name: &str) -> bool {
    HARMLESS.iter().any(|end| name.ends_with(end))
}

/// `authCode` and `Auth-Code` as `auth_code`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_small {
            snake.push('_');
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        snake.push(match letter {
            '-' | ' ' | '.' => '_',
            other => other.to_ascii_lowercase(),
        });
    }
    snake
}

/// `Passcode: 123456`, as Zoom's invitations say it.
fn says_a_passcode(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["passcode", "password"].iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let after = text[at + word.len()..].trim_start();
            after.starts_with([':', '：'])
        })
    })
}

/// A link with a key in it, or to a meeting, wherever it stands (a topic, an agenda).
fn opens_something(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("http")
        && [
            "pwd=",
            "tk=",
            "zak=",
            "access_token=",
            "/j/",
            "/w/",
            "/s/",
            "/rec/",
        ]
        .iter()
        .any(|key| text.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_a_meeting_or_a_recording_is_hidden_and_the_rest_stays() {
        let body = br#"{"event":"recording.completed","event_ts":1,"download_token":"secret-1",
            "payload":{"account_id":"a","object":{"topic":"Board","id":85012345678,
                "password":"secret-2","join_url":"https://zoom.us/j/1?pwd=secret-3",
                "settings":{"use_pmi":false,"pstn_password":"secret-4","approval_type":2},
                "agenda":"come to https://zoom.us/j/1?pwd=secret-5 please",
                "recording_play_passcode":"secret-6",
                "recording_files":[{"download_url":"https://zoom.us/rec/secret-7","file_size":7}]}}}"#;
        let shown = masked(body).to_string();
        assert!(!shown.contains("secret-"), "{shown}");
        for kept in [
            "recording.completed",
            "Board",
            "85012345678",
            "\"approval_type\":2",
            "\"file_size\":7",
            "\"use_pmi\":false",
        ] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
    }

    #[test]
    fn codes_and_pins_are_hidden_and_what_only_resembles_them_stays() {
        for name in [
            "verification_code",
            "auth_code",
            "authCode",
            "authorization",
            "Authorization",
            "client_credentials",
            "tsp_credentials",
            "encrypted_pin",
            "pstn_pin",
            "leader_pin",
            "participant_pin_code",
            "conference_code",
            "code",
            "hostKey",
            "pmi",
            "encryption_key",
            "personal_link",
            "join_url",
        ] {
            let body = serde_json::json!({ "object": { name: "opens-it" } });
            let shown = masked(body.to_string().as_bytes());
            assert_eq!(shown["object"][name], HIDDEN, "{name}");
        }
        for name in [
            "country_code",
            "caller_country_iso_code",
            "area_code",
            "callee_account_code",
            "authentication_name",
            "author",
            "shipping",
            "bypass",
            "keyboard",
            "plainToken",
        ] {
            let body = serde_json::json!({ "object": { name: "stays" } });
            let shown = masked(body.to_string().as_bytes());
            assert_eq!(shown["object"][name], "stays", "{name}");
        }
        for text in [
            "Board\nPasscode: 4711",
            "PASSWORD : x",
            "passcode:1",
            "Ünïcode İ Passcode:\t1",
        ] {
            let body = serde_json::json!({ "agenda": text, "list": [text] });
            let shown = masked(body.to_string().as_bytes());
            assert_eq!(shown["agenda"], HIDDEN, "{text}");
            assert_eq!(shown["list"][0], HIDDEN, "{text}");
        }
        let harmless = serde_json::json!({ "topic": "How to choose a passcode" });
        assert_eq!(masked(harmless.to_string().as_bytes()), harmless);
    }

    #[test]
    fn what_is_no_json_is_not_shown() {
        assert_eq!(
            masked(b"pwd=secret"),
            "(cannot be read as JSON, so not shown)"
        );
    }
}
