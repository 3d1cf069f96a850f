//! What happened, in order: the same life told as events.
//!
//! The dashboards show state, webhooks tell events; both come from the same sessions, and a test
//! folds the one into the other to prove it. Where somebody gives up in a waiting room the meeting
//! never sees them.

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
    /// `meeting.participant_joined_waiting_room`.
    JoinedWaitingRoom,
    /// `meeting.participant_left_waiting_room`: without having been let in.
    LeftWaitingRoom,
    /// `meeting.participant_admitted`; joining follows.
    Admitted,
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
    /// The host's mail address.
    pub host_email: String,
    /// The meeting's IANA zone.
    pub timezone: String,
    /// The planned length in minutes.
    pub duration: i64,
    /// Zoom's `type`.
    pub kind: u8,
    /// When the run started.
    pub started: Timestamp,
    /// Who joined or left.
    pub participant: Option<Participant>,
    /// Why they left, in Zoom's words.
    pub leave_reason: Option<String>,
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
    /// Zoom's `participant_uuid`: of this stay in this run.
    pub uuid: String,
    /// The joining site's own word for them; empty where it gave none.
    pub customer_key: String,
    /// Zoom's `registrant_id`; empty for whoever did not register.
    pub registrant_id: String,
}

/// Somebody signing in or out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// When.
    pub at: Timestamp,
    /// In, or out.
    pub signed_in: bool,
    /// The user's id.
    pub user_id: String,
    /// Their mail address.
    pub email: String,
    /// Zoom's `client_type` in webhooks: `win`, `mac`, …
    pub client_type: &'static str,
    /// The client's version.
    pub version: &'static str,
    /// Zoom's `login_type`: 100 is the work mail address.
    pub login_type: i64,
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
        let name = match (user, stay.who) {
            (Some(user), _) => user.name().into_owned(),
            (None, Who::Guest(seat) | Who::User(seat) | Who::Visitor(seat)) => {
                Attendance::guest_name(seat).to_owned()
            }
        };
        Participant {
            number: stay.number,
            user_id: user.map(|user| user.id.to_string()),
            email: user.map_or_else(String::new, |user| user.email.to_string()),
            uuid: stay.uuid(),
            customer_key: String::new(),
            registrant_id: String::new(),
            name,
        }
    }

    /// Who came by themselves, as they introduced themselves. A meeting blanks the mail address of
    /// whoever is not of the account; a webinar asked for it, and so did a registration.
    fn visitor(&self, stay: &Attendance, number: u32) -> Participant {
        let visit = usize::try_from(number)
            .ok()
            .and_then(|at| self.visits.get(at));
        let visitor = visit.map(|visit| &visit.visitor);
        Participant {
            number: stay.number,
            user_id: None,
            name: visitor
                .map(|visitor| visitor.name.clone())
                .unwrap_or_default(),
            email: visit
                .filter(|visit| {
                    self.book
                        .get(&visit.meeting)
                        .is_some_and(Meeting::is_webinar)
                        || !visit.visitor.registrant.is_empty()
                })
                .map(|visit| visit.visitor.email.clone())
                .unwrap_or_default(),
            uuid: stay.uuid(),
            customer_key: visitor
                .map(|visitor| visitor.customer_key.clone())
                .unwrap_or_default(),
            registrant_id: visitor
                .map(|visitor| visitor.registrant.clone())
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
        for stay in of.arrivals(&session, to) {
            let (came_in, waited) = (stay.came_in(), stay.waited());
            if waited {
                tell(stay.arrived, Happened::JoinedWaitingRoom, Some(&stay));
            }
            if waited && !came_in {
                tell(stay.leave, Happened::LeftWaitingRoom, Some(&stay));
            }
            if waited && came_in {
                tell(stay.join, Happened::Admitted, Some(&stay));
            }
            if came_in {
                tell(stay.join, Happened::Joined, Some(&stay));
                tell(stay.leave, Happened::Left, Some(&stay));
            }
        }
        tell(session.end, Happened::Ended, None);
    }
    // Stable: what happens within one second keeps started, joined, left, ended.
    all.sort_by_key(|happening| happening.at);
    all
}

/// Who signed in or out within `[from, to)`, in order.
pub(crate) fn signings(of: &Organisation, from: i64, to: i64) -> Vec<Signing> {
    of.signed_in(from, to)
        .into_iter()
        .filter_map(|(at, index, signed_in)| {
            let user = of.people.get(index)?;
            let client = user.client()?;
            Some(Signing {
                at: Timestamp::from_second(at).ok()?,
                signed_in,
                user_id: user.id.to_string(),
                email: user.email.to_string(),
                client_type: client.platform,
                version: client.version,
                login_type: user.details().login_types.first().copied().unwrap_or(100),
            })
        })
        .collect()
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
    let meeting = of.book.get(&session.meeting);
    let zone = meeting.map(|meeting| meeting.timezone.as_str());
    Happening {
        at: instant(at),
        what,
        webinar: session.is_webinar(),
        meeting_id: session.meeting,
        uuid: of.uuid(session.meeting, session.slot),
        topic: of.topic(session).to_owned(),
        host_id: host.map(|user| user.id.to_string()).unwrap_or_default(),
        host_email: host.map(|user| user.email.to_string()).unwrap_or_default(),
        timezone: zone
            .or(host.map(super::user::User::zone_name))
            .unwrap_or("UTC")
            .to_owned(),
        duration: meeting.map_or(60, |meeting| meeting.duration),
        kind: session.kind,
        started: instant(session.start),
        leave_reason: stay
            .filter(|_| what == Happened::Left)
            .map(|stay| stay.leave_reason(&of.who(stay).name, session)),
        participant: stay.map(|stay| of.who(stay)),
    }
}
