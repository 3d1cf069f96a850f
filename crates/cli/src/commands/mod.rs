//! One file per command: its flags, and what it does with the product crates.

pub(crate) mod account;
pub(crate) mod agent;
pub(crate) mod alarms;
pub(crate) mod api;
pub(crate) mod around;
pub(crate) mod budget;
pub(crate) mod bulk;
pub(crate) mod config;
pub(crate) mod connect;
pub(crate) mod demo;
pub(crate) mod docs;
pub(crate) mod doctor;
pub(crate) mod inbox;
pub(crate) mod join;
pub(crate) mod live;
pub(crate) mod meetings;
pub(crate) mod people;
pub(crate) mod probes;
pub(crate) mod recordings;
mod said;
pub(crate) mod sandbox;
pub(crate) mod sdk;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod shell;
pub(crate) mod zoom_events;

use std::time::Duration;

pub(crate) use said::state as state_words;

/// A period as people write it: `90s`, `5m`, `12h`, `7d`.
pub(crate) fn period(text: &str) -> Result<Duration, String> {
    let refused = || format!("“{text}” is no period; write it like 90s, 5m, 12h or 7d");
    let unit = text.chars().last().ok_or_else(refused)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(refused()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| refused())?;
    match number.checked_mul(seconds) {
        Some(0) | None => Err(refused()),
        Some(seconds) => Ok(Duration::from_secs(seconds)),
    }
}

/// Which values of a setting an edit began from.
pub(crate) fn revision(text: &str) -> Result<monitor::Revision, String> {
    monitor::Revision::sent(text).ok_or_else(|| "name one, or leave the flag out".to_owned())
}

/// The same period in the shortest of those forms.
pub(crate) fn shown_period(period: Duration) -> String {
    let seconds = period.as_secs();
    for (letter, unit) in [('d', 86_400), ('h', 3600), ('m', 60)] {
        if seconds >= unit && seconds.is_multiple_of(unit) {
            return format!("{}{letter}", seconds / unit);
        }
    }
    format!("{seconds}s")
}

#[cfg(test)]
mod tests {
    use super::{period, shown_period};

    #[test]
    fn periods_read_as_people_write_them_and_back() {
        for text in ["90s", "5m", "12h", "7d"] {
            assert_eq!(shown_period(period(text).expect("a period")), text);
        }
        for text in ["", "5", "m", "0s", "-1h", "1w", "99999999999999999999d"] {
            assert!(period(text).is_err(), "{text}");
        }
    }
}
