//! Reading a [`Reading`] in tests, and a stand-in for Zoom.

pub(crate) mod stand_in;

use crate::reading::Reading;

/// The value of a measure without descriptor.
pub(crate) fn value(reading: &Reading, measure: &str) -> Option<f64> {
    let sample = reading.samples.iter().find(|s| s.measure == measure)?;
    Some(sample.value)
}

/// The values of a measure by label, in the order they were put.
pub(crate) fn labelled<'a>(reading: &'a Reading, measure: &str) -> Vec<(&'a str, f64)> {
    reading
        .samples
        .iter()
        .filter(|sample| sample.measure == measure)
        .map(|sample| (sample.label.as_str(), sample.value))
        .collect()
}
