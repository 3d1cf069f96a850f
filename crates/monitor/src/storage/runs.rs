//! Runs: when, who asked, how it ended; written together with what was read.

use jobs::{Jobs, Lease};
use store::{AssertSqlSafe, Db, Result, Row, Tx, args};

use super::diagnosis;
use crate::{outcome::Outcome, probe::Probe, reading::Reading};

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunRow {
    pub(crate) id: String,
    pub(crate) probe: String,
    pub(crate) asked_by: String,
    pub(crate) started_at: i64,
    pub(crate) ended_at: i64,
    pub(crate) outcome: Outcome,
    pub(crate) requests: i64,
    pub(crate) samples: i64,
    pub(crate) rows_total: i64,
}

/// A run that has just ended.
pub(crate) struct Finished<'a> {
    pub(crate) id: &'a str,
    pub(crate) connection: &'a str,
    pub(crate) probe: &'static Probe,
    pub(crate) asked_by: &'a str,
    pub(crate) started_at: i64,
    pub(crate) ended_at: i64,
    pub(crate) outcome: &'a Outcome,
    /// What was read; nothing unless the outcome is ok.
    pub(crate) reading: &'a Reading,
    /// Requests it sent to Zoom.
    pub(crate) requests: u32,
    /// When the test is due again.
    pub(crate) next_at: i64,
}

const COLUMNS: &str =
    "id, probe, asked_by, started_at, ended_at, outcome, detail, requests, samples,
     rows_total";

/// Writes the run, its samples and its rows, all or none; nothing when the lease is lost, because
/// another node has read since.
pub(crate) async fn record(
    db: &Db,
    run: &Finished<'_>,
    lease: Option<(&Jobs, &Lease)>,
) -> jobs::Result<()> {
    let detail = serde_json::to_string(run.outcome).unwrap_or_else(|_| "{}".to_owned());
    let mut tx = db.begin().await?;
    if let Some((jobs, lease)) = lease {
        jobs.hold(&mut tx, lease).await?;
    }
    tx.execute(
        "INSERT INTO monitor_runs
         (id, connection, probe, asked_by, started_at, ended_at, outcome, detail, requests, samples,
          rows_total)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            run.id,
            run.connection,
            run.probe.id,
            run.asked_by,
            run.started_at,
            run.ended_at,
            run.outcome.key(),
            detail,
            run.requests,
            whole(run.reading.samples.len()),
            whole(run.reading.rows_total),
        ],
    )
    .await?;
    let ok_at = run.outcome.is_ok().then_some(run.ended_at);
    tx.execute(
        "INSERT INTO monitor_tests
         (connection, probe, enabled, period_seconds, next_at, last_run, last_ok_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6)
         ON CONFLICT (connection, probe) DO UPDATE
         SET next_at = excluded.next_at, last_run = excluded.last_run,
             last_ok_at = COALESCE(excluded.last_ok_at, monitor_tests.last_ok_at)",
        args![
            run.connection,
            run.probe.id,
            run.probe.period_seconds,
            run.next_at,
            run.id,
            ok_at
        ],
    )
    .await?;
    if run.outcome.is_ok() {
        let (connection, at) = (run.connection, run.started_at);
        samples(
            &mut tx,
            connection,
            run.probe,
            at,
            run.ended_at,
            run.reading,
        )
        .await?;
        diagnosis::keep(&mut tx, run).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes the samples, and makes them the latest ones. A series that was not read this time is
/// no longer the latest: a plan that was cancelled must vanish, not stand still.
async fn samples(
    tx: &mut Tx,
    connection: &str,
    probe: &Probe,
    started_at: i64,
    read_at: i64,
    reading: &Reading,
) -> Result<()> {
    tx.execute(
        "DELETE FROM monitor_latest WHERE connection = $1 AND probe = $2",
        args![connection, probe.id],
    )
    .await?;
    for sample in &reading.samples {
        let at = sample
            .at
            .map_or(started_at, jiff::Timestamp::as_microsecond);
        tx.execute(
            "INSERT INTO monitor_samples (connection, measure, label, at, value)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (connection, measure, label, at) DO UPDATE SET value = excluded.value",
            args![connection, sample.measure, &sample.label, at, sample.value],
        )
        .await?;
        tx.execute(
            "INSERT INTO monitor_latest (connection, probe, measure, label, at, read_at, value)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (connection, measure, label) DO UPDATE
             SET at = excluded.at, read_at = excluded.read_at, value = excluded.value
             WHERE monitor_latest.at <= excluded.at",
            args![
                connection,
                probe.id,
                sample.measure,
                &sample.label,
                at,
                read_at,
                sample.value
            ],
        )
        .await?;
    }
    Ok(())
}

/// Writes figures that no run read: those that events tell.
pub(crate) async fn keep_samples(
    db: &Db,
    connection: &str,
    probe: &Probe,
    at: i64,
    reading: &Reading,
) -> Result<()> {
    let mut tx = db.begin().await?;
    samples(&mut tx, connection, probe, at, at, reading).await?;
    tx.commit().await
}

fn whole(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The latest runs of one test, newest first.
pub(crate) async fn runs(
    db: &Db,
    connection: &str,
    probe: &str,
    limit: i64,
) -> Result<Vec<RunRow>> {
    let rows = db
        .rows(
            AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_runs WHERE connection = $1 AND probe = $2
                 ORDER BY started_at DESC, id DESC LIMIT $3"
            )),
            args![connection, probe, limit],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The newest run of every test of `connection`.
pub(crate) async fn latest_runs(db: &Db, connection: &str) -> Result<Vec<RunRow>> {
    let rows = db
        .rows(
            "SELECT r.id, r.probe, r.asked_by, r.started_at, r.ended_at, r.outcome, r.detail,
                    r.requests, r.samples, r.rows_total
             FROM monitor_tests AS t JOIN monitor_runs AS r ON r.id = t.last_run
             WHERE t.connection = $1",
            args![connection],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One run.
pub(crate) async fn run(db: &Db, connection: &str, id: &str) -> Result<Option<RunRow>> {
    let row = db
        .row(
            AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_runs WHERE connection = $1 AND id = $2"
            )),
            args![connection, id],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<RunRow> {
    let detail = row.text("detail")?;
    let outcome = serde_json::from_str(&detail).unwrap_or_else(|_| Outcome::Failed {
        why: "how this run ended was written by another version and cannot be read.".to_owned(),
    });
    Ok(RunRow {
        id: row.text("id")?,
        probe: row.text("probe")?,
        asked_by: row.text("asked_by")?,
        started_at: row.i64("started_at")?,
        ended_at: row.i64("ended_at")?,
        outcome,
        requests: row.i64("requests")?,
        samples: row.i64("samples")?,
        rows_total: row.i64("rows_total")?,
    })
}
