//! A measure over time: averaged to as many points as somebody can see, with gaps where nothing
//! was read. A line drawn across an outage would show figures nobody measured.

use jiff::Timestamp;

use crate::{
    probe::{Measure, Probe},
    storage::{Bucket, Range},
    view::{Line, Point, SeriesView},
};

/// The most points of one line.
pub const POINTS: i64 = 240;

/// The range to ask the store for: buckets as wide as needed, never narrower than the period.
pub(crate) fn range(from: Timestamp, to: Timestamp, period_seconds: u32) -> Range {
    let (from, to) = (from.as_microsecond(), to.as_microsecond());
    let fitting = (to - from) / POINTS;
    let period = i64::from(period_seconds.max(1)) * 1_000_000;
    // A multiple of the period, so that each bucket holds equally many samples.
    let bucket = (fitting + period - 1) / period * period;
    Range {
        from,
        to,
        bucket: bucket.max(period),
    }
}

/// From buckets to lines with gaps.
pub(crate) fn lines(
    measure: &'static Measure,
    probe: &'static Probe,
    range: Range,
    buckets: Vec<Bucket>,
) -> SeriesView {
    // Figures about days come every day, however often the report is asked for.
    let step = range.bucket.max(spacing(&buckets));
    let mut lines: Vec<Line> = Vec::new();
    let mut last: Option<i64> = None;
    for bucket in buckets {
        let line = match lines.last_mut() {
            Some(line) if line.label == bucket.label => line,
            _ => {
                last = None;
                lines.push(Line {
                    label: bucket.label.clone(),
                    points: Vec::new(),
                });
                let end = lines.len() - 1;
                &mut lines[end]
            }
        };
        if let Some(last) = last.filter(|last| bucket.at - last > step * 5 / 2) {
            line.points.push(gap(last + step));
        }
        last = Some(bucket.at);
        line.points.push(Point {
            at: instant(bucket.at),
            value: Some(bucket.mean),
            low: Some(bucket.low),
            high: Some(bucket.high),
        });
    }
    debug_assert!(probe.measure(measure.name).is_some());
    SeriesView {
        measure: measure.name,
        title: measure.title,
        unit: measure.unit,
        from: instant(range.from),
        to: instant(range.to),
        bucket_seconds: range.bucket / 1_000_000,
        lines,
    }
}

/// The usual distance between neighbours, the median.
fn spacing(buckets: &[Bucket]) -> i64 {
    let mut distances: Vec<i64> = buckets
        .windows(2)
        .filter(|pair| pair[0].label == pair[1].label)
        .map(|pair| pair[1].at - pair[0].at)
        .collect();
    distances.sort_unstable();
    distances.get(distances.len() / 2).copied().unwrap_or(0)
}

fn gap(at: i64) -> Point {
    Point {
        at: instant(at),
        value: None,
        low: None,
        high: None,
    }
}

pub(crate) fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::{POINTS, lines, range};
    use crate::{probes::measure, storage::Bucket};

    fn bucket(at: i64, mean: f64) -> Bucket {
        let (label, low, high) = (String::new(), mean, mean);
        Bucket {
            label,
            at: at * 1_000_000,
            mean,
            low,
            high,
        }
    }

    #[test]
    fn an_outage_is_a_gap_and_one_late_run_is_not() {
        let (probe, measure) = measure("zoom_meetings_live").unwrap();
        let range = range(
            "2026-11-21T00:00:00Z".parse().unwrap(),
            "2026-11-21T06:00:00Z".parse().unwrap(),
            120,
        );
        assert_eq!(range.bucket, 120_000_000);
        let seconds = [0, 120, 240, 480, 600, 3_600, 3_720];
        let buckets = seconds.map(|at| bucket(at, 1.0)).to_vec();
        let series = lines(measure, probe, range, buckets);
        let values: Vec<bool> = series.lines[0]
            .points
            .iter()
            .map(|point| point.value.is_some())
            .collect();
        assert_eq!(values, [true, true, true, true, true, false, true, true]);
    }

    #[test]
    fn a_long_history_has_no_more_points_than_can_be_seen() {
        let month = range(
            "2026-10-21T00:00:00Z".parse().unwrap(),
            "2026-11-21T00:00:00Z".parse().unwrap(),
            60,
        );
        assert!((month.to - month.from) / month.bucket <= POINTS);
    }
}
