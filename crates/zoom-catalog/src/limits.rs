//! Zoom's rate limits as numbers, per account and shared by all its apps (source: Zoom's "Rate
//! limits"). No windows and no counters here: whoever enforces or budgets brings its own.

use std::{fmt, str::FromStr};

use crate::operation::{Operation, RateLabel};

/// What the account pays for, as far as rate limits go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plan {
    /// Not paid.
    Free,
    /// Pro.
    Pro,
    /// Business, Education, Enterprise and Partners.
    Business,
}

impl Plan {
    /// All three, smallest first.
    pub const ALL: [Self; 3] = [Self::Free, Self::Pro, Self::Business];

    /// The word in configuration and on pages: `free`, `pro`, `business`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Pro => "pro",
            Self::Business => "business",
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not one of the three plans.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a plan; write free, pro or business")]
pub struct UnknownPlan(pub String);

impl FromStr for Plan {
    type Err = UnknownPlan;

    fn from_str(word: &str) -> Result<Self, UnknownPlan> {
        match word.to_ascii_lowercase().as_str() {
            "free" | "basic" => Ok(Self::Free),
            "pro" => Ok(Self::Pro),
            "business" | "education" | "enterprise" | "partner" => Ok(Self::Business),
            _ => Err(UnknownPlan(word.to_owned())),
        }
    }
}

/// Products with limits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Everything but phone and contact centre.
    General,
    /// Zoom Phone.
    Phone,
    /// Contact Center: phone's numbers, and no operation in this catalogue.
    ContactCenter,
}

impl Family {
    /// The family of an operation.
    pub fn of(operation: &Operation) -> Self {
        if operation.is_phone() {
            Self::Phone
        } else {
            Self::General
        }
    }
}

/// How long the count runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// One second.
    Second,
    /// One minute: resource-intensive operations.
    Minute,
}

impl Window {
    /// Its length in seconds.
    pub fn seconds(self) -> u32 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
        }
    }
}

/// So many calls in each window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Calls.
    pub count: u32,
    /// In each of these.
    pub window: Window,
}

/// So many calls in a UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCap {
    /// Calls.
    pub count: u32,
    /// Whether heavy and resource-intensive calls are counted together against it.
    pub heavy_and_intensive_together: bool,
}

/// Creations and updates of meetings and webinars for one host in a UTC day.
pub const PER_HOST_DAY: u32 = 100;
/// Registrations of one registrant for one meeting in a UTC day.
pub const PER_REGISTRANT_DAY: u32 = 3;
/// Changes of one registrant's status in a UTC day.
pub const REGISTRANT_STATUS_DAY: u32 = 10;

/// Calls of this label in a second, or for resource-intensive ones in a minute.
///
/// Zoom gives no numbers for phone on a free account (there is no such thing): Pro's stand in.
pub fn rate(plan: Plan, family: Family, label: RateLabel) -> Rate {
    /// By label, lightest first.
    type Row = [u32; 4];
    let row: Row = match (family, plan) {
        (Family::General, Plan::Free) => [4, 2, 1, 10],
        (Family::General, Plan::Pro) => [30, 20, 10, 10],
        (Family::General, Plan::Business) => [80, 60, 40, 20],
        (Family::Phone | Family::ContactCenter, Plan::Free | Plan::Pro) => [20, 10, 5, 5],
        (Family::Phone | Family::ContactCenter, Plan::Business) => [40, 20, 10, 10],
    };
    match label {
        RateLabel::Light => Rate {
            count: row[0],
            window: Window::Second,
        },
        RateLabel::Medium => Rate {
            count: row[1],
            window: Window::Second,
        },
        RateLabel::Heavy => Rate {
            count: row[2],
            window: Window::Second,
        },
        RateLabel::ResourceIntensive => Rate {
            count: row[3],
            window: Window::Minute,
        },
    }
}

/// Calls of this label in a UTC day; `None` where Zoom sets no bound.
pub fn day_cap(plan: Plan, family: Family, label: RateLabel) -> Option<DayCap> {
    use RateLabel::{Heavy, Light, Medium, ResourceIntensive};

    let alone = |count| {
        Some(DayCap {
            count,
            heavy_and_intensive_together: false,
        })
    };
    let together = |count| {
        Some(DayCap {
            count,
            heavy_and_intensive_together: true,
        })
    };
    match (family, plan, label) {
        (Family::General, Plan::Free, Light) => alone(6_000),
        (Family::General, Plan::Free, Medium) => alone(2_000),
        (Family::General, Plan::Free, Heavy) => alone(1_000),
        (Family::General, Plan::Free, ResourceIntensive) => alone(30_000),
        (_, _, Light | Medium) => None,
        (Family::General, Plan::Pro, _)
        | (Family::Phone | Family::ContactCenter, Plan::Business, _) => together(30_000),
        (Family::General, Plan::Business, _) => together(60_000),
        (Family::Phone | Family::ContactCenter, Plan::Free | Plan::Pro, _) => together(15_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_zooms_table() {
        let per_window = |plan, family| RateLabel::ALL.map(|label| rate(plan, family, label).count);
        assert_eq!(per_window(Plan::Free, Family::General), [4, 2, 1, 10]);
        assert_eq!(per_window(Plan::Pro, Family::General), [30, 20, 10, 10]);
        assert_eq!(
            per_window(Plan::Business, Family::General),
            [80, 60, 40, 20]
        );
        assert_eq!(per_window(Plan::Pro, Family::Phone), [20, 10, 5, 5]);
        assert_eq!(per_window(Plan::Business, Family::Phone), [40, 20, 10, 10]);

        let per_day = |plan, family| {
            RateLabel::ALL.map(|label| day_cap(plan, family, label).map(|c| c.count))
        };
        let of = |n| Some(n);
        assert_eq!(
            per_day(Plan::Free, Family::General),
            [of(6000), of(2000), of(1000), of(30_000)]
        );
        assert_eq!(
            per_day(Plan::Pro, Family::General),
            [None, None, of(30_000), of(30_000)]
        );
        assert_eq!(
            per_day(Plan::Business, Family::General),
            [None, None, of(60_000), of(60_000)]
        );
        assert_eq!(
            per_day(Plan::Pro, Family::Phone),
            [None, None, of(15_000), of(15_000)]
        );
        assert_eq!(
            per_day(Plan::Business, Family::Phone),
            [None, None, of(30_000), of(30_000)]
        );
    }
}
