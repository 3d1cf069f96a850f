//! Judging a figure: good, fair, poor, bad, or nothing to judge.
//!
//! No data is its own state and never good: a probe that stopped reading must not look healthy.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{alarms::rule, probe::Measure};

/// How a figure stands against its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Normal.
    Good,
    /// A figure to know; no threshold says what is normal.
    Unjudged,
    /// Nothing was measured, or not lately.
    NoData,
    /// Worth a look.
    Fair,
    /// Felt by people.
    Poor,
    /// Broken.
    Bad,
}

impl Grade {
    /// One word for the page.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unjudged => "no threshold",
            Self::NoData => "no data",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Bad => "bad",
        }
    }
}

/// Judges `value` of `measure` by the probe table; `None` is no data.
pub fn grade(measure: &Measure, value: Option<f64>) -> Grade {
    value.map_or(Grade::NoData, |value| rule(measure, "", &[]).grade(value))
}

#[cfg(test)]
mod tests {
    use super::{Grade, grade};
    use crate::{probe::table::measure, unit::Unit};

    #[test]
    fn a_figure_is_judged_in_its_own_direction() {
        let delay = measure("d", "", Unit::Seconds, "").under(0.1, 0.2, 0.3);
        let share = measure("s", "", Unit::Ratio, "").over(0.9, 0.8, 0.5);
        let judged = |m, v| grade(m, Some(v));
        assert_eq!(judged(&delay, 0.05), Grade::Good);
        assert_eq!(judged(&delay, 0.1), Grade::Fair);
        assert_eq!(judged(&delay, 0.25), Grade::Poor);
        assert_eq!(judged(&delay, 0.3), Grade::Bad);
        assert_eq!(judged(&share, 0.95), Grade::Good);
        assert_eq!(judged(&share, 0.4), Grade::Bad);
    }

    #[test]
    fn no_data_is_never_good() {
        let delay = measure("d", "", Unit::Seconds, "").under(0.1, 0.2, 0.3);
        assert_eq!(grade(&delay, None), Grade::NoData);
        assert_eq!(grade(&delay, Some(f64::NAN)), Grade::NoData);
        assert_eq!(
            grade(&measure("x", "", Unit::Flag, ""), None),
            Grade::NoData
        );
    }
}
