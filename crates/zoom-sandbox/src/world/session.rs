//! One run of a meeting or webinar, and who was in it.
//!
//! A session is a handful of numbers; its people, their devices and their minutes are drawn
//! from the session's own luck whenever somebody asks, and come out the same every time.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{
    chance::Chance,
    directory::Directory,
    meeting::{Habits, Occurrence},
    names::{CLIENTS, ClientVersion, GUESTS},
    office::{self, Office},
    user::User,
};

/// Where a session's topic is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// In the book, under the meeting's id.
    Book,
    /// In the table of ad-hoc topics.
    AdHoc(usize),
}

/// One run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) meeting: u64,
    /// The instant it was planned for; with the meeting it makes the UUID.
    pub(crate) slot: i64,
    pub(crate) start: i64,
    /// When the last one left.
    pub(crate) end: i64,
    /// When it would have ended had nobody ended it: who comes when is drawn from this, so that
    /// an end by command changes nothing of what was before it.
    pub(crate) planned: i64,
    pub(crate) host: u32,
    /// Zoom's `type`.
    pub(crate) kind: u8,
    pub(crate) topic: Topic,
    /// How many take part, the host among them.
    pub(crate) size: u32,
    /// Whether guests wait until the host lets them in.
    pub(crate) waiting_room: bool,
    /// What its settings had Zoom do.
    pub(crate) habits: Habits,
    pub(crate) chance: Chance,
}

/// Who takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    User(u32),
    Guest(u32),
    /// Who came by themselves, by the number of the visit.
    Visitor(u32),
}

/// How somebody is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    Wired,
    Wifi,
    Cellular,
}

impl Network {
    /// Zoom's word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Wired => "Wired",
            Self::Wifi => "Wifi",
            Self::Cellular => "Cellular",
        }
    }
}

/// One stay of one participant; who drops out and comes back has two.
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attendance {
    pub(crate) who: Who,
    /// When they came to the waiting room's door; the same as `join` where they did not wait.
    pub(crate) arrived: i64,
    pub(crate) join: i64,
    /// Not later than `join` for those who waited and were never let in.
    pub(crate) leave: i64,
    /// Zoom's `user_id` within the session.
    pub(crate) number: u32,
    pub(crate) network: Network,
    /// The office they sit in, or the one nearest to their home.
    pub(crate) office: u8,
    pub(crate) at_office: bool,
    pub(crate) client: &'static ClientVersion,
    pub(crate) video: bool,
    pub(crate) shares: bool,
    pub(crate) dropped: bool,
    /// By the host.
    pub(crate) removed: bool,
    pub(crate) chance: Chance,
}

impl Attendance {
    /// Where they are.
    pub(crate) fn place(&self) -> &'static Office {
        office::office(self.office)
    }

    /// Seconds in the meeting, as of `now`.
    pub(crate) fn seconds(&self, now: i64) -> i64 {
        (self.leave.min(now) - self.join).max(0)
    }

    /// Whether they waited to be let in.
    pub(crate) fn waited(&self) -> bool {
        self.arrived < self.join
    }

    /// Whether they were in the meeting at all.
    pub(crate) fn came_in(&self) -> bool {
        self.join < self.leave
    }

    /// Zoom's `participant_uuid`: of this stay in this run, the waiting for it included.
    pub(crate) fn uuid(&self) -> String {
        let mut chance = self.chance.of(0x9a1d).at(self.arrived);
        let (one, two) = (chance.bits(), chance.bits());
        format!(
            "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
            one >> 32,
            (one >> 16) & 0xffff,
            one & 0xffff,
            two >> 48,
            two & 0xffff_ffff_ffff
        )
    }

    /// Why they left, in Zoom's words.
    pub(crate) fn leave_reason(&self, name: &str, session: &Session) -> String {
        if self.removed {
            return "Removed by host.".to_owned();
        }
        match (self.dropped, self.leave >= session.end) {
            (true, _) => format!("{name} got disconnected from the meeting."),
            (false, true) => "Host ended the meeting.".to_owned(),
            (false, false) => format!("{name} left the meeting."),
        }
    }

    /// The stay as it was, given that nobody could be in the meeting past `end`; `None` where
    /// they never arrived.
    fn cut(mut self, end: i64) -> Option<Self> {
        self.dropped &= self.leave <= end;
        self.leave = self.leave.min(end);
        (self.arrived < end).then_some(self)
    }

    /// What a guest calls themself.
    pub(crate) fn guest_name(number: u32) -> &'static str {
        GUESTS[usize::try_from(number).unwrap_or_default() % GUESTS.len()]
    }
}

impl Session {
    /// Whether this is a webinar.
    pub(crate) fn is_webinar(&self) -> bool {
        matches!(self.kind, 5 | 6 | 9)
    }

    /// Whether it is going on.
    pub(crate) fn live(&self, now: i64) -> bool {
        self.start <= now && now < self.end
    }

    /// The run in the form of a planned one.
    pub(crate) fn occurrence(&self) -> Occurrence {
        Occurrence {
            start: self.slot,
            id: self.slot,
            duration: ((self.end - self.start) / 60).max(1),
            deleted: false,
        }
    }

    /// What somebody chose who began a meeting at once.
    pub(crate) fn begun_settings(&self) -> Map<String, Value> {
        let mut settings = Map::new();
        if self.begun_with_waiting_room() {
            settings.insert("waiting_room".into(), true.into());
        }
        settings
    }

    /// Whether an ad-hoc meeting was begun with a waiting room.
    pub(crate) fn begun_with_waiting_room(&self) -> bool {
        self.topic != Topic::Book && self.feature(5, 150)
    }

    fn feature(&self, key: u64, per_mille: u64) -> bool {
        self.chance.of(0xfea).of(key).happens(per_mille)
    }

    /// Whether anybody had a camera on.
    pub(crate) fn has_video(&self) -> bool {
        self.feature(1, 820)
    }

    /// Whether anybody shared a screen.
    pub(crate) fn has_share(&self) -> bool {
        self.feature(2, 550)
    }

    /// Whether it was recorded.
    pub(crate) fn has_recording(&self) -> bool {
        self.is_webinar() || self.habits.records || self.feature(3, 180)
    }

    /// Whether Zoom wrote a summary of it.
    pub(crate) fn has_summary(&self) -> bool {
        !self.is_webinar() && (self.habits.summarises || self.feature(6, 250))
    }

    /// Whether people wrote to each other in it.
    pub(crate) fn has_chat(&self) -> bool {
        self.feature(7, 600)
    }

    /// Whether somebody dialled in.
    pub(crate) fn has_pstn(&self) -> bool {
        self.feature(4, 90)
    }

    /// Everybody's stays as drawn, those who were never let in among them, in order of joining;
    /// nobody stays past `self.end`.
    pub(crate) fn arrivals(&self, root: Chance, people: &Directory) -> Vec<Attendance> {
        let mut stays = Vec::new();
        let mut seen = HashSet::new();
        let around_the_clock = self.planned - self.start > 3 * 3600;
        for seat in 0..self.size {
            let mut chance = self.chance.of(0x5ea7).of(u64::from(seat));
            let who = if seat == 0 {
                Who::User(self.host)
            } else {
                self.draw_participant(&mut chance, people, seat)
            };
            if !seen.insert(who) {
                continue;
            }
            let user = match who {
                Who::User(index) => people.get(index),
                Who::Guest(_) | Who::Visitor(_) => None,
            };
            let (join, leave) = self.stay(&mut chance, seat, around_the_clock);
            if user.is_some_and(|user| !user.reachable(join)) || leave <= join {
                continue;
            }
            let base = self.device(&mut chance, who, user, join, leave);
            let poor = |at| {
                base.at_office
                    && base.network == Network::Wifi
                    && office::wifi_is_poor(root, base.office, at)
            };
            let middle = join + (leave - join) / 2;
            let mut pieces = vec![base];
            if seat > 0 && leave - join > 480 && poor(middle) && chance.happens(350) {
                let gone = middle + chance.between(0, 60);
                let back = gone + chance.between(20, 150);
                pieces = vec![
                    Attendance {
                        leave: gone,
                        dropped: true,
                        ..base
                    },
                    Attendance {
                        arrived: back,
                        join: back,
                        number: base.number + 512,
                        ..base
                    },
                ];
            }
            if self.waiting_room && user.is_none() {
                pieces = pieces.into_iter().map(at_the_door).collect();
            }
            let end = user
                .and_then(|user| user.gone_after(join))
                .map_or(self.end, |gone| gone.min(self.end));
            stays.extend(pieces.into_iter().filter_map(|piece| piece.cut(end)));
        }
        stays.sort_by_key(|stay| (stay.join, stay.number));
        stays
    }

    fn draw_participant(&self, chance: &mut Chance, people: &Directory, seat: u32) -> Who {
        let guest_share = if self.is_webinar() { 900 } else { 120 };
        if chance.happens(guest_share) || people.seeded < 2 {
            return Who::Guest(seat);
        }
        // A few tries for a colleague who is there; else it is a guest after all.
        for _ in 0..6 {
            let index = u32::try_from(chance.below(u64::from(people.seeded))).unwrap_or_default();
            if people
                .get(index)
                .is_some_and(|user| user.present(self.start))
            {
                return Who::User(index);
            }
        }
        Who::Guest(seat)
    }

    fn stay(&self, chance: &mut Chance, seat: u32, around_the_clock: bool) -> (i64, i64) {
        let length = self.planned - self.start;
        if seat == 0 {
            return (self.start, self.planned);
        }
        if around_the_clock {
            let join = self.start + chance.between(0, (length - 900).max(1));
            return (
                join,
                (join + chance.between(900, 3 * 3600)).min(self.planned),
            );
        }
        let late = chance.between(0, (length / 6).clamp(1, 300));
        let early = if chance.happens(200) {
            chance.between(0, (length / 3).max(1))
        } else {
            chance.between(0, (length / 12).clamp(1, 60))
        };
        (
            self.start + late,
            (self.planned - early)
                .max(self.start + late + 1)
                .min(self.planned),
        )
    }

    fn device(
        &self,
        chance: &mut Chance,
        who: Who,
        user: Option<&User>,
        join: i64,
        leave: i64,
    ) -> Attendance {
        let client = user
            .and_then(User::client)
            .unwrap_or_else(|| &CLIENTS[chance.index(CLIENTS.len())]);
        let at_office = user.is_some() && chance.happens(620);
        let mobile = matches!(client.device, "iOS" | "Android");
        let network = match (mobile, at_office) {
            (true, _) if chance.happens(450) => Network::Cellular,
            (false, _) if chance.happens(400) => Network::Wired,
            _ => Network::Wifi,
        };
        let number = 16_778_240 + u32::try_from(chance.below(4_000)).unwrap_or_default() * 1024;
        Attendance {
            who,
            arrived: join,
            join,
            leave,
            number,
            network,
            office: user.map_or_else(
                || u8::try_from(chance.below(4)).unwrap_or_default(),
                |u| u.office,
            ),
            at_office,
            client,
            video: self.has_video()
                && (!self.is_webinar() || user.is_some())
                && chance.happens(760),
            shares: self.has_share() && user.is_some_and(|_| who == Who::User(self.host)),
            dropped: false,
            removed: false,
            chance: chance.of(0xa77e),
        }
    }
}

/// A guest's stay with the time before the host let them in; one in twelve gives up.
fn at_the_door(mut stay: Attendance) -> Attendance {
    let mut chance = stay.chance.of(0xd002).at(stay.join);
    stay.join += chance.between(4, 50);
    if chance.happens(80) {
        stay.leave = stay.join;
    }
    stay
}
