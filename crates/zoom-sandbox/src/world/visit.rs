//! People who come by themselves: whoever joins with the web client.
//!
//! Everybody else in a run is drawn from the seed. A visit is a command, kept like every other:
//! who came, when they were let in, when they left. From then on they are in the run as the drawn
//! people are, so dashboards, reports and webhooks tell of them without knowing the difference.
//!
//! A visit never changes what was: leaving cuts a stay that would otherwise have lasted as long as
//! the run, at the instant of leaving.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    names::WEB_CLIENT,
    organisation::Organisation,
    session::{Attendance, Network, Session, Who},
};

/// The first number of a visitor within a run; drawn people's lie below.
const FIRST_NUMBER: u32 = 25_165_824;
/// How many may be in a meeting of a Basic or Licensed host who bought no more.
const CAPACITY: u32 = 100;

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Parting {
    /// By leaving.
    #[default]
    Left,
    /// The connection was lost.
    Dropped,
    /// The host removed them.
    Removed,
}

/// Who comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visitor {
    /// What they call themselves.
    pub(crate) name: String,
    /// Empty where they gave none.
    pub(crate) email: String,
    /// The site's own word for them, at most 36 characters; empty where it gave none.
    pub(crate) customer_key: String,
    /// The user of the account whose ZAK they brought.
    pub(crate) user: Option<u32>,
    /// Whether they run the meeting.
    pub(crate) host: bool,
    /// The registrant whose link they came by; empty where they did not register.
    #[serde(default)]
    pub(crate) registrant: String,
}

/// One stay of one visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) meeting: u64,
    pub(crate) slot: i64,
    pub(crate) visitor: Visitor,
    /// When they came to the door.
    pub(crate) arrived: i64,
    /// When they were, or will be, let in; none while that is for somebody to decide.
    pub(crate) let_in: Option<i64>,
    pub(crate) left: Option<i64>,
    #[serde(default)]
    pub(crate) parting: Parting,
    /// Whether the camera is on.
    #[serde(default)]
    pub(crate) camera: bool,
}

impl Visit {
    /// Whether they stand before the door.
    pub(crate) fn waits(&self, now: i64) -> bool {
        self.left.is_none() && self.let_in.is_none_or(|at| now < at)
    }
}

/// What was said about a meeting's door.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Door {
    /// How many may be in it, where that differs from what its host may have.
    #[serde(default)]
    pub(crate) capacity: Option<u32>,
    /// Whether visitors in the waiting room stay there until somebody says so; otherwise the
    /// emulated host lets them in before long.
    #[serde(default)]
    pub(crate) by_hand: bool,
}

/// Every visit there was, and the doors.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Visits {
    all: Vec<Visit>,
    doors: BTreeMap<u64, Door>,
    /// Runs nobody may enter any more.
    locked: BTreeSet<(u64, i64)>,
    /// Runs a host began with the web client: that host is the visitor.
    begun: BTreeSet<(u64, i64)>,
}

impl Visits {
    pub(crate) fn get(&self, number: usize) -> Option<&Visit> {
        self.all.get(number)
    }

    /// The visits to one run, by number.
    pub(crate) fn to<'v>(&'v self, run: &Session) -> impl Iterator<Item = (usize, &'v Visit)> {
        let key = (run.meeting, run.slot);
        let all = self.all.iter().enumerate();
        all.filter(move |(_, visit)| (visit.meeting, visit.slot) == key)
    }

    /// Whether a host began this run with the web client.
    pub(crate) fn began(&self, run: &Session) -> bool {
        self.begun.contains(&(run.meeting, run.slot))
    }

    pub(crate) fn is_locked(&self, run: &Session) -> bool {
        self.locked.contains(&(run.meeting, run.slot))
    }

    pub(crate) fn door(&self, meeting: u64) -> Door {
        self.doors.get(&meeting).copied().unwrap_or_default()
    }

    /// Whoever was removed from this run under this mail address or customer key may not return.
    pub(crate) fn banned(&self, run: &Session, visitor: &Visitor) -> bool {
        let same = |one: &str, other: &str| !one.is_empty() && one.eq_ignore_ascii_case(other);
        self.to(run).any(|(_, visit)| {
            visit.parting == Parting::Removed
                && (same(&visit.visitor.email, &visitor.email)
                    || same(&visit.visitor.customer_key, &visitor.customer_key))
        })
    }
}

/// A visitor's `user_id` within the run.
pub(crate) fn number_of(visit: usize) -> u32 {
    let visit = u32::try_from(visit).unwrap_or(u32::MAX);
    FIRST_NUMBER.wrapping_add(visit.wrapping_mul(1_024))
}

impl Organisation {
    /// Somebody comes to a run's door; they wait there where it has a waiting room and they are
    /// not of the account.
    pub(crate) fn arrive(
        &mut self,
        run: &Session,
        visitor: Visitor,
        waits: bool,
        now: i64,
    ) -> usize {
        let number = self.visits.all.len();
        let by_hand = self.visits.door(run.meeting).by_hand || self.hosted_by_visitor(run, now);
        let let_in = match (waits, by_hand) {
            (false, _) => Some(now),
            (true, true) => None,
            (true, false) => {
                let mut chance = self.root.of(0x7151).of(run.meeting).at(now);
                Some(now + chance.between(8, 20))
            }
        };
        self.visits.all.push(Visit {
            meeting: run.meeting,
            slot: run.slot,
            visitor,
            arrived: now,
            let_in,
            left: None,
            parting: Parting::Left,
            camera: false,
        });
        number
    }

    /// Has a host begin a meeting of the book with the web client.
    pub(crate) fn begin_by_visitor(&mut self, id: u64, now: i64) {
        self.start_by_hand(id, now);
        self.visits.begun.insert((id, now));
    }

    /// Lets a visitor in who waits; false where there is nobody to let in.
    pub(crate) fn let_in(&mut self, number: usize, now: i64) -> bool {
        let Some(visit) = self.visits.all.get_mut(number) else {
            return false;
        };
        let waits = visit.waits(now);
        if waits {
            visit.let_in = Some(now);
        }
        waits
    }

    /// Ends a visit; false where it had ended before. A stay lasts at least one second, which is
    /// as finely as Zoom tells times.
    pub(crate) fn part(&mut self, number: usize, parting: Parting, now: i64) -> bool {
        let Some(visit) = self.visits.all.get_mut(number) else {
            return false;
        };
        if visit.left.is_some() {
            return false;
        }
        visit.left = Some(now.max(visit.arrived + 1));
        visit.parting = parting;
        true
    }

    /// Ends every visit: nobody's connection outlives the program.
    pub(crate) fn part_all(&mut self, now: i64) {
        for number in 0..self.visits.all.len() {
            self.part(number, Parting::Dropped, now);
        }
    }

    pub(crate) fn set_camera(&mut self, number: usize, on: bool) {
        if let Some(visit) = self.visits.all.get_mut(number) {
            visit.camera = on;
        }
    }

    pub(crate) fn lock(&mut self, run: &Session, on: bool) {
        let key = (run.meeting, run.slot);
        if on {
            self.visits.locked.insert(key);
        } else {
            self.visits.locked.remove(&key);
        }
    }

    pub(crate) fn set_door(&mut self, meeting: u64, door: Door) {
        self.visits.doors.insert(meeting, door);
    }

    /// How many may be in a meeting at a time.
    pub(crate) fn capacity(&self, meeting: u64) -> u32 {
        self.visits.door(meeting).capacity.unwrap_or(CAPACITY)
    }

    /// Whether a host is in a run with the web client at this instant.
    pub(crate) fn hosted_by_visitor(&self, run: &Session, now: i64) -> bool {
        self.visits
            .to(run)
            .any(|(_, visit)| visit.visitor.host && visit.left.is_none_or(|at| now < at))
    }

    /// Everybody's stays in a session, as far as they had begun by `now`.
    pub(crate) fn attendances(&self, session: &Session, now: i64) -> Vec<Attendance> {
        let mut stays = self.everybody(session);
        stays.retain(|stay| stay.came_in() && stay.join <= now);
        stays
    }

    /// The same with those who waited at the door, as far as they had come by `now`.
    pub(crate) fn arrivals(&self, session: &Session, now: i64) -> Vec<Attendance> {
        let mut stays = self.everybody(session);
        stays.retain(|stay| stay.arrived <= now);
        stays
    }

    /// The people drawn and those who came by themselves, in order of joining.
    fn everybody(&self, session: &Session) -> Vec<Attendance> {
        let mut stays = session.arrivals(self.root, &self.people);
        if self.visits.began(session) {
            // The host is the one who sits in the browser, not a second one drawn.
            stays.retain(|stay| stay.who != Who::User(session.host));
        }
        stays.extend(self.visitors_stays(session));
        stays.sort_by_key(|stay| (stay.join, stay.number));
        stays
    }

    /// The visits to a run as stays, with those who were not let in.
    fn visitors_stays(&self, run: &Session) -> impl Iterator<Item = Attendance> {
        let visits = self.visits.to(run);
        visits.filter_map(|(number, visit)| self.stay_of(run, number, visit))
    }

    fn stay_of(&self, run: &Session, number: usize, visit: &Visit) -> Option<Attendance> {
        let leave = visit.left.unwrap_or(run.end).min(run.end);
        let who = match visit.visitor.user {
            Some(user) => Who::User(user),
            None => Who::Visitor(u32::try_from(number).ok()?),
        };
        (visit.arrived < leave).then(|| Attendance {
            who,
            arrived: visit.arrived,
            // Who goes without having been let in was never in the meeting.
            join: visit.let_in.unwrap_or(leave).min(leave),
            leave,
            number: number_of(number),
            network: Network::Wifi,
            office: 0,
            at_office: false,
            client: &WEB_CLIENT,
            video: visit.camera,
            shares: false,
            dropped: visit.parting == Parting::Dropped && visit.left.is_some_and(|at| at < run.end),
            removed: visit.parting == Parting::Removed,
            chance: self
                .root
                .of(0x7151_7a1e)
                .of(u64::try_from(number).unwrap_or_default()),
        })
    }
}
