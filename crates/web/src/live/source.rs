//! How it is known what is under way, and since when it is not.

use jiff::{Timestamp, tz::TimeZone};
use monitor::{LiveSource, LiveStale, LiveView, duration};
use ui::{Html, Moment};

use crate::layout::boxed;

/// "Pushed: last event 3 s ago".
pub(crate) fn words(source: &LiveSource, now: Timestamp) -> Html {
    let ago = |at: Timestamp| Moment::relative(at, now, &TimeZone::UTC);
    match source {
        LiveSource::Pushed { last_event_at, .. } => {
            ui::all!["Pushed by Zoom: last event ", ago(*last_event_at)]
        }
        LiveSource::Polled {
            every_seconds,
            last_at,
        } => {
            let every = duration(f64::from(*every_seconds));
            let last = last_at.map_or_else(
                || Html::from("not read yet"),
                |at| ui::all!["last read ", ago(at)],
            );
            ui::all![format!("Polled every {every}: "), last]
        }
        LiveSource::Nothing { .. } => "Not known".into(),
    }
}

/// What to know about the figures before they are trusted: since when they are not of now, how to
/// have them pushed, why there are none.
pub(crate) fn caveat(view: &LiveView, now: Timestamp) -> Html {
    if let Some(old) = &view.stale {
        return stale(old, now);
    }
    match &view.source {
        LiveSource::Nothing { why } => boxed(
            ui::State::empty("It is not known what is under way")
                .text(why.as_str())
                .actions(ui::Button::quiet("Open Zoom settings").to("/zoom")),
        ),
        LiveSource::Polled { .. } => ui::quiet(ui::all![
            "A meeting that starts and ends between two readings is not seen, and nobody in a \
             waiting room. Both come with an event subscription: ",
            ui::link("/zoom", "how"),
            "."
        ])
        .paragraph(),
        LiveSource::Pushed { .. } => Html::new(),
    }
}

/// That nothing has been heard, since when, and why.
pub(crate) fn stale(old: &LiveStale, now: Timestamp) -> Html {
    let since = Moment::said(old.since, &TimeZone::UTC, clock(old.since, now));
    let ago = Moment::relative(old.since, now, &TimeZone::UTC);
    boxed(
        ui::State::stale(ui::all![
            "Nothing has been heard from Zoom since ",
            since,
            ", ",
            ago
        ])
        .text(ui::all![
            "What stands here is what was known then. ",
            old.why.as_str()
        ])
        .actions(ui::Button::quiet("Open the API tests").to("/tests")),
    )
}

/// "14:05 UTC"; with its day where that is another.
pub(crate) fn clock(at: Timestamp, now: Timestamp) -> String {
    let day = |at: Timestamp| at.strftime("%F").to_string();
    if day(at) == day(now) {
        at.strftime("%H:%M UTC").to_string()
    } else {
        at.strftime("%F %H:%M UTC").to_string()
    }
}

#[cfg(test)]
mod tests {
    use monitor::{LiveSource, LiveStale};

    use super::{clock, stale, words};

    #[test]
    fn what_is_old_says_since_when_and_why() {
        let at = |time: &str| format!("2026-11-21T{time}Z").parse().expect("an instant");
        let old = LiveStale {
            since: at("12:00:00"),
            why: "No event comes, and Zoom did not answer.".to_owned(),
        };
        let said = stale(&old, at("12:20:00")).to_string();
        assert!(said.contains(">12:00 UTC</time>"), "{said}");
        assert!(said.contains(">20 min ago</time>"), "{said}");
        assert!(said.contains("Zoom did not answer."), "{said}");
        let next_day = "2026-11-22T00:01:00Z".parse().expect("an instant");
        assert_eq!(clock(old.since, next_day), "2026-11-21 12:00 UTC");
        let polled = LiveSource::Polled {
            every_seconds: 120,
            last_at: Some(at("12:00:00")),
        };
        let said = words(&polled, at("12:01:00")).to_string();
        assert!(
            said.starts_with("Polled every 2 min: last read <time"),
            "{said}"
        );
    }
}
