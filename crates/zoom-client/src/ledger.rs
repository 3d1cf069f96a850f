//! What was spent of the account's quota, by UTC day. Kept by whoever has a database, so that a
//! restart does not forget it and several nodes share it.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    str::FromStr,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::civil::Date;
use zoom_catalog::{RateLabel, limits::Family};

/// What a call is counted under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpendClass {
    /// Calls of one rate label in one product family.
    Label(Family, RateLabel),
    /// Creations and updates of meetings and webinars of one host.
    Host(String),
}

/// The class in one word, as a database keeps it: `light`, `phone-heavy`, `host:KDcuGI…`.
impl fmt::Display for SpendClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => write!(f, "host:{host}"),
            Self::Label(family, label) => {
                let family = match family {
                    Family::General => "",
                    Family::Phone => "phone-",
                    Family::ContactCenter => "contact-center-",
                };
                write!(f, "{family}{}", label.as_str().to_ascii_lowercase())
            }
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
        if let Some(host) = word.strip_prefix("host:") {
            return Ok(Self::Host(host.to_owned()));
        }
        let (family, label) = if let Some(label) = word.strip_prefix("phone-") {
            (Family::Phone, label)
        } else if let Some(label) = word.strip_prefix("contact-center-") {
            (Family::ContactCenter, label)
        } else {
            (Family::General, word)
        };
        RateLabel::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(label))
            .map(|label| Self::Label(family, label))
            .ok_or_else(|| UnknownClass(word.to_owned()))
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
    /// Adds `n` calls to a day. Called before the call is made: a crash in between loses a call
    /// of the budget rather than one of the account's.
    async fn add(&self, day: Date, class: &SpendClass, n: u64) -> Result<(), LedgerError>;

    /// What was spent on a day, by every node.
    async fn spent(&self, day: Date) -> Result<Spend, LedgerError>;
}

/// A ledger in memory, for one process that may forget.
#[derive(Debug, Default)]
pub struct MemoryLedger(Mutex<HashMap<Date, Spend>>);

#[async_trait]
impl SpendLedger for MemoryLedger {
    async fn add(&self, day: Date, class: &SpendClass, n: u64) -> Result<(), LedgerError> {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        days.entry(day).or_default().add(class.clone(), n);
        Ok(())
    }

    async fn spent(&self, day: Date) -> Result<Spend, LedgerError> {
        let days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(days.get(&day).cloned().unwrap_or_default())
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
                let class = SpendClass::Label(family, label);
                assert_eq!(class.to_string().parse(), Ok(class));
            }
        }
        let host = SpendClass::Host("a:b@example.com".to_owned());
        assert_eq!(host.to_string().parse(), Ok(host));
        assert!("gigantic".parse::<SpendClass>().is_err());
    }
}
