//! How it is known what is under way, and whether that is too old to be believed.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use monitor::{LiveSource, LiveView, duration};
use ui::{Html, Moment};

use crate::layout::boxed;

/// Polled figures are old once this many readings in a row did not come.
const MISSED: i64 = 3;

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

/// What to know about the figures before they are trusted: how to have them pushed, since when
/// they are old, why there are none.
pub(crate) fn caveat(view: &LiveView, now: Timestamp) -> Html {
    if let Some(since) = old(&view.source, now) {
        return boxed(
            ui::State::stale(ui::all![
                "These figures are old: Zoom's dashboard was last read ",
                Moment::relative(since, now, &TimeZone::UTC)
            ])
            .text("The API test Live meetings says why it does not read.")
            .actions(ui::Button::quiet("Open the API test").to("/tests/live-meetings")),
        );
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

/// Since when the figures are too old, if they are. No event is no sign of that: at night nothing
/// happens, and whether the subscription lives is the alarms' to say.
fn old(source: &LiveSource, now: Timestamp) -> Option<Timestamp> {
    let LiveSource::Polled {
        every_seconds,
        last_at: Some(last),
    } = source
    else {
        return None;
    };
    let most = SignedDuration::from_secs(i64::from(*every_seconds) * MISSED);
    (now.duration_since(*last) > most).then_some(*last)
}

#[cfg(test)]
mod tests {
    use monitor::LiveSource;

    use super::{old, words};

    #[test]
    fn polled_figures_are_old_once_three_readings_did_not_come() {
        let last = "2026-11-21T12:00:00Z".parse().expect("an instant");
        let polled = LiveSource::Polled {
            every_seconds: 120,
            last_at: Some(last),
        };
        let at = |time: &str| format!("2026-11-21T{time}Z").parse().expect("an instant");
        assert_eq!(old(&polled, at("12:06:00")), None);
        assert_eq!(old(&polled, at("12:06:01")), Some(last));
        let said = words(&polled, at("12:01:00")).to_string();
        assert!(
            said.starts_with("Polled every 2 min: last read <time"),
            "{said}"
        );
    }
}
