//! Time on x with the zone named, a scale that starts where it should, gaps where there is no
//! data. Drawn by the server; for charts that people explore there are other means.

use std::fmt::Write as _;

use askama::Template;
use jiff::{Timestamp, tz::TimeZone};

use crate::axis::{self, Tick};
use crate::html::component;
use crate::moment;

/// The drawing's width and the frame within; its height, 262, stands in the template.
const WIDTH: f64 = 820.0;
const LEFT: f64 = 48.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 240.0;
/// What the name of a band takes at most.
const ROOM_FOR_A_NAME: f64 = 160.0;

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

#[derive(Clone, Debug)]
struct Drawn {
    name: String,
    class: String,
    path: String,
    area: String,
    dots: Vec<(String, String, String)>,
}

#[derive(Clone, Debug)]
struct Band {
    x: String,
    width: String,
    name: String,
    /// Where its name stands, and whether it ends there.
    name_x: String,
    ends: bool,
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

    fn span(&self) -> (Timestamp, Timestamp) {
        if let Some(range) = self.range {
            return range;
        }
        let times = || self.lines.iter().flat_map(|l| &l.points).map(|p| p.0);
        (
            times().min().unwrap_or_default(),
            times().max().unwrap_or_default(),
        )
    }

    fn scale(&self) -> (f64, f64, f64) {
        let edges = || self.edges.iter().map(|edge| edge.0);
        let low = self.values().chain(edges()).fold(f64::INFINITY, f64::min);
        let high = self
            .values()
            .chain(edges())
            .fold(f64::NEG_INFINITY, f64::max);
        axis::scale(low.min(0.0), high)
    }

    fn x(&self, at: Timestamp) -> f64 {
        let (from, to) = self.span();
        let whole = to.duration_since(from).as_secs_f64().max(1.0);
        let part = at.duration_since(from).as_secs_f64() / whole;
        (WIDTH - LEFT).mul_add(part.clamp(0.0, 1.0), LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high, _) = self.scale();
        BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low)
    }

    fn value_ticks(&self) -> Vec<Tick> {
        let (low, high, step) = self.scale();
        axis::steps(low, high, step)
            .into_iter()
            .map(|v| Tick {
                at: format!("{:.1}", self.y(v)),
                words: axis::figure(v),
            })
            .collect()
    }

    fn time_ticks(&self) -> Vec<Tick> {
        let (from, to) = self.span();
        axis::times(from, to, &self.zone)
            .into_iter()
            // A label there would be cut at the edge.
            .filter(|(at, _)| self.x(*at) < WIDTH - 18.0)
            .map(|(at, words)| Tick {
                at: format!("{:.1}", self.x(at)),
                words,
            })
            .collect()
    }

    fn drawn_edges(&self) -> Vec<Tick> {
        let edges = self.edges.iter();
        edges
            .map(|(value, name)| Tick {
                at: format!("{:.1}", self.y(*value)),
                words: name.clone(),
            })
            .collect()
    }

    fn drawn_bands(&self) -> Vec<Band> {
        self.bands
            .iter()
            .map(|(from, to, name)| {
                let (left, right) = (self.x(*from), self.x(*to));
                // A name that begins too far right would be cut at the edge.
                let ends = left > WIDTH - ROOM_FOR_A_NAME;
                Band {
                    name_x: format!("{:.1}", if ends { right } else { left }),
                    ends,
                    x: format!("{left:.1}"),
                    width: format!("{:.1}", (right - left).max(2.0)),
                    name: name.clone(),
                }
            })
            .collect()
    }

    fn drawn(&self) -> Vec<Drawn> {
        let (from, to) = self.span();
        let mut solid = 0;
        self.lines
            .iter()
            .map(|line| {
                let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
                for (at, value) in line.points.iter().filter(|p| p.0 >= from && p.0 <= to) {
                    match value.filter(|v| v.is_finite()) {
                        Some(v) => {
                            if let Some(run) = runs.last_mut() {
                                run.push((self.x(*at), self.y(v)));
                            }
                        }
                        None => runs.push(Vec::new()),
                    }
                }
                runs.retain(|r| !r.is_empty());
                let class = if line.dotted {
                    "dotted".to_owned()
                } else {
                    solid += 1;
                    format!("s{}", (solid - 1) % 5)
                };
                let shaded = class == "s0";
                let mut area = String::new();
                for run in runs.iter().filter(|_| shaded) {
                    if let (Some(first), Some(last)) = (run.first(), run.last()) {
                        let _ = write!(
                            area,
                            "{}L{:.1} {BOTTOM}L{:.1} {BOTTOM}Z",
                            path(run),
                            last.0,
                            first.0
                        );
                    }
                }
                Drawn {
                    name: line.name.clone(),
                    class,
                    path: runs.iter().map(|r| path(r)).collect(),
                    area,
                    dots: self.dots(line, from, to),
                }
            })
            .collect()
    }

    /// Places that can be hovered: every point while there are few, and the last one always.
    fn dots(&self, line: &Line, from: Timestamp, to: Timestamp) -> Vec<(String, String, String)> {
        let known: Vec<_> = line
            .points
            .iter()
            .filter(|p| p.0 >= from && p.0 <= to)
            .filter_map(|p| Some((p.0, p.1.filter(|v| v.is_finite())?)))
            .collect();
        let every = known.len().div_ceil(120).max(1);
        known
            .iter()
            .rev()
            .step_by(every)
            .map(|(at, value)| {
                let words = format!(
                    "{}: {} {}, {}",
                    line.name,
                    axis::figure(*value),
                    self.unit,
                    moment::exact(*at, &self.zone)
                );
                (
                    format!("{:.1}", self.x(*at)),
                    format!("{:.1}", self.y(*value)),
                    words,
                )
            })
            .collect()
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

/// `M x yL x y…` through these points; a lone point becomes a short dash so that it is seen.
pub(crate) fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let _ = write!(out, "{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' });
    }
    if points.len() == 1 {
        out.push_str("h.1");
    }
    out
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
