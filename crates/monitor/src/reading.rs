//! What a probe brings home: samples for the history, rows for the detailed diagnosis, and
//! notes on what is missing from both.

use futures::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    live_state::Seen,
    probe::{Measure, Probe},
    sources::{ReadError, Sources},
};

/// The most diagnosis rows kept for one probe; beyond it the page says how many there were.
pub const ROWS_KEPT: usize = 1_000;

/// How a probe reads: from its sources to a reading.
pub(crate) type ReadFn = for<'a> fn(&'a Sources<'a>) -> BoxFuture<'a, Result<Reading, ReadError>>;

/// One value of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The measure's name.
    pub measure: &'static str,
    /// The descriptor's value; empty for a measure without one.
    pub label: String,
    /// The instant it stands for, when that is not the run's own.
    pub at: Option<Timestamp>,
    /// The value, in the measure's unit.
    pub value: f64,
}

/// One cell of a diagnosis row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// Words, or an RFC 3339 instant.
    Text(String),
    /// Zoom said nothing, as it does for people of other accounts.
    Nothing(()),
}

/// One of three types: a choice between schemas would have a number fit two of them.
impl utoipa::PartialSchema for Cell {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ObjectBuilder, Type, schema::SchemaType};
        ObjectBuilder::new()
            .description(Some("A number, words or an RFC 3339 instant, or nothing."))
            .schema_type(SchemaType::from_iter([
                Type::Number,
                Type::String,
                Type::Null,
            ]))
            .into()
    }
}

impl ToSchema for Cell {}

impl Cell {
    /// A number of things.
    pub fn count(value: impl Into<i64>) -> Self {
        Self::Number(as_f64(value.into()))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Nothing(())
        } else {
            Self::Text(text.to_owned())
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() {
            Self::Nothing(())
        } else {
            Self::Text(text)
        }
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Text(at.to_string())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing(()), Into::into)
    }
}

/// A whole number as a sample; exact up to 2^53, far past any count here.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people, calls and seconds stay far below 2^53"
)]
pub(crate) fn as_f64(value: i64) -> f64 {
    value as f64
}

/// A length as a sample.
pub(crate) fn count(length: usize) -> f64 {
    as_f64(i64::try_from(length).unwrap_or(i64::MAX))
}

/// Everything one run read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Values for the history.
    pub samples: Vec<Sample>,
    /// Rows of the detailed diagnosis, cells in the order of the probe's columns.
    pub rows: Vec<Vec<Cell>>,
    /// How many rows there were before they were cut to [`ROWS_KEPT`].
    pub rows_total: usize,
    /// What is missing or approximate, in whole sentences.
    pub notes: Vec<String>,
    /// What is under way, for those who keep live state.
    pub(crate) seen: Option<Seen>,
}

impl Reading {
    /// Adds a value of a measure without descriptor.
    pub fn put(&mut self, measure: &'static str, value: f64) {
        self.put_by(measure, "", value);
    }

    /// Adds a value of the series `label`.
    pub(crate) fn put_by(&mut self, measure: &'static str, label: impl Into<String>, value: f64) {
        self.samples.push(Sample {
            measure,
            label: label.into(),
            at: None,
            value,
        });
    }

    /// Adds a value that stands for another instant than the run's.
    pub(crate) fn put_at(&mut self, measure: &'static str, at: Timestamp, value: f64) {
        self.samples.push(Sample {
            measure,
            label: String::new(),
            at: Some(at),
            value,
        });
    }

    /// Adds a row; past [`ROWS_KEPT`] it is counted, not kept.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows_total += 1;
        if self.rows.len() < ROWS_KEPT {
            self.rows.push(cells);
        }
    }

    /// Adds a sentence on what is missing.
    pub fn note(&mut self, sentence: impl Into<String>) {
        self.notes.push(sentence.into());
    }

    /// Keeps every measure within its descriptor's bound: the largest series stay, what is cut
    /// is said. A label nobody bounded would fill a Prometheus with one series per person.
    pub fn bound(&mut self, probe: &Probe) {
        for measure in probe.measures {
            let bound = measure.descriptor.map_or(1, |descriptor| descriptor.bound);
            let mut labels = self.labels(measure);
            if labels.len() <= bound {
                continue;
            }
            labels.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
            let kept: std::collections::HashSet<String> = labels
                .into_iter()
                .take(bound)
                .map(|(label, _)| label)
                .collect();
            self.samples
                .retain(|sample| sample.measure != measure.name || kept.contains(&sample.label));
            self.note(format!(
                "{}: only the {bound} largest series are kept.",
                measure.title
            ));
        }
    }

    fn labels(&self, measure: &Measure) -> Vec<(String, f64)> {
        let mut labels: Vec<(String, f64)> = Vec::new();
        for sample in self.samples.iter().filter(|s| s.measure == measure.name) {
            match labels.iter_mut().find(|(label, _)| *label == sample.label) {
                Some(known) => known.1 = known.1.max(sample.value),
                None => labels.push((sample.label.clone(), sample.value)),
            }
        }
        labels
    }
}

/// Counts things by a label and folds all but the `keep` largest into `other`.
pub(crate) fn tally<'a>(
    labels: impl IntoIterator<Item = &'a str>,
    keep: usize,
) -> Vec<(String, f64)> {
    let mut counts: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    let mut counts: Vec<(String, i64)> = counts
        .into_iter()
        .map(|(label, count)| (label.to_owned(), count))
        .collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    if counts.len() > keep {
        let rest: i64 = counts
            .split_off(keep)
            .into_iter()
            .map(|(_, count)| count)
            .sum();
        match counts.iter_mut().find(|(label, _)| label == "other") {
            Some(other) => other.1 += rest,
            None => counts.push(("other".to_owned(), rest)),
        }
    }
    counts
        .into_iter()
        .map(|(label, count)| (label, as_f64(count)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{ROWS_KEPT, Reading, tally};

    #[test]
    fn small_groups_are_folded_into_other() {
        let labels = ["a", "a", "a", "b", "b", "c", "d"];
        assert_eq!(
            tally(labels, 2),
            [
                ("a".to_owned(), 3.0),
                ("b".to_owned(), 2.0),
                ("other".to_owned(), 2.0)
            ]
        );
    }

    #[test]
    fn rows_past_the_bound_are_counted_and_not_kept() {
        let mut reading = Reading::default();
        for _ in 0..ROWS_KEPT + 5 {
            reading.row(vec!["x".into()]);
        }
        assert_eq!(
            (reading.rows.len(), reading.rows_total),
            (ROWS_KEPT, ROWS_KEPT + 5)
        );
    }
}
