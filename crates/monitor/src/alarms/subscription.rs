//! When an event subscription is dead.
//!
//! Zoom tells nobody that it gave a subscription up: after six failed validations the events just
//! end. What can be seen from here is that events used to come, that the dashboard shows meetings that
//! started and ended since, and that nothing was told of it. A look that found nothing missing says
//! that there was nothing to tell; only where the dashboard cannot be read is silence itself a sign.

use jiff::{SignedDuration, Timestamp};

use super::{
    judge::{Subject, Verdict, Wrong},
    view::{AlarmKind, Level},
};
use crate::unit::duration;

/// What is known of the events of one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    /// When Zoom validated the address last.
    pub(crate) last_validation_at: Option<Timestamp>,
    /// When the last event about meetings or webinars came: others may be rare for good.
    pub(crate) last_event_at: Option<Timestamp>,
    /// Whether the dashboard has since shown what no event had told.
    pub(crate) found_missing: bool,
    /// Whether meetings are under way and the dashboard was not compared since the last event, so
    /// that nobody has said whether there was anything to tell.
    pub(crate) unchecked: bool,
    /// Deliveries refused for their signature within the last hour.
    pub(crate) refused_last_hour: u64,
}

/// An event may be this late and still be on its way: Zoom tries again after 5 minutes.
const LATE: SignedDuration = SignedDuration::from_mins(10);
/// Meetings that run this long without one event, and without a look at the dashboard: people come
/// and go more often than that.
const LONG_SILENCE: SignedDuration = SignedDuration::from_hours(2);
/// Zoom validates every 72 hours; the rest is patience.
const VALIDATION: SignedDuration = SignedDuration::from_hours(72 + 8);
/// So many refused signatures in an hour are no accident.
const REJECTED: u64 = 20;

/// All that can be wrong with a subscription.
pub(crate) fn verdicts(heard: &Heard, now: Timestamp) -> Vec<(Subject, Verdict)> {
    vec![
        (Subject::Subscription("silence"), silence(heard, now)),
        (Subject::Subscription("validation"), validation(heard, now)),
        (Subject::Subscription("signature"), signature(heard)),
    ]
}

fn silence(heard: &Heard, now: Timestamp) -> Verdict {
    let Some(last) = heard.last_event_at else {
        return Verdict::Fine("No event has arrived yet.");
    };
    let quiet = now.duration_since(last);
    let because = if heard.found_missing && quiet > LATE {
        "the dashboard has shown meetings since of which no event told"
    } else if heard.unchecked && quiet > LONG_SILENCE {
        "meetings have been running all the time, which the dashboard was not asked about"
    } else {
        return Verdict::Fine("Events arrive.");
    };
    Verdict::wrong(Wrong {
        kind: AlarmKind::Subscription,
        level: Level::Bad,
        title: "Event subscription".to_owned(),
        headline: format!(
            "no event from Zoom since {}",
            last.strftime("%Y-%m-%d %H:%M UTC")
        ),
        sentence: format!(
            "No event about meetings has arrived since {}, for {}, and {because}: the subscription is dead or the way to us is blocked. Live figures are polled meanwhile. In the app's Feature page on Zoom's Marketplace, check that the subscription is still enabled and validate its address again.",
            last.strftime("%Y-%m-%d %H:%M:%S UTC"),
            duration(quiet.as_secs_f64()),
        ),
        ..Wrong::default()
    })
}

fn validation(heard: &Heard, now: Timestamp) -> Verdict {
    let Some(last) = heard.last_validation_at else {
        return Verdict::Fine("Zoom has not validated the address yet.");
    };
    let age = now.duration_since(last);
    if age <= VALIDATION {
        return Verdict::Fine("Zoom validates the address.");
    }
    Verdict::wrong(Wrong {
        kind: AlarmKind::Subscription,
        level: Level::Poor,
        title: "Webhook address".to_owned(),
        headline: format!(
            "not validated by Zoom since {}",
            last.strftime("%Y-%m-%d %H:%M UTC")
        ),
        sentence: format!(
            "Zoom validated the webhook address last {} ago and does so every 72 hours: the next attempts failed before they reached us, or the subscription is off. After six failed validations Zoom ends it without a word. Check that the address answers from outside over TLS, then validate it in the app's Feature page.",
            duration(age.as_secs_f64()),
        ),
        ..Wrong::default()
    })
}

fn signature(heard: &Heard) -> Verdict {
    let rejected = heard.refused_last_hour;
    if rejected < REJECTED {
        return Verdict::Fine("Signatures are right.");
    }
    Verdict::wrong(Wrong {
        kind: AlarmKind::Subscription,
        level: Level::Poor,
        title: "Webhook signatures".to_owned(),
        headline: format!("{rejected} deliveries refused within an hour"),
        sentence: format!(
            "{rejected} deliveries of the last hour carried no right signature: either the Secret Token saved here is not the app's any more, so that Zoom's own events are refused, or somebody sends forged ones. Compare the Secret Token with the app's Feature page."
        ),
        ..Wrong::default()
    })
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::{Heard, signature, silence, validation};
    use crate::alarms::{Level, judge::Verdict};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn heard(last_event: &str) -> Heard {
        Heard {
            last_event_at: Some(at(last_event)),
            ..Heard::default()
        }
    }

    fn level(verdict: &Verdict) -> Option<Level> {
        match verdict {
            Verdict::Wrong(wrong) => Some(wrong.level),
            Verdict::Fine(_) | Verdict::Stays => None,
        }
    }

    #[test]
    fn what_the_dashboard_shows_and_no_event_told_is_one_too() {
        let missing = Heard {
            found_missing: true,
            ..heard("2026-11-21T12:00:00Z")
        };
        assert_eq!(level(&silence(&missing, at("2026-11-21T12:09:00Z"))), None);
        let dead = silence(&missing, at("2026-11-21T12:11:00Z"));
        assert_eq!(level(&dead), Some(Level::Bad));
    }

    #[test]
    fn silence_about_which_the_dashboard_found_nothing_missing_is_no_dead_subscription() {
        let heard = heard("2026-11-21T20:00:00Z");
        assert_eq!(level(&silence(&heard, at("2026-11-22T05:01:00Z"))), None);
    }

    #[test]
    fn one_long_meeting_without_any_event_or_look_is_one_after_two_hours() {
        let heard = Heard {
            unchecked: true,
            ..heard("2026-11-21T12:00:00Z")
        };
        assert_eq!(level(&silence(&heard, at("2026-11-21T13:59:00Z"))), None);
        assert_eq!(
            level(&silence(&heard, at("2026-11-21T14:01:00Z"))),
            Some(Level::Bad)
        );
    }

    #[test]
    fn before_the_first_event_nothing_is_dead() {
        let heard = Heard::default();
        let now = at("2026-11-21T12:00:00Z");
        assert_eq!(level(&silence(&heard, now)), None);
        assert_eq!(level(&validation(&heard, now)), None);
        assert_eq!(level(&signature(&heard)), None);
    }

    #[test]
    fn an_old_validation_and_refused_signatures_are_told() {
        let now = at("2026-11-21T12:00:00Z");
        let with = |hours: i64, refused_last_hour| Heard {
            last_validation_at: Some(now - hours.hours()),
            refused_last_hour,
            ..Heard::default()
        };
        assert_eq!(level(&validation(&with(79, 0), now)), None);
        assert_eq!(level(&validation(&with(81, 0), now)), Some(Level::Poor));
        assert_eq!(level(&signature(&with(1, 19))), None);
        assert_eq!(level(&signature(&with(1, 20))), Some(Level::Poor));
    }
}
