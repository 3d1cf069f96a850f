//! Samples: the latest value of every series, and a series over time.

use store::{Db, Result, args};

/// The latest value of one series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LatestRow {
    pub(crate) connection: String,
    pub(crate) measure: String,
    pub(crate) label: String,
    pub(crate) at: i64,
    /// When it was read, which is later than `at` for figures about the past.
    pub(crate) read_at: i64,
    pub(crate) value: f64,
}

/// The latest values of one connection, or of all.
pub(crate) async fn latest(db: &Db, connection: Option<&str>) -> Result<Vec<LatestRow>> {
    let rows = match connection {
        Some(connection) => {
            db.rows(
                "SELECT connection, measure, label, at, read_at, value FROM monitor_latest
                 WHERE connection = $1 ORDER BY measure, label",
                args![connection],
            )
            .await?
        }
        None => {
            db.rows(
                "SELECT connection, measure, label, at, read_at, value FROM monitor_latest
                 ORDER BY connection, measure, label",
                args![],
            )
            .await?
        }
    };
    rows.iter()
        .map(|row| {
            Ok(LatestRow {
                connection: row.text("connection")?,
                measure: row.text("measure")?,
                label: row.text("label")?,
                at: row.i64("at")?,
                read_at: row.i64("read_at")?,
                value: row.f64("value")?,
            })
        })
        .collect()
}

/// Which part of a history, and how finely: instants in microseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Samples are averaged over buckets of this width.
    pub(crate) bucket: i64,
}

/// One bucket of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bucket {
    pub(crate) label: String,
    /// When the first of its readings was made.
    pub(crate) at: i64,
    pub(crate) mean: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// All series of a measure, bucket by bucket, in order of label and time.
pub(crate) async fn series(
    db: &Db,
    connection: &str,
    measure: &str,
    range: Range,
) -> Result<Vec<Bucket>> {
    let rows = db
        .rows(
            "SELECT label, bucket,
                    CAST(AVG(value) AS DOUBLE PRECISION) AS mean,
                    CAST(MIN(value) AS DOUBLE PRECISION) AS low,
                    CAST(MAX(value) AS DOUBLE PRECISION) AS high,
                    CAST(MIN(at) AS BIGINT) AS first
             FROM (SELECT label, at / $5 AS bucket, at, value FROM monitor_samples
                   WHERE connection = $1 AND measure = $2 AND at >= $3 AND at < $4) AS s
             GROUP BY label, bucket ORDER BY label, bucket",
            args![connection, measure, range.from, range.to, range.bucket],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Bucket {
                label: row.text("label")?,
                at: row.i64("first")?,
                mean: row.f64("mean")?,
                low: row.f64("low")?,
                high: row.f64("high")?,
            })
        })
        .collect()
}
