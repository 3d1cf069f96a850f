//! The living organisation behind the emulated Zoom.
//!
//! One account and its sub-accounts with users, a book of meetings and webinars, and a life on
//! the sandbox's clock: meetings are held, people join and leave, one office's Wi-Fi breaks down
//! at times, the telephone rings. Nothing of that life is stored. What was commanded over the
//! API is kept; everything else is worked out from the seed when somebody asks, so that a world
//! opens in milliseconds, REST state, dashboards and reports cannot disagree, and the same seed,
//! commands and time always give the same answers.
//!
//! What it refuses: to know about HTTP, scopes or limits (the crate's other half does), and to
//! look at any clock but the instant it is handed.

mod account;
mod chance;
mod directory;
mod founding;
mod guest_list;
mod happenings;
mod ledger;
mod life;
mod meeting;
mod names;
mod office;
mod organisation;
mod outbox;
mod phone;
mod policy;
mod presence;
mod quality;
mod recording;
mod recurrence;
mod room;
mod runs;
mod session;
mod signing;
mod snapshot;
mod stage;
mod user;
mod visit;
mod when;

pub(crate) use self::{
    account::Plan,
    chance::Chance,
    directory::WEBINAR_SEATS,
    guest_list::{Guest, GuestList, Registrant, Standing},
    meeting::{Meeting, Occurrence, Rhythm},
    organisation::Organisation,
    outbox::Told,
    phone::{PhoneCall, extension, number as phone_number},
    quality::{Minute, Score, Stream, session_scores},
    recording::{Fate, File, Recording},
    recurrence::Recurrence,
    room::Room,
    session::{Attendance, Session, Who},
    stage::{StageEvent, stage_id},
    user::{BASIC, LICENSED, LastSeen, NONE, Status, UNASSIGNED, User, new_id},
    visit::{Door, Parting, Visit, Visitor, number_of as visitor_number},
};
pub(crate) mod time {
    //! Times as Zoom writes them.
    pub(crate) use super::when::{DAY, date, local, midnight, parse, parse_date, utc, wall, zone};
}
pub use self::{
    happenings::{Happened, Happening, Participant, Signing},
    presence::{Presence, PresenceChange},
};

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use clock::{Clock, Random};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a world is made from.
#[derive(Debug, Clone)]
pub struct WorldConfig {
    /// The same seed gives the same organisation.
    pub seed: u64,
    /// How many users the account has, the owner among them.
    pub users: u32,
    /// `free`, `pro` or `business`.
    pub plan: String,
    /// The sandbox's clock (virtual).
    pub clock: Clock,
    /// Randomness for what is made while running.
    pub random: Random,
}

/// A user as sign-in and tokens need to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Zoom's user id.
    pub id: String,
    /// The sign-in name.
    pub email: String,
    /// For pages that greet.
    pub display_name: String,
    /// Owner, Admin or Member.
    pub role: Role,
}

/// The three roles every Zoom account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// One per account.
    Owner,
    /// May add account-level apps.
    Admin,
    /// May not.
    Member,
}

impl Role {
    /// Zoom's `role_name`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Member => "Member",
        }
    }
}

/// One account and everything in it, and its sub-accounts.
#[derive(Debug)]
pub struct World {
    main: RwLock<Organisation>,
    subs: Vec<RwLock<Organisation>>,
    web: RwLock<String>,
}

/// Users and plan of each sub-account; the first has the main account's plan.
const SUBS: [(u32, Option<Plan>); 3] = [(12, None), (6, Some(Plan::Pro)), (3, Some(Plan::Free))];

impl World {
    /// The one password of every emulated user.
    pub const PASSWORD: &'static str = "parfocal-demo";

    /// A fresh organisation, opened at the clock's present instant.
    pub fn new(config: WorldConfig) -> Self {
        // What is made while running is drawn from the seed too, so that commands can be replayed.
        let WorldConfig {
            seed,
            users,
            plan,
            clock,
            random: _,
        } = config;
        let (main, subs) = open(seed, users, Plan::parse(&plan), clock.now().as_second());
        Self {
            main: RwLock::new(main),
            subs: subs.into_iter().map(RwLock::new).collect(),
            web: RwLock::new("https://zoom.example".to_owned()),
        }
    }

    /// Where join and start links of the emulated meetings point: `{base}/j/{id}?pwd=…` and
    /// `{base}/s/{id}?zak=…`. Without a trailing slash.
    pub fn set_web(&self, base: &str) {
        let mut web = self.web.write().unwrap_or_else(PoisonError::into_inner);
        base.trim_end_matches('/').clone_into(&mut web);
    }

    pub(crate) fn web(&self) -> String {
        self.web
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn main(&self) -> RwLockReadGuard<'_, Organisation> {
        self.main.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn main_mut(&self) -> RwLockWriteGuard<'_, Organisation> {
        self.main.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sub(&self, at: usize) -> RwLockReadGuard<'_, Organisation> {
        self.subs[at].read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sub_mut(&self, at: usize) -> RwLockWriteGuard<'_, Organisation> {
        self.subs[at]
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Every sub-account, one lock at a time.
    pub(crate) fn subs(&self) -> impl Iterator<Item = RwLockReadGuard<'_, Organisation>> {
        (0..self.subs.len()).map(|at| self.sub(at))
    }

    /// Which of the sub-accounts has this id.
    pub(crate) fn find_sub(&self, id: &str) -> Option<usize> {
        self.subs().position(|sub| sub.account.id == id)
    }

    /// The account's id.
    pub fn account_id(&self) -> String {
        self.main().account.id.clone()
    }

    /// The ids of the sub-accounts, the largest first.
    pub fn sub_account_ids(&self) -> Vec<String> {
        self.subs().map(|sub| sub.account.id.clone()).collect()
    }

    /// The account's owner.
    pub fn owner(&self) -> Person {
        person(self.main().people.owner().1)
    }

    /// A user by id or mail address.
    pub fn person(&self, id: &str) -> Option<Person> {
        self.main().people.find(id).map(|(_, user)| person(user))
    }

    /// The user this email and password belong to: everybody's is [`World::PASSWORD`]. Users
    /// who were deactivated or never accepted their invitation cannot sign in.
    pub fn sign_in(&self, email: &str, password: &str) -> Option<Person> {
        let main = self.main();
        let (_, user) = main.people.find(email.trim())?;
        let fits = user.status == Status::Active && password == Self::PASSWORD;
        fits.then(|| person(user))
    }

    /// Whether the user's role carries a permission such as `User:Edit`: the owner's carries
    /// all, the admins' all but those on sub-accounts, the members' none.
    pub fn may(&self, user_id: &str, permission: &str) -> bool {
        match self.person(user_id).map(|person| person.role) {
            Some(Role::Owner) => true,
            Some(Role::Admin) => !permission.starts_with("SubAccount"),
            Some(Role::Member) | None => false,
        }
    }

    /// Lets the host start a meeting or webinar of the book now, whatever its plan says: for
    /// scripted worlds. False when there is no such meeting or it is going on already.
    pub fn start_meeting(&self, meeting_id: u64, now: Timestamp) -> bool {
        let mut main = self.main_mut();
        let at = now.as_second();
        if main.meeting(meeting_id).is_none() || main.live_run(meeting_id, at).is_some() {
            return false;
        }
        main.start_by_hand(meeting_id, at);
        true
    }

    /// The host of a meeting or webinar: the daily count of creates and updates is kept by host.
    pub fn host_of(&self, meeting_id: u64) -> Option<String> {
        let main = self.main();
        let host = main.meeting(meeting_id)?.host;
        Some(main.people.get(host)?.id.to_string())
    }

    /// Lets the organisation live up to `now`. Its life is worked out when asked for, so this
    /// only makes the next question quick.
    pub fn live_until(&self, now: Timestamp) {
        let at = now.as_second();
        let _ = self.main().live(at);
    }

    /// What happened within `[from, to)`, in order: the material of webhooks.
    pub fn happenings(&self, from: Timestamp, to: Timestamp) -> Vec<Happening> {
        happenings::between(&self.main(), from.as_second(), to.as_second())
    }

    /// Who signed in or out within `[from, to)`, in order: the material of webhooks.
    pub fn signings(&self, from: Timestamp, to: Timestamp) -> Vec<Signing> {
        happenings::signings(&self.main(), from.as_second(), to.as_second())
    }

    /// Whose presence became another within `[from, to)`, in order: the material of webhooks.
    pub fn presences(&self, from: Timestamp, to: Timestamp) -> Vec<PresenceChange> {
        presence::changes(&self.main(), from.as_second(), to.as_second())
    }

    /// Whether commands tell what they did: only while somebody listens.
    pub(crate) fn listen(&self, on: bool) {
        self.main().outbox.listen(on);
        self.subs().for_each(|sub| sub.outbox.listen(on));
    }

    /// Whether all that commands did was fetched.
    pub(crate) fn is_told(&self) -> bool {
        self.main().outbox.is_empty() && self.subs().all(|sub| sub.outbox.is_empty())
    }

    /// What commands did since this was last asked.
    pub(crate) fn take_told(&self) -> Vec<Told> {
        self.main().outbox.take()
    }

    /// What commands did in the sub-accounts since this was last asked, each with its account's id.
    pub(crate) fn take_told_of_subs(&self) -> Vec<(String, Vec<Told>)> {
        let told =
            |sub: RwLockReadGuard<'_, Organisation>| (sub.account.id.clone(), sub.outbox.take());
        self.subs().map(told).collect()
    }

    /// What happened by itself within `[from, to)` beside meetings' comings and goings, of the
    /// wanted events.
    pub(crate) fn asides(
        &self,
        from: Timestamp,
        to: Timestamp,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Vec<Told> {
        let web = self.web();
        crate::rest::asides(
            &self.main(),
            &web,
            (from.as_second(), to.as_second()),
            wanted,
        )
    }

    /// The whole state as JSON, for persistence: the seed and what was commanded.
    pub fn snapshot(&self) -> serde_json::Value {
        let subs: Vec<_> = self.subs().collect();
        snapshot::take(&self.main(), &subs)
    }

    /// Takes back a state that [`World::snapshot`] gave.
    ///
    /// # Errors
    /// A sentence when the snapshot cannot be read.
    pub fn restore(&self, snapshot: &serde_json::Value) -> Result<(), String> {
        let (main, subs) = snapshot::put_back(snapshot)?;
        *self.main_mut() = main;
        for (at, sub) in subs.into_iter().enumerate() {
            *self.sub_mut(at) = sub;
        }
        Ok(())
    }
}

/// The main account and the sub-accounts as the seed has them.
fn open(seed: u64, users: u32, plan: Plan, opened: i64) -> (Organisation, Vec<Organisation>) {
    let main = (names::COMPANY, names::DOMAIN);
    let subs = names::SUB_COMPANIES.into_iter().zip(SUBS).zip(0_u64..);
    let sub = |((name, (users, own)), at): ((_, (u32, Option<Plan>)), u64)| {
        let seed = seed ^ (0x5ab + at);
        Organisation::seeded(seed, name, own.unwrap_or(plan), users, opened)
    };
    (
        Organisation::seeded(seed, main, plan, users, opened),
        subs.map(sub).collect(),
    )
}

fn person(user: &User) -> Person {
    Person {
        id: user.id.to_string(),
        email: user.email.to_string(),
        display_name: user.name().into_owned(),
        role: user.role,
    }
}

/// A passcode of Zoom's default form: letters and digits.
pub(crate) fn passcode(chance: &mut Chance) -> String {
    const LETTERS: &[u8; 54] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456";
    (0..6).map(|_| char::from(chance.pick(LETTERS))).collect()
}
