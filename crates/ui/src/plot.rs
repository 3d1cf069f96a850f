//! Time on x with the zone named, a scale that starts where it should, gaps where there is no
//! data. Drawn by the server; for charts that people explore there are other means.

mod drawn;

use std::fmt::Write as _;

use askama::Template;
use jiff::{Timestamp, tz::TimeZone};

pub(crate) use self::drawn::path;

use crate::{axis, html::component, moment};

/// A line of the plot.
#[derive(Clone, Debug)]
pub struct Line {
    name: String,
    points: Vec<(Timestamp, Option<f64>)>,
    dotted: bool,
}

impl Line {
    /// Points in time order; `None` is a gap.
    pub fn new(name: impl Into<String>, points: Vec<(Timestamp, Option<f64>)>) -> Self {
        Self {
            name: name.into(),
            points,
            dotted: false,
        }
    }

    /// Dotted and pale: last week, for comparison.
    #[must_use]
    pub fn dotted(mut self) -> Self {
        self.dotted = true;
        self
    }
}

/// A time series plot as SVG, with its figures as a table beneath for those who do not see it.
#[derive(Clone, Debug, Template)]
#[template(path = "plot.html")]
pub struct Plot {
    title: String,
    unit: String,
    zone: TimeZone,
    lines: Vec<Line>,
    bands: Vec<(Timestamp, Timestamp, String)>,
    edges: Vec<(f64, String)>,
    range: Option<(Timestamp, Timestamp)>,
}

impl Plot {
    /// `title` says what is measured; `zone` is the one the hours are in.
    pub fn new(title: impl Into<String>, unit: impl Into<String>, zone: TimeZone) -> Self {
        Self {
            title: title.into(),
            unit: unit.into(),
            zone,
            lines: Vec::new(),
            bands: Vec::new(),
            edges: Vec::new(),
            range: None,
        }
    }

    /// One more line.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// An incident, with its name.
    #[must_use]
    pub fn band(mut self, from: Timestamp, to: Timestamp, name: impl Into<String>) -> Self {
        self.bands.push((from, to, name.into()));
        self
    }

    /// A value that must not be passed, as a line across, with its name.
    #[must_use]
    pub fn edge(mut self, value: f64, name: impl Into<String>) -> Self {
        self.edges.push((value, name.into()));
        self
    }

    /// What time to show; without it, all that the lines hold.
    #[must_use]
    pub fn range(mut self, from: Timestamp, to: Timestamp) -> Self {
        self.range = Some((from, to));
        self
    }

    fn zone_name(&self) -> String {
        moment::zone_name(&self.zone)
    }

    fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.lines
            .iter()
            .flat_map(|l| &l.points)
            .filter_map(|p| p.1)
            .filter(|v| v.is_finite())
    }

    fn is_empty(&self) -> bool {
        self.values().next().is_none()
    }

    /// What the drawing says, in a sentence.
    fn summary(&self) -> String {
        let mut words = format!("{}, times in {}", self.title, self.zone_name());
        for line in &self.lines {
            if let Some(last) = line.points.iter().rev().find_map(|p| p.1) {
                let _ = write!(
                    words,
                    "; {}: last {} {}",
                    line.name,
                    axis::figure(last),
                    self.unit
                );
            }
        }
        words
    }

    /// The newest figures, for the table: at most forty moments.
    fn figures(&self) -> Vec<(String, Vec<String>)> {
        let Some(first) = self.lines.first() else {
            return Vec::new();
        };
        first
            .points
            .iter()
            .rev()
            .take(40)
            .map(|(at, _)| {
                let cells = self
                    .lines
                    .iter()
                    .map(|line| {
                        line.points
                            .iter()
                            .find(|p| p.0 == *at)
                            .map_or_else(String::new, |p| {
                                p.1.map_or_else(|| "no data".to_owned(), axis::figure)
                            })
                    })
                    .collect();
                (moment::exact(*at, &self.zone), cells)
            })
            .collect()
    }
}

component!(Plot);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_795_255_200 + minute * 60).expect("a timestamp")
    }

    fn plot() -> Plot {
        let points = (0..10_i32)
            .map(|m| (at(m.into()), (m != 4).then_some(f64::from(m))))
            .collect();
        Plot::new("Live meetings", "meetings", TimeZone::UTC).line(Line::new("today", points))
    }

    #[test]
    fn names_the_zone_and_keeps_gaps() {
        let plot = plot();
        let html = plot.to_string();
        assert!(html.contains("UTC"), "{html}");
        assert_eq!(plot.drawn()[0].path.matches('M').count(), 2);
        assert!(html.contains("no data"), "{html}");
    }

    #[test]
    fn says_so_when_there_is_nothing_to_draw() {
        let html = Plot::new("Live meetings", "meetings", TimeZone::UTC).to_string();
        assert!(html.contains("No figures yet"), "{html}");
        assert!(!html.contains("NaN"), "{html}");
    }

    #[test]
    fn the_name_of_a_late_band_ends_where_the_band_does() {
        let html = plot().band(at(8), at(9), "alarm open").to_string();
        let name = "<text x=\"820.0\" y=\"13\" text-anchor=\"end\">alarm open</text>";
        assert!(html.contains(name), "{html}");
    }

    #[test]
    fn an_edge_is_within_the_scale_and_named() {
        let html = plot().edge(30.0, "bad").to_string();
        assert!(html.contains("text-anchor=\"end\">bad</text>"), "{html}");
        assert!(html.contains(">30</text>"), "{html}");
    }

    #[test]
    fn needs_no_inline_style() {
        let html = plot().band(at(1), at(2), "Wi-Fi <x>").to_string();
        assert!(!html.contains("style="), "{html}");
        assert!(html.contains("Wi-Fi &#60;x&#62;"), "{html}");
    }
}
