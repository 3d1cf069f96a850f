//! How often somebody may ask. In memory, per node: it is there to make guessing and flooding
//! dear, and forgetting it at a restart costs nothing.
//!
//! One number per asker (the "theoretical arrival time" of the generic cell rate algorithm) is all
//! that is kept. A whole office, or behind a proxy everybody, comes from one address and is let in
//! at the same moment, so the limits by address are wide, and narrow only where passcodes are
//! guessed.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

/// Askers that are remembered at a time.
const REMEMBERED: usize = 50_000;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Act {
    /// Signatures, by address.
    SignFrom,
    /// Signatures, by visitor.
    SignAs,
    /// Wrong passcodes, by address and meeting.
    Guess,
    /// Registrations, by address.
    Register,
    /// Reports of what went wrong, by address.
    Report,
    /// Ratings, by address.
    Rate,
}

impl Act {
    /// How many at once, and how many a minute after that.
    const fn pace(self) -> (i64, i64) {
        match self {
            Self::SignFrom => (3000, 3000),
            Self::SignAs => (12, 12),
            Self::Guess => (10, 2),
            Self::Register => (30, 6),
            Self::Report | Self::Rate => (60, 30),
        }
    }
}

/// Who asked how often.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<(Act, String), i64>>);

impl Limits {
    /// Counts one; `Err` holds the seconds to wait.
    pub(crate) fn take(&self, act: Act, asker: &str, now: Timestamp) -> Result<(), i64> {
        self.look(act, asker, now, true)
    }

    /// Whether one more would be taken, without counting it.
    pub(crate) fn allows(&self, act: Act, asker: &str, now: Timestamp) -> Result<(), i64> {
        self.look(act, asker, now, false)
    }

    fn look(&self, act: Act, asker: &str, now: Timestamp, count: bool) -> Result<(), i64> {
        let (at_once, a_minute) = act.pace();
        let each = 60_000_000 / a_minute;
        let now = now.as_microsecond();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, due| *due > now);
            // More askers than that at once are no people; the oldest knowledge is worth least.
            if all.len() >= REMEMBERED {
                all.clear();
            }
        }
        let key = (act, asker.to_owned());
        let due = all.get(&key).copied().unwrap_or(now).max(now) + each;
        let over = due - now - at_once * each;
        if over > 0 {
            return Err(over / 1_000_000 + 1);
        }
        if count {
            all.insert(key, due);
        }
        Ok(())
    }
}

/// What an address counts as: one household has 2^64 of the newer addresses, and gets one share.
pub(crate) fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Act, Limits, REMEMBERED, network};

    #[test]
    fn a_burst_is_taken_then_one_by_one_and_others_are_not_slowed_down() {
        let limits = Limits::default();
        let now = Timestamp::UNIX_EPOCH;
        for _ in 0..10 {
            assert_eq!(limits.take(Act::Guess, "a", now), Ok(()));
        }
        assert_eq!(limits.take(Act::Guess, "a", now), Err(31));
        assert_eq!(limits.allows(Act::Guess, "a", now), Err(31));
        assert_eq!(limits.take(Act::Guess, "b", now), Ok(()));
        assert_eq!(limits.take(Act::Report, "a", now), Ok(()));
        let later = now + SignedDuration::from_secs(30);
        assert_eq!(limits.take(Act::Guess, "a", later), Ok(()));
        assert_eq!(limits.take(Act::Guess, "a", later), Err(31));
    }

    #[test]
    fn a_flood_of_askers_does_not_grow_it_without_end() {
        let limits = Limits::default();
        for asker in 0..=REMEMBERED {
            let taken = limits.take(Act::Report, &asker.to_string(), Timestamp::UNIX_EPOCH);
            assert_eq!(taken, Ok(()));
        }
        assert!(limits.0.lock().unwrap().len() < REMEMBERED);
    }

    #[test]
    fn a_household_with_many_addresses_is_one_asker() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
