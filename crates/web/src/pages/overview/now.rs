//! The figures of this moment with the hours before them.

use connect::ConnectionId;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use monitor::{LiveSource, LiveView, SeriesView, State as TestState, TestView, thousands};
use ui::{Card, Html, Line, Plot, Quality, Stat};

use super::standing::quality as quality_of;
use crate::{Error, State, live::source};

/// How far back the lines beside the numbers go.
const SPARK: SignedDuration = SignedDuration::from_hours(6);
/// How far back the plot goes, and how far the line to compare with lies.
const DAY: SignedDuration = SignedDuration::from_hours(24);
const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How old a figure may be to stand for its time of day.
const THEN: SignedDuration = SignedDuration::from_hours(1);
/// The ends of what is drawn move in steps of this, or each look would draw everything anew.
const STEP: i64 = 300;

/// Series that the page draws.
pub(super) struct History {
    now: Timestamp,
    from: Timestamp,
    to: Timestamp,
    meetings: SeriesView,
    people: SeriesView,
    waiting: SeriesView,
    quality: SeriesView,
    day: SeriesView,
    week_ago: SeriesView,
    /// What it was at this time a week ago.
    meetings_then: Option<f64>,
    quality_then: Option<f64>,
}

impl History {
    pub(super) async fn of(app: &State, id: &ConnectionId, now: Timestamp) -> Result<Self, Error> {
        let to = next_step(now);
        let back = |by: SignedDuration| to.saturating_sub(by).unwrap_or(to);
        let (from, spark) = (back(DAY), back(SPARK));
        let read = async |measure: &str, from, to| app.monitor.series(id, measure, from, to).await;
        let then = async |measure: &str| {
            let until = back(WEEK);
            let from = until.saturating_sub(THEN).unwrap_or(until);
            let series = read(measure, from, until).await?;
            Ok::<_, Error>(values(&series).into_iter().flatten().last())
        };
        Ok(Self {
            meetings: read("zoom_meetings_live", spark, to).await?,
            people: read("zoom_meetings_live_participants", spark, to).await?,
            waiting: read("zoom_meetings_live_waiting", spark, to).await?,
            quality: read("zoom_meeting_quality_good_ratio", spark, to).await?,
            day: read("zoom_meetings_live_participants", from, to).await?,
            week_ago: read(
                "zoom_meetings_live_participants",
                from.saturating_sub(WEEK).unwrap_or(from),
                back(WEEK),
            )
            .await?,
            meetings_then: then("zoom_meetings_live").await?,
            quality_then: then("zoom_meeting_quality_good_ratio").await?,
            now,
            from,
            to,
        })
    }
}

fn next_step(now: Timestamp) -> Timestamp {
    let step = now.as_second().div_euclid(STEP) + 1;
    Timestamp::from_second(step * STEP).unwrap_or(now)
}

/// Meetings and webinars under way.
pub(super) fn meetings(live: &LiveView, history: &History) -> Stat {
    let webinars = match live.totals.webinars {
        0 => "no webinar".to_owned(),
        1 => "and one webinar".to_owned(),
        many => format!("and {many} webinars"),
    };
    #[expect(clippy::cast_precision_loss, reason = "meetings are far below 2^52")]
    let compared = history
        .meetings_then
        .map(|then| compared(live.totals.meetings as f64 - then));
    let note = [Some(webinars), compared].into_iter().flatten();
    let note = note.collect::<Vec<_>>().join(" · ");
    stat("Meetings now", live, live.totals.meetings)
        .note(trust(live), known(live, history, note))
        .spark(&values(&history.meetings))
        .to("/live")
}

/// The difference to this time a week ago, in words.
fn compared(more: f64) -> String {
    let more = more.round();
    if more.abs() < 0.5 {
        "as many as a week ago".to_owned()
    } else if more > 0.0 {
        format!("{more:.0} more than a week ago")
    } else {
        format!("{:.0} fewer than a week ago", -more)
    }
}

/// The same for a share in per cent.
fn points(more: f64) -> Option<String> {
    let words = if more > 0.0 { "over" } else { "under" };
    (more.abs() >= 0.05).then(|| format!("{:.1} points {words} a week ago", more.abs()))
}

/// People in meetings, as the line, its peak and the plot count them; those in webinars beside it.
pub(super) fn people(live: &LiveView, history: &History) -> Stat {
    let peak = values(&history.day).into_iter().flatten().reduce(f64::max);
    // More may be in now than at any reading of the dashboard.
    #[expect(clippy::cast_precision_loss, reason = "people are far below 2^52")]
    let now = in_meetings(live) as f64;
    let peak = peak.map(|peak| format!("most in the last 24 h: {}", whole(peak.max(now))));
    let webinars = match live.totals.in_webinars {
        0 => None,
        some => Some(format!("and {} in webinars", thousands(some))),
    };
    let note = [webinars, peak].into_iter().flatten();
    let note = note.collect::<Vec<_>>().join(" · ");
    stat("People in meetings", live, in_meetings(live))
        .note(trust(live), known(live, history, note))
        .spark(&values(&history.people))
        .to("/live")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "people are whole and not negative"
)]
fn whole(people: f64) -> String {
    thousands(people.max(0.0).round() as u64)
}

fn in_meetings(live: &LiveView) -> u64 {
    let totals = &live.totals;
    totals.participants.saturating_sub(totals.in_webinars)
}

/// People who wait. A dashboard does not show them.
pub(super) fn waiting(live: &LiveView, history: &History) -> Stat {
    let LiveSource::Pushed { .. } = live.source else {
        return Stat::new("Waiting", "–")
            .note(Quality::Plain, "comes with an event subscription")
            .to("/live");
    };
    let longest = live.meetings.iter().max_by_key(|meeting| meeting.waiting);
    let note = match longest {
        Some(meeting) if meeting.waiting > 0 => format!(
            "most for {}",
            meeting
                .topic
                .as_deref()
                .unwrap_or("a meeting without a topic")
        ),
        _ => "nobody in a waiting room".to_owned(),
    };
    Stat::new("Waiting", thousands(live.totals.waiting))
        .note(trust(live), known(live, history, note))
        .spark(&values(&history.waiting))
        .to("/live")
}

/// The share of people whose meeting sounds and looks good.
pub(super) fn quality(tests: &[TestView], history: &History) -> Stat {
    let test = tests.iter().find(|test| test.id == "meeting-quality");
    let values = values(&history.quality);
    let percent: Vec<Option<f64>> = values
        .iter()
        .map(|value| value.map(|v| v * 100.0))
        .collect();
    let last = percent.iter().rev().flatten().next();
    let stat = match last {
        Some(last) => Stat::new("Good quality", format!("{last:.1}")).unit("%"),
        None => Stat::new("Good quality", "–"),
    };
    let then = history.quality_then.zip(last.copied());
    let then = then.and_then(|(then, last)| points(last - then * 100.0));
    let (grade, note) = match (test, then) {
        (Some(test), Some(then)) if test.state == TestState::Good => (Quality::Good, then),
        (Some(test), _) => (quality_of(test.state), said(test)),
        (None, _) => (Quality::Plain, String::new()),
    };
    stat.note(grade, note)
        .spark(&percent)
        .to("/tests/meeting-quality")
}

fn said(test: &TestView) -> String {
    match test.state {
        TestState::Good => "normal".to_owned(),
        TestState::NoData => "nobody is in a meeting whose quality is read".to_owned(),
        TestState::Waiting | TestState::Off => test.state.words().to_owned(),
        _ => test.words.clone(),
    }
}

/// People in meetings over a day, the same day of last week dotted.
pub(super) fn plot(history: &History) -> Card {
    let week_ago = history
        .week_ago
        .lines
        .iter()
        .flat_map(|line| &line.points)
        .map(|point| {
            (
                point.at.saturating_add(WEEK).unwrap_or(point.at),
                point.value,
            )
        });
    let (day, week_ago) = (drawn(&history.day), week_ago.collect::<Vec<_>>());
    let first = day.first().map(|(at, _)| *at);
    let from = match first {
        Some(first) if week_ago.is_empty() => begins(first, history.from, history.to),
        _ => history.from,
    };
    let mut plot = Plot::new("People in meetings", "people", TimeZone::UTC)
        .range(from, history.to)
        .line(Line::new("last 24 hours", day));
    if !week_ago.is_empty() {
        plot = plot.line(Line::new("a week before", week_ago).dotted());
    }
    Card::new("People in meetings").span(3).body(plot)
}

/// Where the day `from..to` begins on the plot when figures are known since `first` alone. A whole
/// day of which only the last hour is known would be a line that nobody can read; and of less than
/// an hour the axis would name single minutes, among them those up to the step that are to come.
fn begins(first: Timestamp, from: Timestamp, to: Timestamp) -> Timestamp {
    let hour = SignedDuration::from_hours(1);
    let latest = to.saturating_sub(hour).unwrap_or(from);
    first.min(latest).max(from)
}

fn drawn(series: &SeriesView) -> Vec<(Timestamp, Option<f64>)> {
    let points = series.lines.iter().flat_map(|line| &line.points);
    points.map(|point| (point.at, point.value)).collect()
}

/// One value for each step of the span, so that a line begins where the figures do.
fn values(series: &SeriesView) -> Vec<Option<f64>> {
    let step = series.bucket_seconds.max(1);
    let steps = series.to.duration_since(series.from).as_secs() / step;
    let mut values = vec![None; usize::try_from(steps + 1).unwrap_or(1)];
    for (at, value) in drawn(series) {
        let index = at.duration_since(series.from).as_secs() / step;
        let place = usize::try_from(index).ok().and_then(|i| values.get_mut(i));
        if let (Some(place), Some(value)) = (place, value) {
            *place = Some(value);
        }
    }
    // What comes next is not known yet and no gap.
    while values.last() == Some(&None) && values.len() > 1 {
        values.pop();
    }
    values
}

/// A figure, where there is one to know.
fn stat(title: &str, live: &LiveView, number: u64) -> Stat {
    match live.source {
        LiveSource::Nothing { .. } | LiveSource::Polled { last_at: None, .. } => {
            Stat::new(title, "–")
        }
        _ => Stat::new(title, thousands(number)),
    }
}

fn known(live: &LiveView, history: &History, note: String) -> Html {
    match &live.source {
        LiveSource::Nothing { .. } => "not known; open it to see why".into(),
        LiveSource::Polled { last_at: None, .. } => "not read yet".into(),
        _ => match &live.stale {
            Some(old) => format!("as of {}", source::clock(old.since, history.now)).into(),
            None => note.into(),
        },
    }
}

/// A figure that nobody has confirmed for long is marked.
fn trust(live: &LiveView) -> Quality {
    match live.stale {
        Some(_) => Quality::Fair,
        None => Quality::Plain,
    }
}

#[cfg(test)]
mod tests {
    use monitor::{Point, SeriesView, Unit};

    use jiff::{Timestamp, tz::TimeZone};
    use ui::{Line, Plot};

    use super::{DAY, begins, next_step, values};

    #[test]
    fn a_line_begins_where_the_figures_do_and_keeps_its_gaps() {
        let at = |text: &str| {
            format!("2026-11-21T{text}:00Z")
                .parse()
                .expect("an instant")
        };
        let point = |text: &str, value| Point {
            at: at(text),
            value,
            low: value,
            high: value,
        };
        let series = SeriesView {
            measure: "zoom_meetings_live",
            title: "Live meetings",
            unit: Unit::Count("meetings"),
            from: at("12:00"),
            to: at("12:10"),
            bucket_seconds: 120,
            lines: vec![monitor::Line {
                label: String::new(),
                points: vec![point("12:04", Some(3.0)), point("12:08", Some(5.0))],
            }],
        };
        assert_eq!(values(&series), [None, None, Some(3.0), None, Some(5.0)]);
    }

    #[test]
    fn a_figure_is_compared_with_this_time_a_week_ago() {
        assert_eq!(super::compared(4.2), "4 more than a week ago");
        assert_eq!(super::compared(-1.0), "1 fewer than a week ago");
        assert_eq!(super::compared(0.2), "as many as a week ago");
        let under = super::points(-1.93).expect("words");
        assert_eq!(under, "1.9 points under a week ago");
        assert_eq!(super::points(0.01), None);
    }

    #[test]
    fn the_axis_of_a_first_reading_is_an_hour_and_names_no_minute_to_come() {
        let now: Timestamp = "2026-11-21T12:01:10Z".parse().expect("an instant");
        let to = next_step(now);
        let from = begins(now, to.saturating_sub(DAY).expect("a day"), to);
        assert_eq!(from.to_string(), "2026-11-21T11:05:00Z");
        let plot = Plot::new("People", "people", TimeZone::UTC).range(from, to);
        let html = plot
            .line(Line::new("today", vec![(now, Some(4.0))]))
            .to_string();
        for (minute, is_there) in [
            ("11:15", true),
            ("12:00", true),
            ("12:0", true),
            ("12:05", false),
        ] {
            assert_eq!(
                html.contains(&format!(">{minute}")),
                is_there,
                "{minute}: {html}"
            );
        }
        let known = now.saturating_sub(DAY / 2).expect("half a day");
        assert_eq!(
            begins(known, from.saturating_sub(DAY).expect("a day"), to),
            known
        );
    }

    #[test]
    fn what_is_drawn_ends_on_a_step() {
        let now = "2026-11-21T12:01:10Z".parse().expect("an instant");
        assert_eq!(next_step(now).to_string(), "2026-11-21T12:05:00Z");
    }
}
