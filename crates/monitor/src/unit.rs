//! Units: what a sample counts, how Prometheus names it, how a person reads it.
//!
//! Samples are kept in base units only (seconds, bytes, ratio); the page converts on showing.

use serde::Serialize;
use utoipa::ToSchema;

/// The unit of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "unit", content = "of", rename_all = "kebab-case")]
pub enum Unit {
    /// A number of things, named in the plural.
    Count(&'static str),
    /// Seconds.
    Seconds,
    /// A share from 0 to 1, shown as per cent.
    Ratio,
    /// Bytes.
    Bytes,
    /// An amount of money in the currency of the account's bills.
    Money,
    /// 1 for yes, 0 for no.
    Flag,
}

impl Unit {
    /// The suffix of the Prometheus name, with its underscore.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Seconds => "_seconds",
            Self::Ratio => "_ratio",
            Self::Bytes => "_bytes",
            Self::Count(_) | Self::Money | Self::Flag => "",
        }
    }

    /// The unit's name, as a column shows it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Count(things) => things,
            Self::Seconds => "seconds",
            Self::Ratio => "%",
            Self::Bytes => "bytes",
            Self::Money => "currency of the bills",
            Self::Flag => "yes or no",
        }
    }

    /// A value as a person reads it, with its unit.
    pub fn say(self, value: f64) -> String {
        match self {
            Self::Count(things) => {
                let one = (value - 1.0).abs() < f64::EPSILON;
                let things = if one {
                    things.trim_end_matches('s')
                } else {
                    things
                };
                format!("{} {things}", number(value))
            }
            Self::Seconds => duration(value),
            Self::Ratio => format!("{} %", tidy(value * 100.0, 1)),
            Self::Bytes => bytes(value),
            Self::Money => money(value),
            Self::Flag => if value >= 0.5 { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// A number with thin groups of three, at most one decimal.
fn number(value: f64) -> String {
    group(&tidy(value, 1))
}

/// A count with thin groups of three.
pub fn thousands(count: u64) -> String {
    group(&count.to_string())
}

fn money(value: f64) -> String {
    group(&format!("{value:.2}"))
}

fn tidy(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    };
    if text == "-0" { "0".to_owned() } else { text }
}

fn group(text: &str) -> String {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// Seconds in the largest fitting units, two at most.
pub fn duration(seconds: f64) -> String {
    if seconds < 0.0 {
        return format!("-{}", duration(-seconds));
    }
    if seconds < f64::EPSILON {
        return "0 s".to_owned();
    }
    if seconds < 1.0 {
        return format!("{} ms", tidy(seconds * 1000.0, 1));
    }
    if seconds < 60.0 {
        return format!("{} s", tidy(seconds, 1));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative here, and a saturated length of time is still a long one"
    )]
    let whole = seconds.round() as u64;
    let (large, large_unit, small, small_unit) = match whole {
        0..3_600 => (whole / 60, "min", whole % 60, "s"),
        3_600..86_400 => (whole / 3_600, "h", whole % 3_600 / 60, "min"),
        _ => (whole / 86_400, "d", whole % 86_400 / 3_600, "h"),
    };
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

fn bytes(value: f64) -> String {
    let mut value = value;
    for unit in ["B", "kB", "MB", "GB", "TB"] {
        if value.abs() < 1000.0 {
            return format!("{} {unit}", tidy(value, 1));
        }
        value /= 1000.0;
    }
    format!("{} PB", tidy(value, 1))
}

#[cfg(test)]
mod tests {
    use super::{Unit, duration};

    #[test]
    fn values_read_as_a_person_would_say_them() {
        let said = [
            Unit::Count("users").say(12_345.0),
            Unit::Count("users").say(0.0),
            Unit::Count("users").say(1.0),
            Unit::Ratio.say(0.834),
            Unit::Ratio.say(1.0),
            Unit::Bytes.say(2_100_000_000.0),
            Unit::Money.say(1000.2),
            Unit::Flag.say(1.0),
            Unit::Seconds.say(0.042),
        ];
        assert_eq!(
            said,
            [
                "12\u{202f}345 users",
                "0 users",
                "1 user",
                "83.4 %",
                "100 %",
                "2.1 GB",
                "1\u{202f}000.20",
                "yes",
                "42 ms"
            ]
        );
    }

    #[test]
    fn lengths_of_time_use_two_units_at_most() {
        let said = [2.0, 61.0, 3_600.0, 4_320.0, 90_000.0, -60.0].map(duration);
        assert_eq!(
            said,
            ["2 s", "1 min 1 s", "1 h", "1 h 12 min", "1 d 1 h", "-1 min"]
        );
    }
}
