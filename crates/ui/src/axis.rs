//! Where an axis puts its marks: at round figures and at round hours of the zone.

use jiff::{Span, Timestamp, ToSpan as _, Unit, Zoned, ZonedRound, tz::TimeZone};

/// A mark on an axis: where, in the drawing's units, and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Tick {
    pub(crate) at: String,
    pub(crate) words: String,
}

/// Lowest, highest and step of a scale that covers `low..=high` with about five round steps.
pub(crate) fn scale(low: f64, high: f64) -> (f64, f64, f64) {
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0, 0.5);
    }
    let high = if high > low {
        high
    } else {
        low + low.abs().max(1.0)
    };
    let rough = (high - low) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|s| s * power)
        .find(|s| *s >= rough)
        .unwrap_or(10.0 * power);
    (
        (low / step).floor() * step,
        (high / step).ceil() * step,
        step,
    )
}

/// The marks from `low` to `high`.
pub(crate) fn steps(low: f64, high: f64, step: f64) -> Vec<f64> {
    let mut marks = Vec::new();
    let mut mark = low;
    while mark <= high + step / 2.0 && marks.len() < 20 {
        marks.push(mark);
        mark += step;
    }
    marks
}

/// A figure as people read it: no more digits than it has, thousands apart.
pub(crate) fn figure(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 || (v - v.round()).abs() < 1e-9 => 0,
        v if v >= 1.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    let (sign, rest) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |r| ("-", r));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Round moments of the zone's wall time between `from` and `to`: five to nine of them.
pub(crate) fn times(from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<(Timestamp, String)> {
    let minutes = to.duration_since(from).as_secs() / 60;
    if minutes <= 0 {
        return Vec::new();
    }
    let (step, unit, increment): (Span, Unit, i64) = match minutes {
        ..=10 => (1.minute(), Unit::Minute, 1),
        11..=45 => (5.minutes(), Unit::Minute, 5),
        46..=120 => (15.minutes(), Unit::Minute, 15),
        121..=300 => (30.minutes(), Unit::Minute, 30),
        301..=600 => (1.hour(), Unit::Hour, 1),
        601..=2000 => (3.hours(), Unit::Hour, 3),
        2001..=4400 => (6.hours(), Unit::Hour, 6),
        4401..=12_000 => (1.day(), Unit::Day, 1),
        12_001..=90_000 => (7.days(), Unit::Day, 1),
        _ => (30.days(), Unit::Day, 1),
    };
    let start = from.to_zoned(zone.clone());
    let round = ZonedRound::new()
        .smallest(unit)
        .increment(increment)
        .mode(jiff::RoundMode::Ceil);
    let Ok(mut mark): Result<Zoned, _> = start.round(round) else {
        return Vec::new();
    };
    let mut marks = Vec::new();
    while mark.timestamp() <= to && marks.len() < 14 {
        let words = if unit == Unit::Day {
            mark.strftime("%-d %b").to_string()
        } else if mark.hour() == 0 && mark.minute() == 0 {
            mark.strftime("%a %-d").to_string()
        } else {
            mark.strftime("%H:%M").to_string()
        };
        marks.push((mark.timestamp(), words));
        let Ok(next) = mark.checked_add(step) else {
            break;
        };
        mark = next;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        assert_eq!(scale(0.0, 455.0), (0.0, 600.0, 200.0));
        assert_eq!(scale(0.0, 0.0), (0.0, 1.0, 0.25));
        assert_eq!(scale(7.0, 7.0), (6.0, 14.0, 2.0));
    }

    #[test]
    fn figures_are_short() {
        assert_eq!(figure(0.0), "0");
        assert_eq!(figure(97.25), "97.2");
        assert_eq!(figure(0.125), "0.12");
        assert_eq!(figure(-1_234_567.0), "-1\u{202f}234\u{202f}567");
    }

    #[test]
    fn hours_are_the_zone_s_own_over_a_clock_change() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let from = "2026-10-24T22:00:00Z".parse().expect("a timestamp");
        let to = "2026-10-25T23:00:00Z".parse().expect("a timestamp");
        let words: Vec<_> = times(from, to, &zone).into_iter().map(|t| t.1).collect();
        assert_eq!(words.first().map(String::as_str), Some("Sun 25"));
        assert!(words.len() >= 8 && words.len() <= 10, "{words:?}");
    }
}
