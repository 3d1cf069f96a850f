//! What happened, in order: the same life told as events.
//!
//! The dashboards show state, webhooks tell events; both come from the same sessions, and a test
//! folds the one into the other to prove it.

use jiff::Timestamp;

use super::{
    life::LONGEST,
    meeting::Meeting,
    organisation::Organisation,
    session::{Attendance, Session, Who},
};

/// What can happen in a run of a meeting or webinar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// `meeting.started`, `webinar.started`.
    Started,
    /// `….participant_joined`.
    Joined,
    /// `….participant_left`.
    Left,
    /// `meeting.ended`, `webinar.ended`.
    Ended,
}

/// One event of the organisation's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
    /// Whether it was in a webinar.
    pub webinar: bool,
    /// The meeting's or webinar's id.
    pub meeting_id: u64,
    /// The run's UUID.
    pub uuid: String,
    /// Its topic.
    pub topic: String,
    /// The host's user id.
    pub host_id: String,
    /// Zoom's `type`.
    pub kind: u8,
    /// When the run started.
    pub started: Timestamp,
    /// Who joined or left.
    pub participant: Option<Participant>,
}

/// Somebody in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Zoom's `user_id`, the number within the run.
    pub number: u32,
    /// The account's user id; none for guests.
    pub user_id: Option<String>,
    /// What they call themselves.
    pub name: String,
    /// Empty for guests, as Zoom blanks those outside the account.
    pub email: String,
}

impl Organisation {
    /// Name, mail address and user id of whoever a stay belongs to.
    pub(crate) fn who(&self, stay: &Attendance) -> Participant {
        let user = match stay.who {
            Who::User(index) => self.people.get(index),
            Who::Guest(_) | Who::Visitor(_) => None,
        };
        if let Who::Visitor(number) = stay.who {
            return self.visitor(stay, number);
        }
        match (user, stay.who) {
            (Some(user), _) => Participant {
                number: stay.number,
                user_id: Some(user.id.to_string()),
                name: user.name().into_owned(),
                email: user.email.to_string(),
            },
            (None, Who::Guest(seat) | Who::User(seat) | Who::Visitor(seat)) => Participant {
                number: stay.number,
                user_id: None,
                name: Attendance::guest_name(seat).to_owned(),
                email: String::new(),
            },
        }
    }
}

impl Organisation {
    /// Who came by themselves, as they introduced themselves. A meeting blanks the mail address of
    /// whoever is not of the account; a webinar asked for it.
    fn visitor(&self, stay: &Attendance, number: u32) -> Participant {
        let visit = usize::try_from(number).ok().and_then(|at| self.visits.get(at));
        let visitor = visit.map(|visit| &visit.visitor);
        Participant {
            number: stay.number,
            user_id: None,
            name: visitor.map(|visitor| visitor.name.clone()).unwrap_or_default(),
            email: visit
                .filter(|visit| self.book.get(&visit.meeting).is_some_and(Meeting::is_webinar))
                .map(|visit| visit.visitor.email.clone())
                .unwrap_or_default(),
        }
    }
}

/// What happened within `[from, to)`, in order.
pub(crate) fn between(of: &Organisation, from: i64, to: i64) -> Vec<Happening> {
    let mut all = Vec::new();
    for session in of.sessions(from - LONGEST, to) {
        if session.end < from {
            continue;
        }
        let mut tell = |at: i64, what: Happened, stay: Option<&Attendance>| {
            if (from..to).contains(&at) {
                all.push(happening(of, &session, at, what, stay));
            }
        };
        tell(session.start, Happened::Started, None);
        for stay in of.attendances(&session, to) {
            tell(stay.join, Happened::Joined, Some(&stay));
            tell(stay.leave, Happened::Left, Some(&stay));
        }
        tell(session.end, Happened::Ended, None);
    }
    // Stable: what happens within one second keeps started, joined, left, ended.
    all.sort_by_key(|happening| happening.at);
    all
}

fn happening(
    of: &Organisation,
    session: &Session,
    at: i64,
    what: Happened,
    stay: Option<&Attendance>,
) -> Happening {
    let instant = |seconds| Timestamp::from_second(seconds).unwrap_or_default();
    let host = of.people.get(session.host);
    Happening {
        at: instant(at),
        what,
        webinar: session.is_webinar(),
        meeting_id: session.meeting,
        uuid: of.uuid(session.meeting, session.slot),
        topic: of.topic(session).to_owned(),
        host_id: host.map(|user| user.id.to_string()).unwrap_or_default(),
        kind: session.kind,
        started: instant(session.start),
        participant: stay.map(|stay| of.who(stay)),
    }
}
