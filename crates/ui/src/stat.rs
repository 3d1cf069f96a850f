//! One number with its unit, its normal, how it went lately, and a way to what is behind it.

use std::fmt::Write as _;

use askama::Template;

use crate::html::{Html, component};
use crate::quality::Quality;

/// A card around one number.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(href) = href %}<a class="card stat" href="{{ href }}">{% else %}<div class="card stat">{% endif %}<h2><span>{{ title }}</span></h2><p class="big num">{{ value }}{% if !unit.is_empty() %} <span class="unit">{{ unit }}</span>{% endif %}</p>{% if !note.is_empty() %}<p class="delta {{ quality.class() }}">{% if quality != Quality::Plain %}{{ quality.mark() }} {% endif %}{{ note }}</p>{% endif %}{{ spark }}{% if href.is_some() %}</a>{% else %}</div>{% endif %}"#
)]
pub struct Stat {
    title: String,
    value: String,
    unit: String,
    note: Html,
    quality: Quality,
    spark: Html,
    href: Option<String>,
}

impl Stat {
    /// `value` as people read it: "1 012", "97.2", "–" for not measured.
    pub fn new(title: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            value: value.into(),
            unit: String::new(),
            note: Html::new(),
            quality: Quality::Plain,
            spark: Html::new(),
            href: None,
        }
    }

    /// "ms", "%", "of 1 000".
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// The normal, or the distance from it: "normal 80 to 95 ms".
    #[must_use]
    pub fn note(mut self, quality: Quality, note: impl Into<Html>) -> Self {
        self.quality = quality;
        self.note = note.into();
        self
    }

    /// How it went lately; `None` is a gap. Oldest first, evenly spaced. One figure is no line.
    #[must_use]
    pub fn spark(mut self, values: &[Option<f64>]) -> Self {
        if values.iter().flatten().nth(1).is_some() {
            self.spark = Html::from(Sparkline::new(values, self.quality));
        }
        self
    }

    /// Where the evidence is.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// A line without axes; only beside its number.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<svg class="spark {{ quality.class() }}" viewBox="0 0 240 38" preserveAspectRatio="none" aria-hidden="true">{% if !line.is_empty() %}<path class="area" d="{{ area }}"/><path class="line" d="{{ line }}" vector-effect="non-scaling-stroke"/>{% endif %}</svg>"#
)]
pub struct Sparkline {
    quality: Quality,
    line: String,
    area: String,
}

impl Sparkline {
    /// Evenly spaced values, oldest first; `None` is a gap and stays one.
    pub fn new(values: &[Option<f64>], quality: Quality) -> Self {
        let known = || values.iter().flatten().copied().filter(|v| v.is_finite());
        let (low, high) = (
            known().fold(f64::INFINITY, f64::min),
            known().fold(f64::NEG_INFINITY, f64::max),
        );
        let (mut line, mut area) = (String::new(), String::new());
        if low.is_finite() {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a sparkline has far fewer points"
            )]
            let step = 240.0 / (values.len().max(2) - 1) as f64;
            let height = |v: f64| {
                if high > low {
                    36.0 - 32.0 * (v - low) / (high - low)
                } else {
                    20.0
                }
            };
            let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
            let mut x = 0.0;
            for value in values {
                match value.filter(|v| v.is_finite()) {
                    Some(v) => {
                        if let Some(run) = runs.last_mut() {
                            run.push((x, height(v)));
                        }
                    }
                    None => runs.push(Vec::new()),
                }
                x += step;
            }
            for run in runs.iter().filter(|r| !r.is_empty()) {
                let path = crate::plot::path(run);
                if let (Some(first), Some(last)) = (run.first(), run.last()) {
                    let _ = write!(area, "{path}L{:.1} 38L{:.1} 38Z", last.0, first.0);
                }
                line.push_str(&path);
            }
        }
        Self {
            quality,
            line,
            area,
        }
    }
}

component!(Stat, Sparkline);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_in_the_data_is_a_gap_in_the_line() {
        let spark = Sparkline::new(&[Some(1.0), Some(2.0), None, Some(3.0)], Quality::Plain);
        assert_eq!(spark.line.matches('M').count(), 2);
    }

    #[test]
    fn no_data_draws_nothing() {
        assert_eq!(Sparkline::new(&[None, None], Quality::Good).line, "");
        assert_eq!(Sparkline::new(&[], Quality::Good).line, "");
    }
}
