//! What administrators must hear before their visitors tell them: that Zoom turns this version of
//! the SDK away (code 10000), or is about to.
//!
//! Browsers say so, and a browser says what whoever sits before it wants; how many people that are
//! nobody can count, as one has as many cookies as they like, and two networks at home. So their word
//! raises a question, not an alarm, unless Zoom's calendar agrees: it is a fact once somebody signed in
//! here met it, and no longer one once they were let in.

use ::meetings::{Meetings, join::TurnedAway};
use connect::{ConnectionId, SetKind};
use meeting_sdk::{Enforcement, Source, Status};
use ui::{Button, Html, Notice};

use super::page::PATH;
use crate::{Error, State};

/// Nothing where no Meeting SDK pair is entered, or all is well.
pub(crate) async fn warned(app: &State, id: &ConnectionId) -> Result<Html, Error> {
    if app.connect.set(id, SetKind::MeetingSdk).await?.is_none() {
        return Ok(Html::new());
    }
    let status = app.sdk.status().await;
    let refused = refused(&app.meetings, &status, id).await?;
    let calendar = status.enforcement.warning.as_deref().map(|warning| {
        Notice::fair("Zoom's calendar of Meeting SDK versions")
            .text(ui::said(warning))
            .actions(Button::quiet("Open the SDK's files").to(PATH))
    });
    let refused = refused.map(|said| too_old(&said, &status.enforcement));
    Ok(ui::all![refused, calendar])
}

/// Who says that the version that visitors are given now is refused. What was said of an older one is
/// history.
pub(crate) async fn refused(
    meetings: &Meetings,
    status: &Status,
    id: &ConnectionId,
) -> Result<Option<TurnedAway>, Error> {
    let served = match (&status.source, &status.installed) {
        (Source::Cdn, _) => &status.pinned,
        (Source::Files, Some(installed)) => &installed.version,
        (Source::Files, None) => return Ok(None),
    };
    Ok(meetings.turned_away(id, served).await?)
}

/// How far what browsers say is to be believed: whoever may join can make a browser say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belief {
    /// Somebody who runs the meetings here met it.
    Seen,
    /// Somebody says it, and Zoom's calendar agrees.
    Likely,
    /// Somebody says it.
    Said,
}

impl Belief {
    pub(super) fn of(said: &TurnedAway, calendar: &Enforcement) -> Self {
        if said.staff {
            Self::Seen
        } else if calendar.may_be_shut_out() {
            Self::Likely
        } else {
            Self::Said
        }
    }

    /// What happened, as a title.
    pub(super) fn title(self, said: &TurnedAway) -> String {
        let sdk = &said.sdk;
        match self {
            Self::Seen => format!("Zoom no longer accepts Meeting SDK {sdk}"),
            Self::Likely => format!("Zoom seems to accept Meeting SDK {sdk} no longer"),
            Self::Said => {
                let whose = match said.visitors {
                    1 => "One visitor’s browser says".to_owned(),
                    many => format!("{many} visitors’ browsers say"),
                };
                format!("{whose} that Zoom no longer accepts Meeting SDK {sdk}")
            }
        }
    }

    /// What there is to go by, as sentences.
    pub(super) fn grounds(self, said: &TurnedAway, calendar: &Enforcement) -> String {
        let told = format!(
            "Code 10000 came {}, from {} at {}, last {} UTC.",
            match said.times {
                1 => "once".to_owned(),
                times => format!("{times} times"),
            },
            counted(said.visitors, "browser"),
            counted(said.networks, "address"),
            said.last_at.strftime("%Y-%m-%d %H:%M"),
        );
        let day = calendar.shut_out;
        let calendar = if calendar.may_be_shut_out() {
            format!("By Zoom’s calendar it may be shut out since {day}.")
        } else {
            format!("By Zoom’s calendar it need not be shut out before {day}.")
        };
        match self {
            Self::Seen => format!("{told} Somebody signed in here was among them. {calendar}"),
            Self::Likely => format!("{told} {calendar}"),
            Self::Said => format!(
                "{told} That is no proof: whoever may join can make a browser say it. {calendar}"
            ),
        }
    }

    /// What to do.
    pub(super) const fn to_do(self) -> &'static str {
        match self {
            Self::Seen => UPGRADE,
            Self::Likely => {
                "Join a test meeting to be sure: if you are let in, this notice goes. If not, run \
                 `parfocal sdk upgrade`; where it has nothing newer to fetch, upgrade Parfocal \
                 first. Until then people join with the Zoom app."
            }
            Self::Said => {
                "Join a test meeting: if you are let in, this notice goes; if not, run \
                 `parfocal sdk upgrade`."
            }
        }
    }
}

fn counted(number: i64, one: &str) -> String {
    match number {
        1 => format!("one {one}"),
        many if one.ends_with('s') => format!("{many} {one}es"),
        many => format!("{many} {one}s"),
    }
}

/// The one code that every visitor meets until somebody does something.
pub(crate) fn too_old(said: &TurnedAway, calendar: &Enforcement) -> Notice {
    let belief = Belief::of(said, calendar);
    let title = belief.title(said);
    let notice = match belief {
        Belief::Seen | Belief::Likely => Notice::bad(title),
        Belief::Said => Notice::fair(title),
    };
    notice
        .text(belief.grounds(said, calendar))
        .to_do(ui::said(belief.to_do()))
        .actions(Button::quiet("Join a test meeting").to("/zoom/sdk/test#join"))
}

/// A Parfocal knows one version of the SDK, so it may have to be upgraded itself.
const UPGRADE: &str = "Run `parfocal sdk upgrade`; where it has nothing newer to fetch, upgrade \
    Parfocal first. Until then people join with the Zoom app.";

#[cfg(test)]
mod tests {
    use meeting_sdk::Enforcement;
    use meetings::join::TurnedAway;

    use super::Belief;

    fn calendar(next: &str, days: i32) -> Enforcement {
        Enforcement {
            next: next.parse().expect("a day"),
            days,
            published_by: "2026-07-10".parse().expect("a day"),
            shut_out: "2027-05-01".parse().expect("a day"),
            warning: None,
        }
    }

    fn said(visitors: i64, networks: i64, staff: bool) -> TurnedAway {
        TurnedAway {
            sdk: "6.2.0".into(),
            times: visitors,
            visitors,
            networks,
            staff,
            last_at: "2026-11-26T12:00:00Z".parse().expect("a time"),
        }
    }

    #[test]
    fn the_word_of_visitors_is_no_alarm_until_somebody_here_or_the_calendar_agrees() {
        let young = calendar("2027-02-06", 72);
        for (said, expected) in [
            (said(1, 1, false), Belief::Said),
            // One person with three cookies, at an address of each family.
            (said(3, 2, false), Belief::Said),
            // With a /48 of their own, one person is sixty-five thousand networks.
            (said(40, 40, false), Belief::Said),
            (said(1, 1, true), Belief::Seen),
        ] {
            assert_eq!(Belief::of(&said, &young), expected, "{said:?}");
        }
        let old = calendar("2027-05-01", 0);
        assert_eq!(Belief::of(&said(1, 1, false), &old), Belief::Likely);
    }

    #[test]
    fn what_is_said_tells_how_many_and_what_the_calendar_makes_of_it() {
        let one = said(1, 1, false);
        let young = calendar("2027-02-06", 72);
        assert_eq!(
            Belief::Said.title(&one),
            "One visitor’s browser says that Zoom no longer accepts Meeting SDK 6.2.0"
        );
        assert_eq!(
            Belief::Said.grounds(&one, &young),
            "Code 10000 came once, from one browser at one address, last 2026-11-26 12:00 UTC. \
             That is no proof: whoever may join can make a browser say it. By Zoom’s calendar it \
             need not be shut out before 2027-05-01."
        );
        let many = Belief::Likely.grounds(&said(3, 2, false), &young);
        assert!(
            many.contains("3 times, from 3 browsers at 2 addresses"),
            "{many}"
        );
    }
}
