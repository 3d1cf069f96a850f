//! What a probe is, as data.
//!
//! A probe ("API test" in the words of the set-up guide) is one scheduled reading of the Zoom
//! account. Everything the product says about it comes from this one description: when it runs,
//! which scopes it needs, how its page looks, what `/metrics` explains, what the reference lists.
//! Nothing about a probe is written down a second time.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    live_state::InstanceKind,
    reading::{Cell, ReadFn},
    unit::{Unit, duration},
};

/// Where in the stack of an account a probe looks, from the service itself up to single calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Zoom itself: is it up, how fast does it answer, how much of the quota is used.
    Service,
    /// Plans, seats, bills.
    Account,
    /// People and their clients.
    Users,
    /// Meetings now, and how they sound and look.
    Meetings,
    /// Zoom Phone.
    Phone,
}

impl Layer {
    /// The layer's name as a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::Account => "Account",
            Self::Users => "Users",
            Self::Meetings => "Meetings",
            Self::Phone => "Phone",
        }
    }
}

/// One Zoom operation a probe reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The catalogue's key, for instance `GET /users`.
    pub operation: &'static str,
    /// What the answer is used for.
    pub why: &'static str,
    /// Without a required operation the probe cannot run; without another it says what is lost.
    pub required: bool,
    /// How many requests one run makes of it.
    pub calls: Calls,
}

/// How many requests one run makes of an operation, before any run has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// So many, whatever the account's size.
    Fixed(u32),
    /// Lists, read in pages of 300 rows.
    Pages {
        /// So many lists of about the same length.
        lists: u32,
        /// Rows in all of them for each thousand users.
        per_thousand: u32,
        /// Requests besides: lists that are short at any size.
        besides: u32,
    },
}

/// Rows on a page: the most Zoom gives.
const ROWS: u64 = 300;

impl Calls {
    /// Requests of one run on an account of so many users.
    pub fn expected(self, users: u64) -> u64 {
        match self {
            Self::Fixed(calls) => u64::from(calls),
            Self::Pages {
                lists,
                per_thousand,
                besides,
            } => {
                let lists = u64::from(lists.max(1));
                let rows = users.saturating_mul(u64::from(per_thousand)) / 1000;
                let most = u64::try_from(crate::sources::PAGES).unwrap_or(u64::MAX);
                let pages = rows.div_ceil(ROWS * lists).clamp(1, most);
                lists * pages + u64::from(besides)
            }
        }
    }
}

/// Which way a figure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The smaller the better, for instance delay.
    Lower,
    /// The larger the better, for instance the share of good scores.
    Higher,
    /// A figure to know, neither good nor bad by itself.
    Neutral,
}

/// Where a figure stops being normal. In the direction's order: a [`Direction::Lower`] figure is
/// fair from `fair` upwards, a [`Direction::Higher`] figure from `fair` downwards.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Threshold {
    /// Worth a look.
    pub fair: f64,
    /// Felt by people.
    pub poor: f64,
    /// Broken.
    pub bad: f64,
}

/// What splits a measure into several series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Descriptor {
    /// The label's name, for instance `plan`.
    pub label: &'static str,
    /// The most different values ever kept: series stay bounded at any account size.
    pub bound: usize,
}

/// One figure of a probe.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// The Prometheus name, unique over all probes, ending in the unit's suffix.
    pub name: &'static str,
    /// What the page calls it.
    pub title: &'static str,
    /// The unit every sample is in.
    pub unit: Unit,
    /// One sentence for people and for the `HELP` line.
    pub meaning: &'static str,
    /// Which way is better.
    pub direction: Direction,
    /// The default threshold, where Zoom or common practice gives one.
    pub threshold: Option<Threshold>,
    /// What splits it, if anything.
    pub descriptor: Option<Descriptor>,
}

/// What a diagnosis column holds, so that it sorts and reads right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A number, right-aligned.
    Number,
    /// Seconds, shown as minutes and hours.
    Seconds,
    /// An instant, RFC 3339 in the data.
    Time,
    /// One of good, fair, poor, bad.
    Grade,
}

/// One column of the detailed diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    /// Key in JSON and CSV.
    pub key: &'static str,
    /// Heading on the page.
    pub title: &'static str,
    /// How it sorts and reads.
    pub kind: ColumnKind,
}

impl Column {
    /// A cell of this column as a person reads it: lengths of time in their units, numbers without
    /// digits that nobody measured.
    pub fn say(&self, cell: &Cell) -> String {
        match (self.kind, cell) {
            (_, Cell::Nothing(())) => "–".to_owned(),
            (ColumnKind::Seconds, Cell::Number(seconds)) => duration(*seconds),
            (ColumnKind::Time, Cell::Text(text)) => match text.parse::<jiff::Timestamp>() {
                Ok(at) => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
                Err(_) => text.clone(),
            },
            (_, Cell::Number(number)) => ((number * 100.0).round() / 100.0).to_string(),
            (_, Cell::Text(text)) => text.clone(),
        }
    }
}

/// One scheduled reading, described.
#[derive(Clone, Copy)]
pub struct Probe {
    /// Stable id, for instance `live-meetings`.
    pub id: &'static str,
    /// Where it looks.
    pub layer: Layer,
    /// Its name on the page.
    pub title: &'static str,
    /// The question it answers, in plain words.
    pub question: &'static str,
    /// The operations it reads; empty when it needs no scope at all.
    pub needs: &'static [Need],
    /// Default period in seconds.
    pub period_seconds: u32,
    /// Whether it shows something happening now, so that the page says it is polled.
    pub live: bool,
    /// What events tell as well, so that it is read only to compare while they come.
    pub pushes: Option<InstanceKind>,
    /// The events that feed it where nothing else does, by how their names begin.
    pub events: &'static [&'static str],
    /// What is lost on a plan without Zoom's dashboards (below Business), and what remains.
    pub without_dashboards: Option<&'static str>,
    /// The figures it gives; the first is the one the list shows.
    pub measures: &'static [Measure],
    /// The rows behind the figures.
    pub columns: &'static [Column],
    /// What a reader should know before trusting the figures.
    pub caveats: &'static [&'static str],
    /// How it reads.
    pub(crate) read: ReadFn,
}

impl Probe {
    /// A measure of this probe by name.
    pub fn measure(&self, name: &str) -> Option<&'static Measure> {
        self.measures.iter().find(|measure| measure.name == name)
    }
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Probe({})", self.id)
    }
}

impl Measure {
    /// What is normal, in words; none where nothing is.
    pub fn normal(&self) -> Option<String> {
        let threshold = self.threshold?;
        let edge = self.unit.say(threshold.fair);
        match (self.unit, self.direction) {
            (_, Direction::Neutral) => None,
            // “Over no” is yes.
            (Unit::Flag, Direction::Lower) => Some(Unit::Flag.say(0.0)),
            (Unit::Flag, Direction::Higher) => Some(Unit::Flag.say(1.0)),
            (_, Direction::Lower) => Some(format!("under {edge}")),
            (_, Direction::Higher) => Some(format!("over {edge}")),
        }
    }
}

/// Short forms for the tables of the probes.
pub(crate) mod table {
    use super::{Calls, Column, ColumnKind, Descriptor, Direction, Measure, Need, Threshold};
    use crate::unit::Unit;

    pub(crate) const fn needs(operation: &'static str, why: &'static str) -> Need {
        Need {
            operation,
            why,
            required: true,
            calls: Calls::Fixed(1),
        }
    }

    pub(crate) const fn also(operation: &'static str, why: &'static str) -> Need {
        Need {
            operation,
            why,
            required: false,
            calls: Calls::Fixed(1),
        }
    }

    pub(crate) const fn measure(
        name: &'static str,
        title: &'static str,
        unit: Unit,
        meaning: &'static str,
    ) -> Measure {
        Measure {
            name,
            title,
            unit,
            meaning,
            direction: Direction::Neutral,
            threshold: None,
            descriptor: None,
        }
    }

    pub(crate) const fn column(key: &'static str, title: &'static str, kind: ColumnKind) -> Column {
        Column { key, title, kind }
    }

    impl Need {
        /// Asked so many times in one run.
        pub(crate) const fn times(mut self, calls: u32) -> Self {
            self.calls = Calls::Fixed(calls);
            self
        }

        /// `lists` lists, of `per_thousand` rows in all for each thousand users.
        pub(crate) const fn pages(mut self, lists: u32, per_thousand: u32) -> Self {
            self.calls = Calls::Pages {
                lists,
                per_thousand,
                besides: 0,
            };
            self
        }

        /// And so many short lists.
        pub(crate) const fn besides(mut self, more: u32) -> Self {
            if let Calls::Pages { besides, .. } = &mut self.calls {
                *besides = more;
            }
            self
        }
    }

    impl Measure {
        /// Split by `label`, at most `bound` values.
        pub(crate) const fn by(mut self, label: &'static str, bound: usize) -> Self {
            self.descriptor = Some(Descriptor { label, bound });
            self
        }

        /// Better when smaller; fair, poor and bad from these values upwards.
        pub(crate) const fn under(mut self, fair: f64, poor: f64, bad: f64) -> Self {
            self.direction = Direction::Lower;
            self.threshold = Some(Threshold { fair, poor, bad });
            self
        }

        /// Better when larger; fair, poor and bad from these values downwards.
        pub(crate) const fn over(mut self, fair: f64, poor: f64, bad: f64) -> Self {
            self.direction = Direction::Higher;
            self.threshold = Some(Threshold { fair, poor, bad });
            self
        }
    }
}
