//! Whether somebody may join now. One list of conditions, asked in order; the first that objects
//! decides, and whoever none objects to may. A further condition is one more function in the list.

use jiff::Timestamp;

use super::door::{Hours, Registration};
use crate::{Level, Scheduled, State, Viewer};

/// How a visitor's registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JoinStanding)]
pub enum Standing {
    /// Taken: Zoom gave a token for them.
    Approved,
    /// The host has yet to decide.
    Pending,
    /// The host said no, or took it back.
    Denied,
}

impl Standing {
    /// In the database.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Pending => "pending",
            Self::Denied => "denied",
        }
    }

    /// The standing whose [`word`](Self::word) this is.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Approved, Self::Pending, Self::Denied]
            .into_iter()
            .find(|one| one.word() == word)
    }
}

/// Who wants in, as the server knows them. Nothing of it comes from their request but the cookies
/// by which they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// How close they are to this site.
    pub viewer: Viewer,
    /// Their registration for this meeting, if there is one.
    pub standing: Option<Standing>,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entitlement {
    /// They may join now.
    Entitled,
    /// They may, from then on.
    Wait {
        /// When the door opens.
        until: Timestamp,
    },
    /// They may not.
    Refused(Refusal),
}

/// Why not, as a visitor reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// It was called off.
    #[error("It was called off, so there is nothing to join.")]
    Cancelled,
    /// It is over.
    #[error("It is over, so there is nothing to join any more.")]
    Over,
    /// Only for people with an account here.
    #[error(
        "Only people who are signed in on this site can join. Sign in, then open this page again."
    )]
    SignIn,
    /// Only for people who registered.
    #[error(
        "Only people who registered can join, and this browser is not known as one of theirs. Register, or open this page in the browser you registered with."
    )]
    Register,
    /// The host has not decided yet.
    #[error(
        "You are registered, and the host has not confirmed it yet. Zoom sends you a mail with your own link as soon as they have."
    )]
    Pending,
    /// The host said no.
    #[error(
        "The host did not confirm your registration, so you cannot join. Ask them if you think that is a mistake."
    )]
    Denied,
    /// It is not joined from here.
    #[error("It is not joined from this page. Use the link in your invitation.")]
    Invited,
}

impl Refusal {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Over => "over",
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::Pending => "pending",
            Self::Denied => "denied",
            Self::Invited => "invited",
        }
    }
}

/// What a condition looks at.
struct Asked<'a> {
    one: &'a Scheduled,
    visitor: Visitor,
    hours: Hours,
    now: Timestamp,
}

type Condition = fn(&Asked<'_>) -> Option<Entitlement>;

/// In the order in which a person would want to hear of them: that it was called off comes before
/// that one should register for it.
const CONDITIONS: [Condition; 4] = [it_stands, level, registration, hours];

/// Whether `visitor` may join `one` at `now`.
pub fn entitlement(one: &Scheduled, visitor: Visitor, hours: Hours, now: Timestamp) -> Entitlement {
    let asked = Asked {
        one,
        visitor,
        hours,
        now,
    };
    CONDITIONS
        .iter()
        .find_map(|condition| condition(&asked))
        .unwrap_or(Entitlement::Entitled)
}

fn it_stands(asked: &Asked<'_>) -> Option<Entitlement> {
    let over = asked.now >= asked.hours.closes(asked.one);
    match asked.one.state {
        State::Cancelled => Some(Entitlement::Refused(Refusal::Cancelled)),
        State::Ended => Some(Entitlement::Refused(Refusal::Over)),
        State::Scheduled if over => Some(Entitlement::Refused(Refusal::Over)),
        State::Scheduled => None,
    }
}

fn level(asked: &Asked<'_>) -> Option<Entitlement> {
    if asked.one.join_link.shows_to(asked.visitor.viewer) {
        return None;
    }
    Some(Entitlement::Refused(match asked.one.join_link {
        // Where Zoom takes no registrations there is nothing to send anybody to.
        Level::Registered
            if asked.visitor.standing.is_none()
                && asked.one.door.registration == Registration::Off =>
        {
            Refusal::Invited
        }
        Level::Registered => not_registered(asked.visitor.standing),
        Level::Everyone | Level::SignedIn => Refusal::SignIn,
        Level::Nobody => Refusal::Invited,
    }))
}

/// Zoom turns away whoever comes without a registrant's token, whatever our own level says.
fn registration(asked: &Asked<'_>) -> Option<Entitlement> {
    match (asked.one.door.registration, asked.visitor.standing) {
        (Registration::Off, _) | (_, Some(Standing::Approved)) => None,
        (_, standing) => Some(Entitlement::Refused(not_registered(standing))),
    }
}

fn not_registered(standing: Option<Standing>) -> Refusal {
    match standing {
        Some(Standing::Pending) => Refusal::Pending,
        Some(Standing::Denied) => Refusal::Denied,
        Some(Standing::Approved) | None => Refusal::Register,
    }
}

fn hours(asked: &Asked<'_>) -> Option<Entitlement> {
    let until = asked.hours.opens(asked.one);
    (asked.now < until).then_some(Entitlement::Wait { until })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Entitlement, Refusal, Standing, Visitor, entitlement};
    use crate::{
        Kind, Level, Scheduled, State, Viewer,
        join::{Hours, Registration},
        testing::{draft, scheduled},
    };

    const STRANGER: Visitor = Visitor {
        viewer: Viewer::Visitor,
        standing: None,
    };

    fn at(time: &str) -> Timestamp {
        format!("2026-12-03T{time}Z").parse().unwrap()
    }

    /// From 16:00 to 17:00.
    fn open() -> Scheduled {
        scheduled(&draft(Kind::Meeting))
    }

    fn ask(one: &Scheduled, visitor: Visitor, time: &str) -> Entitlement {
        entitlement(one, visitor, Hours::default(), at(time))
    }

    #[test]
    fn the_door_opens_before_the_start_and_closes_some_time_after_the_end() {
        let one = open();
        let until = at("15:45:00");
        for (time, expected) in [
            ("15:44:59", Entitlement::Wait { until }),
            ("15:45:00", Entitlement::Entitled),
            ("17:59:59", Entitlement::Entitled),
            ("18:00:00", Entitlement::Refused(Refusal::Over)),
        ] {
            assert_eq!(ask(&one, STRANGER, time), expected, "{time}");
        }
    }

    #[test]
    fn zooms_own_minutes_before_the_host_open_the_door_earlier_only_where_they_are_on() {
        let mut one = open();
        one.door.before_host = Some(30);
        assert_ne!(ask(&one, STRANGER, "15:30:00"), Entitlement::Entitled);
        one.options.join_before_host = true;
        assert_eq!(ask(&one, STRANGER, "15:30:00"), Entitlement::Entitled);
        assert_ne!(ask(&one, STRANGER, "15:29:59"), Entitlement::Entitled);
    }

    #[test]
    fn what_was_called_off_or_ended_is_nobodys_to_join() {
        let mut one = open();
        for (state, refusal) in [
            (State::Cancelled, Refusal::Cancelled),
            (State::Ended, Refusal::Over),
        ] {
            one.state = state;
            for viewer in [Viewer::Visitor, Viewer::Administration] {
                let who = Visitor {
                    viewer,
                    standing: Some(Standing::Approved),
                };
                assert_eq!(
                    ask(&one, who, "16:10:00"),
                    Entitlement::Refused(refusal),
                    "{viewer:?}"
                );
            }
        }
    }

    #[test]
    fn each_level_of_the_join_link_admits_its_own_and_tells_the_others_what_to_do() {
        let mut one = open();
        for (level, viewer, expected) in [
            (Level::SignedIn, Viewer::Visitor, Some(Refusal::SignIn)),
            (Level::SignedIn, Viewer::SignedIn, None),
            // Nobody can register where Zoom takes no registrations.
            (Level::Registered, Viewer::SignedIn, Some(Refusal::Invited)),
            (Level::SignedIn, Viewer::Registered, Some(Refusal::SignIn)),
            (Level::Registered, Viewer::Registered, None),
            (Level::Nobody, Viewer::Registered, Some(Refusal::Invited)),
            (Level::Nobody, Viewer::Administration, None),
        ] {
            one.join_link = level;
            let who = Visitor {
                viewer,
                standing: None,
            };
            let expected = expected.map_or(Entitlement::Entitled, Entitlement::Refused);
            assert_eq!(ask(&one, who, "16:10:00"), expected, "{level:?} {viewer:?}");
        }
        one.join_link = Level::Registered;
        one.door.registration = Registration::Automatic;
        let refused = Entitlement::Refused(Refusal::Register);
        assert_eq!(ask(&one, STRANGER, "16:10:00"), refused);
    }

    #[test]
    fn where_zoom_asks_for_registration_only_those_with_a_token_may_join() {
        let mut one = open();
        for registration in [Registration::Automatic, Registration::ByHand] {
            one.door.registration = registration;
            for (standing, expected) in [
                (None, Entitlement::Refused(Refusal::Register)),
                (
                    Some(Standing::Pending),
                    Entitlement::Refused(Refusal::Pending),
                ),
                (
                    Some(Standing::Denied),
                    Entitlement::Refused(Refusal::Denied),
                ),
                (Some(Standing::Approved), Entitlement::Entitled),
            ] {
                let who = Visitor {
                    viewer: Viewer::SignedIn,
                    standing,
                };
                assert_eq!(ask(&one, who, "16:10:00"), expected, "{standing:?}");
            }
        }
    }
}
