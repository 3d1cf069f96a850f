//! The tables of this crate.

use store::Migration;

/// To be applied with [`store::Db::migrate`] before anything else here is called.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "inbox/0001_journal",
        sql: "
CREATE TABLE inbox_journal (
    seq BIGINT PRIMARY KEY,
    connection_id TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    event TEXT NOT NULL,
    event_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    request_id TEXT,
    body {blob} NOT NULL,
    deliveries BIGINT NOT NULL,
    UNIQUE (connection_id, body_sha256)
);
CREATE TABLE inbox_tail (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO inbox_tail (id, seq) VALUES (1, 0);
CREATE TABLE inbox_cursors (
    consumer TEXT PRIMARY KEY,
    seq BIGINT NOT NULL
);
",
    },
    // `generation` tells a cursor that was moved back from one that never moved: who read before
    // the rewind cannot advance after it. `replay_until`: entries up to here were applied before.
    Migration {
        name: "inbox/0002_replay_and_health",
        sql: "
ALTER TABLE inbox_journal ADD COLUMN other_account TEXT;
ALTER TABLE inbox_tail ADD COLUMN entries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_tail ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_tail ADD COLUMN dropped BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_tail ADD COLUMN dropped_at BIGINT;
UPDATE inbox_tail SET
    entries = (SELECT CAST(COUNT(*) AS BIGINT) FROM inbox_journal),
    bytes = (SELECT CAST(COALESCE(SUM(LENGTH(body) + 300), 0) AS BIGINT) FROM inbox_journal);
ALTER TABLE inbox_cursors ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_cursors ADD COLUMN replay_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_cursors ADD COLUMN rewound BIGINT NOT NULL DEFAULT 0;
ALTER TABLE inbox_cursors ADD COLUMN moved_at BIGINT;
CREATE TABLE inbox_aside (
    consumer TEXT NOT NULL,
    seq BIGINT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due BIGINT NOT NULL,
    PRIMARY KEY (consumer, seq)
);
CREATE TABLE inbox_addresses (
    connection_id TEXT PRIMARY KEY,
    first_validation_at BIGINT,
    last_validation_at BIGINT,
    first_event_at BIGINT,
    last_event_at BIGINT,
    other_host TEXT,
    other_host_at BIGINT,
    other_account TEXT,
    other_account_at BIGINT,
    other_account_events BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE inbox_accounts (
    connection_id TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (connection_id, account)
);
CREATE TABLE inbox_refused (
    connection_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (connection_id, reason)
);
CREATE TABLE inbox_log (
    id {serial},
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
);
",
    },
    Migration {
        name: "inbox/0003_repeats",
        sql: "
CREATE INDEX inbox_journal_repeats ON inbox_journal (connection_id, deliveries)
    WHERE deliveries > 1;
",
    },
    // A repeat has the body of the first, so also its time: with the time in front, new entries
    // go to the end of the index, and a batch writes a few of its pages in place of one an entry.
    // And the number is the row's own, not one more index. (SQLite can change neither in place:
    // the table is made anew.)
    Migration {
        name: "inbox/0004_repeats_by_time",
        sql: "
CREATE TABLE inbox_entries (
    seq {key},
    connection_id TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    event TEXT NOT NULL,
    event_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    request_id TEXT,
    other_account TEXT,
    body {blob} NOT NULL,
    deliveries BIGINT NOT NULL,
    UNIQUE (event_at, connection_id, body_sha256)
);
INSERT INTO inbox_entries (seq, connection_id, body_sha256, event, event_at, received_at,
        request_id, other_account, body, deliveries)
    SELECT seq, connection_id, body_sha256, event, event_at, received_at,
        request_id, other_account, body, deliveries
    FROM inbox_journal ORDER BY seq;
DROP TABLE inbox_journal;
ALTER TABLE inbox_entries RENAME TO inbox_journal;
CREATE INDEX inbox_journal_repeats ON inbox_journal (connection_id, deliveries)
    WHERE deliveries > 1;
",
    },
    // What a journal over its size lets go while Zoom may still send it again is remembered by its
    // key. `inbox_missed` holds what a consumer is past and has never applied.
    Migration {
        name: "inbox/0005_forgotten_and_missed",
        sql: "
CREATE TABLE inbox_forgotten (
    event_at BIGINT NOT NULL,
    connection_id TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (event_at, connection_id, body_sha256)
);
CREATE INDEX inbox_forgotten_age ON inbox_forgotten (received_at);
ALTER TABLE inbox_tail ADD COLUMN forgotten BIGINT NOT NULL DEFAULT 0;
CREATE TABLE inbox_missed (
    consumer TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (consumer, seq)
);
INSERT INTO inbox_missed (consumer, seq)
    SELECT consumer, seq FROM inbox_aside WHERE attempts > 0;
",
    },
];

#[cfg(test)]
mod tests;
