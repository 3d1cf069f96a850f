//! One person in one instance, as the join of everything said about them.
//!
//! Zoom tells joins and leaves apart and never as one stay: a leave names no join. So the marks of
//! each are kept as sets, and stays are read off them afterwards. Then a join that was told twice,
//! a leave that came first or a rejoin under the same number need no case of their own.

use serde::{Deserialize, Serialize};

use super::lattice::{Last, Latest, Marks, Merge};

/// Somebody in an instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Person {
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) name: Latest<String>,
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) email: Latest<String>,
    /// The account's user id.
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) user: Latest<String>,
    /// Zoom's number of them within the instance.
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) number: Latest<String>,
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) role: Latest<String>,
    /// Why they left.
    #[serde(skip_serializing_if = "Latest::is_none")]
    pub(crate) reason: Latest<String>,
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub(crate) joins: Marks,
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub(crate) leaves: Marks,
    /// Put into the waiting room.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) waits: Last,
    /// Left it, or was let in.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) waited: Last,
    /// Waits for the host of a meeting that has not begun.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) early: Last,
    /// No longer does.
    #[serde(skip_serializing_if = "Last::is_none")]
    pub(crate) early_ended: Last,
}

impl Merge for Person {
    fn merge(&mut self, other: Self) {
        self.name.merge(other.name);
        self.email.merge(other.email);
        self.user.merge(other.user);
        self.number.merge(other.number);
        self.role.merge(other.role);
        self.reason.merge(other.reason);
        self.joins.merge(other.joins);
        self.leaves.merge(other.leaves);
        self.waits.merge(other.waits);
        self.waited.merge(other.waited);
        self.early.merge(other.early);
        self.early_ended.merge(other.early_ended);
    }
}

impl Person {
    /// Whether they are inside, as far as they themselves go: an instance that ended has nobody in
    /// it. A join and a leave at the same instant are a stay that is over.
    pub(crate) fn inside(&self) -> bool {
        self.joins.last() > self.leaves.last()
    }

    /// Whether they were inside at `instant`. Of somebody whose join was never told the leave tells
    /// that they had been.
    pub(crate) fn inside_at(&self, instant: i64) -> bool {
        let (joined, left) = (self.joins.until(instant), self.leaves.until(instant));
        if joined.is_some() || left.is_some() {
            return joined > left;
        }
        let leaves = self
            .leaves
            .from(instant.saturating_add(1))
            .map(|(at, _)| at);
        let joins = self.joins.from(instant.saturating_add(1)).map(|(at, _)| at);
        leaves.is_some_and(|left| joins.is_none_or(|joined| left < joined))
    }

    /// Whether they are in the waiting room.
    pub(crate) fn waiting(&self) -> bool {
        // Who is put there out of the meeting leaves it at the same instant.
        self.waits.0 > self.waited.0.max(self.joins.last()) && self.waits.0 >= self.leaves.last()
    }

    /// Since when they are in the waiting room, if they are.
    pub(crate) fn in_waiting_room_since(&self) -> Option<i64> {
        self.waits.0.filter(|_| self.waiting())
    }

    /// Whether they wait for the host to begin.
    pub(crate) fn waiting_for_host(&self) -> bool {
        self.early.0 > self.early_ended.0.max(self.joins.last())
    }

    /// Since when they wait for the host to begin, if they do.
    pub(crate) fn waiting_for_host_since(&self) -> Option<i64> {
        self.early.0.filter(|_| self.waiting_for_host())
    }

    /// Their stays, oldest first: joined and left, by event time. A join while inside is the same
    /// join told again (or a breakout room), a leave while outside closes nothing.
    pub(crate) fn stays(&self) -> Vec<Stay> {
        let mut stays: Vec<Stay> = Vec::new();
        for (at, shown) in self.joins.iter() {
            let inside = stays
                .last()
                .is_some_and(|stay| stay.left.is_none_or(|(left, _)| left > at));
            if inside {
                continue;
            }
            stays.push(Stay {
                joined: (at, shown),
                left: self.leaves.from(at),
            });
        }
        stays
    }
}

/// One stay: event time and shown time of its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) joined: (i64, i64),
    pub(crate) left: Option<(i64, i64)>,
}

/// The most people inside at once.
pub(crate) fn peak<'a>(people: impl Iterator<Item = &'a Person>) -> u64 {
    let mut steps: Vec<(i64, i64)> = Vec::new();
    for stay in people.flat_map(Person::stays) {
        steps.push((stay.joined.0, 1));
        if let Some((left, _)) = stay.left {
            steps.push((left, -1));
        }
    }
    // Of a leave and a join at one instant the leave comes first: nobody was there twice.
    steps.sort_unstable();
    let (mut now, mut most) = (0_i64, 0_i64);
    for (_, step) in steps {
        now += step;
        most = most.max(now);
    }
    u64::try_from(most).unwrap_or(0)
}
