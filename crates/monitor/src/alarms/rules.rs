//! When a state flips: thresholds, and how many readings must agree.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::Level;
use crate::{
    grade::Grade,
    probe::{Direction, Measure},
    unit::Unit,
};

/// A test that runs this seldom opens its alarm with the first reading: the next one is an hour
/// away, and what is counted daily does not flap.
pub(crate) const SELDOM_SECONDS: u32 = 3_600;

/// How many of the last readings must agree before a state flips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Policy {
    /// So many of the last readings past a threshold open the alarm.
    pub opens: u32,
    /// So many of the last readings on its good side clear it.
    pub clears: u32,
    /// How many readings count as the last ones.
    pub readings: u32,
}

/// The most readings a policy may look at.
pub const MOST_READINGS: u32 = 20;

impl Policy {
    /// Opens with two of the last three; clears when all three are good again.
    pub const DEFAULT: Self = Self {
        opens: 2,
        clears: 3,
        readings: 3,
    };

    const FIRST: Self = Self {
        opens: 1,
        clears: 1,
        readings: 1,
    };

    /// What is wrong with it, in a sentence.
    pub fn fault(self) -> Option<String> {
        let Self {
            opens,
            clears,
            readings,
        } = self;
        if !(1..=MOST_READINGS).contains(&readings) {
            return Some(format!(
                "Between 1 and {MOST_READINGS} readings can be looked at, not {readings}."
            ));
        }
        if !(1..=readings).contains(&opens) || !(1..=readings).contains(&clears) {
            return Some(format!(
                "An alarm opens and clears with between 1 and {readings} of the last {readings} readings."
            ));
        }
        if opens + clears <= readings {
            return Some(format!(
                "With {opens} of {readings} to open and {clears} of {readings} to clear, the same readings could do both. Together the two must be more than {readings}."
            ));
        }
        None
    }

    /// The policy for something that is read every `period_seconds`.
    pub(crate) const fn at(self, period_seconds: u32) -> Self {
        if period_seconds >= SELDOM_SECONDS {
            Self::FIRST
        } else {
            self
        }
    }
}

/// Where a figure stops being normal: a default of the probe table, or what an administrator set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// Which way is better.
    pub direction: Direction,
    /// Worth a look from here.
    pub fair: Option<f64>,
    /// Felt by people from here.
    pub poor: Option<f64>,
    /// Broken from here.
    pub bad: Option<f64>,
}

impl Limits {
    /// The probe table's, where it has any.
    pub(crate) fn default_of(measure: &Measure) -> Option<Self> {
        let threshold = measure.threshold?;
        Some(Self {
            direction: measure.direction,
            fair: Some(threshold.fair),
            poor: Some(threshold.poor),
            bad: Some(threshold.bad),
        })
    }

    /// What is normal, in words.
    pub(crate) fn normal(&self, unit: Unit) -> Option<String> {
        let edge = unit.say(self.fair.or(self.poor).or(self.bad)?);
        match (unit, self.direction) {
            (_, Direction::Neutral) => None,
            // “Over no” is yes.
            (Unit::Flag, Direction::Lower) => Some(Unit::Flag.say(0.0)),
            (Unit::Flag, Direction::Higher) => Some(Unit::Flag.say(1.0)),
            (_, Direction::Lower) => Some(format!("under {edge}")),
            (_, Direction::Higher) => Some(format!("over {edge}")),
        }
    }

    /// The edge of `level`.
    pub(crate) const fn edge(&self, level: Level) -> Option<f64> {
        match level {
            Level::Fair => self.fair,
            Level::Poor => self.poor,
            Level::Bad => self.bad,
            Level::NoData => None,
        }
    }

    /// How grave `value` is; none where it is normal.
    pub(crate) fn judge(&self, value: f64) -> Option<Level> {
        let reaches = |edge: Option<f64>| {
            edge.is_some_and(|edge| match self.direction {
                Direction::Lower => value >= edge,
                Direction::Higher => value <= edge,
                Direction::Neutral => false,
            })
        };
        [Level::Bad, Level::Poor, Level::Fair]
            .into_iter()
            .find(|level| reaches(self.edge(*level)))
    }

    /// What is wrong with them, in a sentence.
    pub fn fault(&self) -> Option<String> {
        let edges: Vec<f64> = [self.fair, self.poor, self.bad]
            .into_iter()
            .flatten()
            .collect();
        if edges.is_empty() {
            return Some("Give at least one of fair, poor and bad.".to_owned());
        }
        if edges.iter().any(|edge| !edge.is_finite()) {
            return Some("A threshold is a number.".to_owned());
        }
        let ordered = match self.direction {
            Direction::Lower => edges.is_sorted(),
            Direction::Higher => edges.is_sorted_by(|one, other| one >= other),
            Direction::Neutral => {
                return Some("Say which way this figure is better: lower or higher.".to_owned());
            }
        };
        if ordered {
            return None;
        }
        Some(match self.direction {
            Direction::Lower => {
                "The smaller this figure, the better: fair must be the smallest number and bad the largest."
            }
            _ => "The larger this figure, the better: fair must be the largest number and bad the smallest.",
        }
        .to_owned())
    }
}

/// What counts for one series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Rule {
    /// Judged by these.
    Judged(Limits),
    /// Not judged: switched off, or nobody said what is normal.
    Unjudged,
}

impl Rule {
    /// A value as pages show it.
    pub(crate) fn grade(self, value: f64) -> Grade {
        if value.is_nan() {
            return Grade::NoData;
        }
        let Self::Judged(limits) = self else {
            return Grade::Unjudged;
        };
        match limits.judge(value) {
            None => Grade::Good,
            Some(Level::Fair | Level::NoData) => Grade::Fair,
            Some(Level::Poor) => Grade::Poor,
            Some(Level::Bad) => Grade::Bad,
        }
    }
}

/// An administrator's word about a measure, or about one value of its descriptor.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Override {
    pub(crate) measure: String,
    /// The descriptor's value, or [`EVERY`].
    pub(crate) label: String,
    pub(crate) rule: Rule,
}

/// In place of a descriptor's value: every value without a word of its own.
pub const EVERY: &str = "*";

/// What counts for the series `label` of `measure`.
pub(crate) fn rule(measure: &Measure, label: &str, overrides: &[Override]) -> Rule {
    let said = |wanted: &str| {
        let mut ours = overrides.iter();
        ours.find(|one| one.measure == measure.name && one.label == wanted)
    };
    match said(label).or_else(|| said(EVERY)) {
        Some(one) => one.rule,
        None => Limits::default_of(measure).map_or(Rule::Unjudged, Rule::Judged),
    }
}

#[cfg(test)]
mod tests {
    use super::{EVERY, Limits, Override, Policy, Rule, rule};
    use crate::{alarms::Level, measure, probe::Direction};

    fn policy(opens: u32, clears: u32, readings: u32) -> Policy {
        Policy {
            opens,
            clears,
            readings,
        }
    }

    #[test]
    fn a_policy_cannot_open_and_clear_with_the_same_readings() {
        assert_eq!(Policy::DEFAULT.fault(), None);
        assert_eq!(policy(1, 3, 3).fault(), None);
        for (opens, clears, readings) in [(1, 2, 3), (0, 3, 3), (4, 3, 3), (1, 1, 21), (1, 1, 0)] {
            assert!(policy(opens, clears, readings).fault().is_some());
        }
    }

    #[test]
    fn limits_go_in_the_direction_of_the_figure_and_one_is_enough() {
        let limits = |direction, fair, poor, bad| Limits {
            direction,
            fair,
            poor,
            bad,
        };
        let share = limits(Direction::Higher, Some(0.9), None, Some(0.5));
        assert_eq!(share.fault(), None);
        assert_eq!(share.judge(0.95), None);
        assert_eq!(share.judge(0.7), Some(Level::Fair));
        assert_eq!(share.judge(0.5), Some(Level::Bad));
        let wrong = limits(Direction::Lower, Some(3.0), Some(2.0), None);
        assert!(wrong.fault().unwrap().contains("fair must be the smallest"));
        assert!(limits(Direction::Lower, None, None, None).fault().is_some());
        assert!(
            limits(Direction::Neutral, Some(1.0), None, None)
                .fault()
                .is_some()
        );
        assert!(
            limits(Direction::Lower, Some(f64::NAN), None, None)
                .fault()
                .is_some()
        );
    }

    #[test]
    fn a_word_about_one_value_goes_before_one_about_all() {
        let (_, loss) = measure("zoom_meeting_loss_ratio").unwrap();
        let at = |fair| {
            Rule::Judged(Limits {
                direction: Direction::Lower,
                fair: Some(fair),
                poor: None,
                bad: None,
            })
        };
        let word = |label: &str, rule| Override {
            measure: loss.name.to_owned(),
            label: label.to_owned(),
            rule,
        };
        let words = [word(EVERY, at(0.5)), word("audio", Rule::Unjudged)];
        assert_eq!(rule(loss, "audio", &words), Rule::Unjudged);
        assert_eq!(rule(loss, "video", &words), at(0.5));
        assert!(
            matches!(rule(loss, "video", &[]), Rule::Judged(limits) if limits.fair == Some(0.02))
        );
    }
}
