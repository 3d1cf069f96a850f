//! Whether people are there: in a meeting, at their desk, or away.
//!
//! It follows from what is known anyway, who is in which meeting and who signed in within a working
//! day. Nobody in this world sets a presence by hand, so nothing else changes it.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::{
    chance::Chance, life::LONGEST, organisation::Organisation, session::Who, signing::STAYS,
    user::User,
};

/// How somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In a meeting or webinar.
    InMeeting,
    /// Signed in within a working day.
    Available,
    /// Neither.
    Away,
}

/// Somebody's presence became another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceChange {
    /// When.
    pub at: Timestamp,
    /// Which it is from then on.
    pub presence: Presence,
    /// The user's id.
    pub user_id: String,
    /// Their mail address.
    pub email: String,
}

impl Presence {
    fn of(meets: bool, user: &User, root: Chance, at: i64) -> Self {
        let lately = || {
            user.last_login(root, at)
                .is_some_and(|last| last > at - STAYS)
        };
        if meets {
            Self::InMeeting
        } else if lately() {
            Self::Available
        } else {
            Self::Away
        }
    }
}

impl Organisation {
    /// How somebody is there at `now`.
    pub(crate) fn presence(&self, index: u32, user: &User, now: i64) -> Presence {
        let meets = self.live(now).iter().any(|session| {
            let stays = self.attendances(session, now);
            stays
                .iter()
                .any(|stay| stay.who == Who::User(index) && stay.join <= now && now < stay.leave)
        });
        Presence::of(meets, user, self.root, now)
    }
}

/// Whose presence became another within `[from, to)`, in order.
pub(crate) fn changes(of: &Organisation, from: i64, to: i64) -> Vec<PresenceChange> {
    let mut stays: HashMap<u32, Vec<(i64, i64)>> = HashMap::new();
    let mut moments: BTreeSet<(i64, u32)> = BTreeSet::new();
    for session in of.sessions(from - LONGEST, to) {
        if session.end < from {
            continue;
        }
        for stay in of.arrivals(&session, to) {
            let Who::User(index) = stay.who else {
                continue;
            };
            if stay.came_in() {
                stays
                    .entry(index)
                    .or_default()
                    .push((stay.join, stay.leave));
                moments.extend([(stay.join, index), (stay.leave, index)]);
            }
        }
    }
    let signed = of.signed_in(from, to).into_iter();
    moments.extend(signed.map(|(at, index, _)| (at, index)));
    let within = moments.range((from, 0)..(to, 0));
    within
        .filter_map(|&(at, index)| {
            let user = of.people.get(index)?;
            let stays = stays.get(&index).map_or(&[][..], Vec::as_slice);
            let meets = |at| {
                stays
                    .iter()
                    .any(|(join, leave)| (*join..*leave).contains(&at))
            };
            let presence = |at| Presence::of(meets(at), user, of.root, at);
            (presence(at) != presence(at - 1)).then(|| PresenceChange {
                at: Timestamp::from_second(at).unwrap_or_default(),
                presence: presence(at),
                user_id: user.id.to_string(),
                email: user.email.to_string(),
            })
        })
        .collect()
}
