//! Who signed in and out, worked out a day at a time.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    chance::Chance,
    directory::Directory,
    when::{DAY, HOUR},
};

/// How long a working day is: the client is closed then.
pub(super) const STAYS: i64 = 9 * HOUR;

/// Signings of one day, in order: the instant, the user's place, in or out.
type Day = Arc<[(i64, u32, bool)]>;

/// The days looked at last.
#[derive(Debug, Default)]
pub(crate) struct SignInDiary(Mutex<Vec<(i64, Day)>>);

/// Signings kept worked out, over all days: a month of a small organisation, a day of a large one.
const KEPT: usize = 300_000;

impl SignInDiary {
    /// The signings of a UTC day.
    pub(crate) fn day(&self, root: Chance, people: &Directory, day: i64) -> Day {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = kept.iter().find(|(known, _)| *known == day) {
            return found.clone();
        }
        let made = signings(root, people, day * DAY, (day + 1) * DAY);
        let mut all: usize = kept.iter().map(|(_, day)| day.len()).sum();
        while all + made.len() > KEPT && !kept.is_empty() {
            all -= kept.remove(0).1.len();
        }
        kept.push((day, made.clone()));
        made
    }
}

fn signings(root: Chance, people: &Directory, from: i64, to: i64) -> Day {
    let mut found = Vec::new();
    for (index, user) in people.all() {
        for at in user.sign_ins(root, from - STAYS, to) {
            if at >= from {
                found.push((at, index, true));
            }
            let out = at + STAYS;
            if (from..to).contains(&out) && user.reachable(out) {
                found.push((out, index, false));
            }
        }
    }
    found.sort_unstable();
    found.into()
}
