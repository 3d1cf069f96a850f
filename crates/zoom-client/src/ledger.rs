//! What was spent of the account's quota, by UTC day. Kept by whoever has a database, so that a
//! restart does not forget it and several nodes share it.
//!
//! Counts of ours only grow within a day: two nodes may add at once and nothing is lost. What other apps of
//! the account spend is kept beside, as Zoom last told it.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use zoom_catalog::{RateLabel, limits::Family};

/// What a call is counted under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpendClass {
    /// Calls of one rate label in one product family.
    Label(Family, RateLabel),
    /// Creations and updates of meetings and webinars of one host.
    Host(String),
    /// Calls made for one purpose within one hour of the day: who spent it.
    For {
        /// The UTC hour, 0 to 23.
        hour: i8,
        /// Whom the calls were for; see [`Client::on_behalf`](crate::Client::on_behalf).
        purpose: String,
        /// Their product family.
        family: Family,
        /// Their rate label.
        label: RateLabel,
    },
    /// What other apps of the account have spent against the daily cap of a label.
    Others(Family, RateLabel),
}

/// A family and a label in one word: `light`, `phone-heavy`.
struct Word(Family, RateLabel);

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = match self.0 {
            Family::General => "",
            Family::Phone => "phone-",
            Family::ContactCenter => "contact-center-",
        };
        write!(f, "{family}{}", self.1.as_str().to_ascii_lowercase())
    }
}

impl Word {
    fn read(word: &str) -> Option<(Family, RateLabel)> {
        let (family, label) = if let Some(label) = word.strip_prefix("phone-") {
            (Family::Phone, label)
        } else if let Some(label) = word.strip_prefix("contact-center-") {
            (Family::ContactCenter, label)
        } else {
            (Family::General, word)
        };
        let label = RateLabel::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(label))?;
        Some((family, label))
    }
}

/// The class in one word, as a database keeps it: `light`, `phone-heavy`, `host:KDcuGI…`,
/// `for:13:live-meetings:heavy`, `others:heavy`.
impl fmt::Display for SpendClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => write!(f, "host:{host}"),
            Self::Label(family, label) => write!(f, "{}", Word(*family, *label)),
            Self::For {
                hour,
                purpose,
                family,
                label,
            } => write!(f, "for:{hour}:{purpose}:{}", Word(*family, *label)),
            Self::Others(family, label) => write!(f, "others:{}", Word(*family, *label)),
        }
    }
}

/// Not a class a ledger could have written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a class of spend")]
pub struct UnknownClass(pub String);

impl FromStr for SpendClass {
    type Err = UnknownClass;

    fn from_str(word: &str) -> Result<Self, UnknownClass> {
        let read = || {
            if let Some(host) = word.strip_prefix("host:") {
                return Some(Self::Host(host.to_owned()));
            }
            if let Some(rest) = word.strip_prefix("others:") {
                let (family, label) = Word::read(rest)?;
                return Some(Self::Others(family, label));
            }
            if let Some(rest) = word.strip_prefix("for:") {
                let mut parts = rest.splitn(3, ':');
                let hour = parts.next()?.parse().ok()?;
                let purpose = parts.next()?.to_owned();
                let (family, label) = Word::read(parts.next()?)?;
                return Some(Self::For {
                    hour,
                    purpose,
                    family,
                    label,
                });
            }
            let (family, label) = Word::read(word)?;
            Some(Self::Label(family, label))
        };
        read().ok_or_else(|| UnknownClass(word.to_owned()))
    }
}

/// What was spent in one UTC day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spend(pub BTreeMap<SpendClass, u64>);

impl Spend {
    /// Calls counted under `class`.
    pub fn of(&self, class: &SpendClass) -> u64 {
        self.0.get(class).copied().unwrap_or(0)
    }

    /// Counts `n` more.
    pub fn add(&mut self, class: SpendClass, n: u64) {
        *self.0.entry(class).or_default() += n;
    }

    /// Counts at least `n`.
    pub fn raise(&mut self, class: SpendClass, n: u64) {
        let known = self.0.entry(class).or_default();
        *known = n.max(*known);
    }
}

/// The ledger could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what was spent of Zoom's quota could not be read or written: {why}")]
pub struct LedgerError {
    /// The database's words.
    pub why: String,
}

/// Remembers what was spent of one account's quota.
#[async_trait]
pub trait SpendLedger: Send + Sync + 'static {
    /// Adds calls to a day, all of them or none, and answers what every label's count is then,
    /// with what every other node has added. Called before the call is made: a crash in between
    /// loses a call of the budget rather than one of the account's.
    async fn add(&self, day: Date, calls: &Spend) -> Result<Spend, LedgerError>;

    /// Keeps what a count is now, whether more or less than before.
    async fn set(&self, day: Date, class: &SpendClass, count: u64) -> Result<(), LedgerError>;

    /// What was spent on a day, by every node.
    async fn spent(&self, day: Date) -> Result<Spend, LedgerError>;

    /// Says that this process calls for the account and how long that is to be believed; answers
    /// how many processes do, this one among them.
    async fn present(&self, now: Timestamp, until: Timestamp) -> Result<u32, LedgerError>;
}

/// A ledger in memory, for one process that may forget.
#[derive(Debug, Default)]
pub struct MemoryLedger(Mutex<HashMap<Date, Spend>>);

#[async_trait]
impl SpendLedger for MemoryLedger {
    async fn add(&self, day: Date, calls: &Spend) -> Result<Spend, LedgerError> {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spend = days.entry(day).or_default();
        for (class, n) in &calls.0 {
            spend.add(class.clone(), *n);
        }
        Ok(spend.clone())
    }

    async fn set(&self, day: Date, class: &SpendClass, count: u64) -> Result<(), LedgerError> {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spend = days.entry(day).or_default();
        spend.0.insert(class.clone(), count);
        Ok(())
    }

    async fn spent(&self, day: Date) -> Result<Spend, LedgerError> {
        let days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(days.get(&day).cloned().unwrap_or_default())
    }

    async fn present(&self, _: Timestamp, _: Timestamp) -> Result<u32, LedgerError> {
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_survives_the_database() {
        let families = [Family::General, Family::Phone, Family::ContactCenter];
        for family in families {
            for label in RateLabel::ALL {
                let spent_for = SpendClass::For {
                    hour: 23,
                    purpose: "live-meetings".to_owned(),
                    family,
                    label,
                };
                for class in [
                    SpendClass::Label(family, label),
                    SpendClass::Others(family, label),
                    spent_for,
                ] {
                    assert_eq!(class.to_string().parse(), Ok(class));
                }
            }
        }
        let host = SpendClass::Host("a:b@example.com".to_owned());
        assert_eq!(host.to_string().parse(), Ok(host));
        for word in ["gigantic", "for:live-meetings:heavy", "others:", ""] {
            assert!(word.parse::<SpendClass>().is_err(), "{word}");
        }
    }
}
