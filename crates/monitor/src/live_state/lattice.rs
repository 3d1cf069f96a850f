//! The pieces that live state is made of: each can be merged in any order, any number of times.
//!
//! Zoom delivers late, twice and out of order, and a journal can be replayed. So nothing here is
//! *set*: every piece has a `merge` that is commutative, associative and idempotent (a join of a
//! semilattice), and state is the join of all that was ever said. What arrives when cannot matter,
//! because there is nothing for it to matter to.
//!
//! Order within a piece is by Zoom's own event time. Its ISO times (`join_time`) are whole seconds
//! while `event_ts` has milliseconds; comparing the one with the other would put a leave before
//! its join, so they are kept for showing and never compared.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Merging two accounts of the same thing.
pub(crate) trait Merge {
    /// Takes in what `other` knows.
    fn merge(&mut self, other: Self);
}

/// The latest word on something; of two at the same instant the greater one, so that the order of
/// arrival has no say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Latest<T>(Option<(i64, T)>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Ord> Latest<T> {
    /// `what`, said at `at` (microseconds).
    pub(crate) fn said(at: i64, what: T) -> Self {
        Self(Some((at, what)))
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(_, what)| what)
    }

    pub(crate) fn at(&self) -> Option<i64> {
        self.0.as_ref().map(|(at, _)| *at)
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl Latest<String> {
    /// The same for a text of Zoom's, where blank means that nothing was said.
    pub(crate) fn text(at: i64, what: Option<String>) -> Self {
        Self(what.filter(|what| !what.is_empty()).map(|what| (at, what)))
    }
}

impl<T: Ord> Merge for Latest<T> {
    fn merge(&mut self, other: Self) {
        if other.0 > self.0 {
            self.0 = other.0;
        }
    }
}

/// The earliest instant anybody named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Earliest(pub(crate) Option<i64>);

impl Earliest {
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl Merge for Earliest {
    fn merge(&mut self, other: Self) {
        self.0 = match (self.0, other.0) {
            (Some(one), Some(another)) => Some(one.min(another)),
            (one, another) => one.or(another),
        };
    }
}

/// The latest instant anybody named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Last(pub(crate) Option<i64>);

impl Last {
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl Merge for Last {
    fn merge(&mut self, other: Self) {
        self.0 = self.0.max(other.0);
    }
}

/// The most marks kept of one kind for one person: whoever rejoins more often is counted no
/// further. Keeping the newest of a union is a join too.
const MARKS: usize = 64;

/// When something happened to somebody, each time: by event time, with the time Zoom shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Marks(BTreeSet<(i64, i64)>);

impl Marks {
    /// Once: `at` orders it, `shown` is the time Zoom says.
    pub(crate) fn one(at: i64, shown: i64) -> Self {
        Self(BTreeSet::from([(at, shown)]))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The event time of the last.
    pub(crate) fn last(&self) -> Option<i64> {
        self.0.last().map(|(at, _)| *at)
    }

    /// All of them, oldest first: event time and shown time.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.0.iter().copied()
    }

    /// The event time of the last that was not after `at`.
    pub(crate) fn until(&self, at: i64) -> Option<i64> {
        self.0
            .range(..=(at, i64::MAX))
            .next_back()
            .map(|(at, _)| *at)
    }

    /// The first at or after `at`.
    pub(crate) fn from(&self, at: i64) -> Option<(i64, i64)> {
        self.0.range((at, i64::MIN)..).next().copied()
    }
}

impl Merge for Marks {
    fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
        while self.0.len() > MARKS {
            self.0.pop_first();
        }
    }
}
