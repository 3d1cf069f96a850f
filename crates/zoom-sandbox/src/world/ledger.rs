//! What runs that are over came to: how many came, for how many minutes.
//!
//! The reports add up a month of a large organisation, page by page, and the past does not change.
//! So a day of which every run is over is added up once, and of the days since then each run once.
//! What changes who was there (a user who is gone, one who is back) empties the ledger.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{life::LONGEST, organisation::Organisation, session::Session, when::DAY};

/// Days kept added up: a month's report, and that of the month before.
const DAYS: usize = 80;
/// Runs kept added up.
const RUNS: usize = 50_000;

/// A run that is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) host: u32,
    pub(crate) webinar: bool,
    pub(crate) participants: usize,
    /// Of all participants.
    pub(crate) minutes: i64,
}

/// Who hosted on one day, and how many of the runs were recorded.
#[derive(Debug)]
struct Hosted {
    /// Each once.
    hosts: Vec<u32>,
    recorded: usize,
}

impl Hosted {
    fn of(runs: &[Session]) -> Self {
        let mut hosts: Vec<u32> = runs.iter().map(|run| run.host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let recorded = runs.iter().filter(|run| run.has_recording()).count();
        Self { hosts, recorded }
    }
}

#[derive(Debug, Default)]
struct Kept {
    days: HashMap<i64, Arc<[Held]>>,
    hosted: HashMap<i64, Arc<Hosted>>,
    runs: HashMap<(u64, i64), Held>,
}

/// What is added up already.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Kept>);

impl Ledger {
    fn day(&self, day: i64) -> Option<Arc<[Held]>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.days.get(&day).cloned()
    }

    fn keep_day(&self, day: i64, held: Arc<[Held]>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.days.len() >= DAYS {
            kept.days.clear();
        }
        kept.days.insert(day, held);
    }

    fn hosted(&self, day: i64, add_up: impl FnOnce() -> Hosted) -> Arc<Hosted> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.hosted.len() >= DAYS {
            kept.hosted.clear();
        }
        let found = kept.hosted.entry(day);
        found.or_insert_with(|| Arc::new(add_up())).clone()
    }

    fn run(&self, session: &Session, add_up: impl FnOnce() -> Held) -> Held {
        let key = (session.meeting, session.slot);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.runs.len() >= RUNS {
            kept.runs.clear();
        }
        *kept.runs.entry(key).or_insert_with(add_up)
    }
}

impl Organisation {
    /// The runs that were over by `now`, of the UTC days from the one that begins at `from` up to,
    /// but not including, the one at `to`. `minutes` says how Zoom counts seconds.
    pub(crate) fn held(
        &self,
        (from, to): (i64, i64),
        now: i64,
        minutes: fn(i64) -> i64,
        mut each: impl FnMut(&Held),
    ) {
        let mut day = from;
        while day < to && day <= now {
            if day + DAY + LONGEST > now {
                for session in self.past(day, (day + DAY).min(to), now) {
                    let held = self
                        .ledger
                        .run(&session, || self.add_up(&session, now, minutes));
                    each(&held);
                }
            } else {
                let held = self.ledger.day(day).unwrap_or_else(|| {
                    let held = self.past(day, day + DAY, now);
                    let held = held.iter().map(|one| self.add_up(one, now, minutes));
                    let held: Arc<[Held]> = held.collect();
                    self.ledger.keep_day(day, held.clone());
                    held
                });
                held.iter().for_each(&mut each);
            }
            day += DAY;
        }
    }

    /// Of the runs that began since `from` and were over by `now`: how many people hosted them, and
    /// how many were recorded.
    pub(crate) fn hosted(&self, from: i64, now: i64) -> (usize, usize) {
        // Marks, because a month of a large organisation names each of its hosts many times.
        let mut hosts = vec![false; self.people.places()];
        let mut recorded = 0;
        let mut at = from;
        while at < now {
            let next = at - at.rem_euclid(DAY) + DAY;
            let over = || Hosted::of(&self.past(at, next.min(now), now));
            let day = if at + DAY == next && next + LONGEST <= now {
                self.ledger.hosted(at, over)
            } else {
                Arc::new(over())
            };
            for host in &day.hosts {
                if let Some(mark) = usize::try_from(*host).ok().and_then(|at| hosts.get_mut(at)) {
                    *mark = true;
                }
            }
            recorded += day.recorded;
            at = next;
        }
        (hosts.into_iter().filter(|hosted| *hosted).count(), recorded)
    }

    fn add_up(&self, session: &Session, now: i64, minutes: fn(i64) -> i64) -> Held {
        let stays = self.attendances(session, now);
        Held {
            host: session.host,
            webinar: session.is_webinar(),
            participants: stays.len(),
            minutes: stays.iter().map(|stay| minutes(stay.seconds(now))).sum(),
        }
    }
}
