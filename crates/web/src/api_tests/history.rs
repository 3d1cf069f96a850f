//! A test's history as a plot, drawn by the server: which measure, how far back.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use monitor::{MeasureView, SeriesView, Unit};
use ui::{Card, Html, Line, Plot};

/// How far back a plot looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) key: &'static str,
    title: &'static str,
    hours: i64,
}

const SPANS: &[Span] = &[
    Span {
        key: "1h",
        title: "hour",
        hours: 1,
    },
    Span {
        key: "24h",
        title: "day",
        hours: 24,
    },
    Span {
        key: "7d",
        title: "week",
        hours: 24 * 7,
    },
    Span {
        key: "30d",
        title: "30 days",
        hours: 24 * 30,
    },
];

/// Lines of one plot; more cannot be told apart.
const LINES: usize = 5;

impl Span {
    /// The span of that key; a day where there is none, a month for what is read twice a day.
    pub(super) fn named(key: Option<&str>, period_seconds: u32) -> Self {
        let named = SPANS.iter().find(|span| Some(span.key) == key);
        let usual = if period_seconds >= 21_600 {
            SPANS[3]
        } else {
            SPANS[1]
        };
        named.copied().unwrap_or(usual)
    }

    pub(super) fn range(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let back = SignedDuration::from_hours(self.hours);
        (now.saturating_sub(back).unwrap_or(now), now)
    }
}

/// The plot with the ways to other measures and spans.
pub(super) fn card(
    test: &str,
    measures: &[MeasureView],
    shown: &MeasureView,
    span: Span,
    series: &SeriesView,
) -> Card {
    let mut lines: Vec<_> = series.lines.iter().collect();
    let last = |line: &&monitor::Line| {
        line.points
            .iter()
            .rev()
            .find_map(|point| point.value)
            .unwrap_or(0.0)
    };
    lines.sort_by(|one, other| last(other).total_cmp(&last(one)));
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    let plot = plot(shown.title, series, &lines);
    let rest = match more {
        0 => Html::new(),
        more => ui::quiet(format!(
            "The {LINES} largest of {} are drawn.",
            more + LINES
        )),
    };
    Card::new(ui::all!["History: ", shown.title])
        .span(4)
        .id("history")
        .body(ui::all![ways(test, measures, shown, span), plot, rest])
}

/// These lines of a series over its whole range.
pub(crate) fn plot(title: &str, series: &SeriesView, lines: &[&monitor::Line]) -> Plot {
    let (scale, unit) = scale_of(series);
    let mut plot = Plot::new(title, unit, TimeZone::UTC).range(series.from, series.to);
    for line in lines {
        let name = if line.label.is_empty() {
            title
        } else {
            &line.label
        };
        let points = line.points.iter();
        let points = points
            .map(|p| (p.at, p.value.map(|value| value * scale)))
            .collect();
        plot = plot.line(Line::new(name, points));
    }
    plot
}

/// Links to the other measures and spans; the shown ones are words.
fn ways(test: &str, measures: &[MeasureView], shown: &MeasureView, span: Span) -> Html {
    let address = |measure: &str, span: &str| {
        let query = ui::query([("measure", measure), ("span", span)]);
        format!("/tests/{test}?{query}#history")
    };
    let mut spans = Html::from("Last ");
    for (index, other) in SPANS.iter().enumerate() {
        let way = if *other == span {
            Html::from(other.title).inside("strong")
        } else {
            ui::link(&address(shown.name, other.key), other.title)
        };
        spans = spans.with(if index > 0 { " · " } else { "" }).with(way);
    }
    let mut others = Html::new();
    for (index, other) in measures.iter().enumerate() {
        let way = if other.name == shown.name {
            Html::from(other.title).inside("strong")
        } else {
            ui::link(&address(other.name, span.key), other.title)
        };
        others = others.with(if index > 0 { " · " } else { "" }).with(way);
    }
    ui::all![others.paragraph(), spans.paragraph()]
}

/// By what the values of a series are multiplied where they are drawn, and in which unit.
pub(crate) fn scale_of(series: &SeriesView) -> (f64, &'static str) {
    scale(series.unit, series)
}

/// What the axis shows: a share as per cent, seconds in what fits the largest value.
fn scale(unit: Unit, series: &SeriesView) -> (f64, &'static str) {
    let points = series.lines.iter().flat_map(|line| &line.points);
    let largest = points.filter_map(|point| point.value).fold(0.0, f64::max);
    match unit {
        Unit::Ratio => (100.0, "%"),
        Unit::Seconds if largest < 2.0 => (1000.0, "ms"),
        Unit::Seconds if largest < 300.0 => (1.0, "s"),
        Unit::Seconds if largest < 18_000.0 => (1.0 / 60.0, "min"),
        Unit::Seconds => (1.0 / 3600.0, "h"),
        Unit::Bytes => (1e-9, "GB"),
        other => (1.0, other.title()),
    }
}
