//! One account with everybody and everything in it, and how commands change it.
//!
//! What it can be asked stands with what the answer is about: runs of meetings in `runs`,
//! recordings in `recording`, rooms in `room`.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::{
    account::{Account, Plan},
    chance::Chance,
    directory::Directory,
    founding,
    guest_list::GuestList,
    ledger::Ledger,
    life::Diary,
    meeting::Meeting,
    outbox::Outbox,
    policy::Policy,
    recording::Archive,
    session::Session,
    signing::SignInDiary,
    stage::{self, StageEvent},
    visit::Visits,
};

/// An account and its life.
#[derive(Debug)]
pub(crate) struct Organisation {
    pub(crate) seed: u64,
    pub(crate) root: Chance,
    pub(crate) opened: i64,
    pub(crate) account: Account,
    pub(crate) people: Directory,
    /// Meetings and webinars by id, deleted ones too: the past names them.
    pub(crate) book: BTreeMap<u64, Meeting>,
    /// The ids that differ from the seed's.
    pub(crate) touched: std::collections::BTreeSet<u64>,
    /// What was set over the account settings operation.
    pub(crate) settings: Map<String, Value>,
    /// Whether every meeting had a waiting room, and until when that was so.
    pub(crate) waiting_rooms: Vec<(i64, bool)>,
    /// Runs ended by command: (meeting, slot) to the instant.
    pub(crate) ended: HashMap<(u64, i64), i64>,
    /// Who came by themselves.
    pub(crate) visits: Visits,
    /// Who registered and who was sent a link, by meeting.
    pub(crate) guest_lists: BTreeMap<u64, GuestList>,
    /// What was done to recordings.
    pub(crate) archive: Archive,
    /// What is put on with Zoom Events.
    pub(crate) stage: Vec<StageEvent>,
    /// What was set over the account's options.
    pub(crate) options: Map<String, Value>,
    /// How many ids were given out to what came over the API.
    pub(crate) given: u64,
    /// What commands did, for the webhooks.
    pub(crate) outbox: Outbox,
    pub(super) ledger: Ledger,
    pub(super) diary: Diary,
    pub(super) signed_in: SignInDiary,
}

impl Organisation {
    pub(crate) fn seeded(
        seed: u64,
        names: (&'static str, &'static str),
        plan: Plan,
        users: u32,
        opened: i64,
    ) -> Self {
        let root = Chance::new(seed);
        let account = Account::seeded(root, names, plan, users, opened);
        let add_ons = plan.has_add_ons();
        let people = Directory::seeded(root, users, account.domain, opened, add_ons);
        let book = founding::meetings(root, &people, opened, add_ons)
            .into_iter()
            .map(|meeting| (meeting.id, meeting))
            .collect();
        let stage = if add_ons {
            stage::seeded(root, &people, opened)
        } else {
            Vec::new()
        };
        Self {
            seed,
            root,
            opened,
            account,
            people,
            book,
            touched: std::collections::BTreeSet::new(),
            settings: Map::new(),
            waiting_rooms: Vec::new(),
            ended: HashMap::new(),
            visits: Visits::default(),
            guest_lists: BTreeMap::new(),
            archive: Archive::default(),
            stage,
            options: Map::new(),
            given: 0,
            outbox: Outbox::default(),
            ledger: Ledger::default(),
            diary: Diary::default(),
            signed_in: SignInDiary::default(),
        }
    }

    /// The rules the account's settings make.
    pub(crate) fn policy(&self) -> Policy {
        Policy::of(&self.settings)
    }

    /// Luck for what is made over the API: the next id is new, and the same after a replay.
    pub(crate) fn fresh(&mut self) -> Chance {
        self.given += 1;
        self.root.of(0xf2e5).of(self.given)
    }

    /// A meeting or webinar in the book that was not deleted.
    pub(crate) fn meeting(&self, id: u64) -> Option<&Meeting> {
        self.book
            .get(&id)
            .filter(|meeting| meeting.deleted_at.is_none())
    }

    /// Changes a meeting in the book; the plan that stood until `now` is kept for the past.
    pub(crate) fn change_meeting(&mut self, id: u64, now: i64, change: impl FnOnce(&mut Meeting)) {
        if let Some(meeting) = self.book.get_mut(&id) {
            meeting.close_plan(now);
            let waited = meeting.has_waiting_room();
            let habits = meeting.habits();
            change(meeting);
            if meeting.habits() != habits {
                meeting.former_habits.push((now, habits));
            }
            if meeting.has_waiting_room() != waited {
                meeting.waiting_rooms.push((now, waited));
            }
            self.touched.insert(id);
        }
    }

    /// Changes the account's settings.
    pub(crate) fn change_settings(
        &mut self,
        now: i64,
        change: impl FnOnce(&mut Map<String, Value>),
    ) {
        let waited = self.policy().waiting_room;
        change(&mut self.settings);
        if self.policy().waiting_room != waited {
            self.waiting_rooms.push((now, waited));
        }
    }

    /// Puts a meeting into the book.
    pub(crate) fn add_meeting(&mut self, meeting: Meeting) {
        self.touched.insert(meeting.id);
        self.book.insert(meeting.id, meeting);
    }

    /// Changes a user; what is worked out of the days is worked out anew.
    pub(crate) fn change_user(&mut self, index: u32, change: impl FnOnce(&mut super::user::User)) {
        let presence = |people: &Directory| {
            let user = people.get(index)?;
            Some((user.status, user.last_seen, user.left_at, user.removed))
        };
        let before = presence(&self.people);
        self.people.change(index, change);
        // What the days hold depends on who is there, not on what they are called: a bulk change
        // of names must not have every day worked out anew each time.
        if presence(&self.people) != before {
            self.diary = Diary::default();
            self.ledger = Ledger::default();
            self.signed_in = SignInDiary::default();
        }
    }

    /// Has a meeting of the book begin now.
    pub(crate) fn start_by_hand(&mut self, id: u64, now: i64) {
        if let Some(meeting) = self.book.get_mut(&id) {
            meeting.started.push(now);
            self.touched.insert(id);
        }
    }

    /// Ends a running session.
    pub(crate) fn end(&mut self, session: &Session, now: i64) {
        self.ended.insert((session.meeting, session.slot), now);
    }
}
