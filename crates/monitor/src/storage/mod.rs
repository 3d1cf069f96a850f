//! What is kept: which tests are on, how each run ended, every sample, the latest rows.
//!
//! Everything belongs to a connection. Samples and rows of one run are written in one
//! transaction with the run itself, so a page never shows a run without its figures. Bounded on
//! purpose: samples and runs age out, rows are kept of the latest good run only.

mod diagnosis;
mod runs;
mod samples;
mod sizes;
mod tests_table;

pub(crate) use self::{
    diagnosis::{Diagnosis, diagnosis},
    runs::{Finished, RunRow, keep_samples, latest_runs, record, run, runs},
    samples::{Bucket, LatestRow, Range, latest, series},
    sizes::{keep_users, users},
    tests_table::{Setting, configure, setting, setting_held, settings},
};

use store::{Db, Migration, args};

/// This crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    TESTS,
    crate::live_state::MIGRATION,
    crate::alarms::tables::MIGRATION,
    SIZES,
    crate::alarms::tables::SILENCES,
    DIRECTORY,
    crate::live_state::LOG_MIGRATION,
    crate::edits::MIGRATION,
];

/// People were once kept here to be found; the crate `people` keeps them now. Databases hold this
/// migration, so it stays, and the next one takes its table away.
const DIRECTORY: Migration = Migration {
    name: "monitor/0006_directory",
    sql: "
CREATE TABLE monitor_directory (
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    department TEXT NOT NULL,
    by_name {blob} NOT NULL,
    by_last {blob} NOT NULL,
    by_mail {blob} NOT NULL,
    PRIMARY KEY (connection, id)
);
CREATE INDEX monitor_directory_by_name ON monitor_directory (connection, by_name);
CREATE INDEX monitor_directory_by_last ON monitor_directory (connection, by_last);
CREATE INDEX monitor_directory_by_mail ON monitor_directory (connection, by_mail);
",
};

const SIZES: Migration = Migration {
    name: "monitor/0004_sizes",
    sql: "
CREATE TABLE monitor_sizes (
    connection TEXT PRIMARY KEY,
    users BIGINT NOT NULL,
    at BIGINT NOT NULL
);
",
};

const TESTS: Migration = Migration {
    name: "monitor/0001_tests_runs_samples",
    sql: "
CREATE TABLE monitor_tests (
    connection TEXT NOT NULL,
    probe TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    period_seconds BIGINT NOT NULL,
    next_at BIGINT,
    last_run TEXT,
    last_ok_at BIGINT,
    PRIMARY KEY (connection, probe)
);
CREATE TABLE monitor_runs (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    probe TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    requests BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    rows_total BIGINT NOT NULL
);
CREATE INDEX monitor_runs_by_probe ON monitor_runs (connection, probe, started_at);
CREATE TABLE monitor_samples (
    connection TEXT NOT NULL,
    measure TEXT NOT NULL,
    label TEXT NOT NULL,
    at BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (connection, measure, label, at)
);
CREATE INDEX monitor_samples_by_age ON monitor_samples (at);
CREATE TABLE monitor_latest (
    connection TEXT NOT NULL,
    probe TEXT NOT NULL,
    measure TEXT NOT NULL,
    label TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (connection, measure, label)
);
CREATE TABLE monitor_diagnosis (
    connection TEXT NOT NULL,
    probe TEXT NOT NULL,
    run TEXT NOT NULL,
    at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (connection, probe)
);
",
};

/// How long samples are kept.
pub const SAMPLES_KEPT_DAYS: i64 = 90;
/// How long runs are kept.
pub const RUNS_KEPT_DAYS: i64 = 14;

const DAY: i64 = 86_400_000_000;

/// Deletes what is past its keeping; answers how many samples and runs went.
pub(crate) async fn prune(db: &Db, now: i64) -> store::Result<(u64, u64)> {
    let samples = db
        .execute(
            "DELETE FROM monitor_samples WHERE at < $1",
            args![now - SAMPLES_KEPT_DAYS * DAY],
        )
        .await?;
    let runs = db
        .execute(
            "DELETE FROM monitor_runs WHERE started_at < $1",
            args![now - RUNS_KEPT_DAYS * DAY],
        )
        .await?;
    Ok((samples, runs))
}
