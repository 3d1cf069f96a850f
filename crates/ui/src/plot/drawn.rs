//! Where everything of a plot stands: figures and instants turned into the drawing's units.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Line, Plot};
use crate::{
    axis::{self, Tick},
    moment,
};

/// The drawing's width and the frame within; its height, 262, stands in the template.
const WIDTH: f64 = 820.0;
const LEFT: f64 = 48.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 240.0;
/// What the name of a band takes at most.
const ROOM_FOR_A_NAME: f64 = 160.0;

#[derive(Clone, Debug)]
pub(super) struct Drawn {
    pub(super) name: String,
    pub(super) class: String,
    pub(super) path: String,
    pub(super) area: String,
    pub(super) dots: Vec<(String, String, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct Band {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) name: String,
    /// Where its name stands, and whether it ends there.
    pub(super) name_x: String,
    pub(super) ends: bool,
}

impl Plot {
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

    pub(super) fn value_ticks(&self) -> Vec<Tick> {
        let (low, high, step) = self.scale();
        axis::steps(low, high, step)
            .into_iter()
            .map(|v| Tick {
                at: format!("{:.1}", self.y(v)),
                words: axis::figure(v),
            })
            .collect()
    }

    pub(super) fn time_ticks(&self) -> Vec<Tick> {
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

    pub(super) fn drawn_edges(&self) -> Vec<Tick> {
        let edges = self.edges.iter();
        edges
            .map(|(value, name)| Tick {
                at: format!("{:.1}", self.y(*value)),
                words: name.clone(),
            })
            .collect()
    }

    pub(super) fn drawn_bands(&self) -> Vec<Band> {
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

    pub(super) fn drawn(&self) -> Vec<Drawn> {
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
