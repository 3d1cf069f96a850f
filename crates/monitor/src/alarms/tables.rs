//! The tables of the alarms.

use store::Migration;

/// Alarms with their history, thresholds, who is told, and the outbox of what is to be told.
///
/// One open alarm per subject is the database's promise (`monitor_alarms_open`), not the
/// evaluator's: two nodes that judge at once cannot open it twice.
pub(crate) const MIGRATION: Migration = Migration {
    name: "monitor/0003_alarms",
    sql: "
CREATE TABLE monitor_alarms (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    rank BIGINT NOT NULL,
    title TEXT NOT NULL,
    sentence TEXT NOT NULL,
    probe TEXT,
    measure TEXT,
    label TEXT NOT NULL,
    value DOUBLE PRECISION,
    threshold DOUBLE PRECISION,
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    cleared_at BIGINT,
    told_rank BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    ack_by TEXT,
    ack_at BIGINT,
    ack_note TEXT
);
CREATE UNIQUE INDEX monitor_alarms_open ON monitor_alarms (connection, subject)
    WHERE cleared_at IS NULL;
CREATE INDEX monitor_alarms_by_age ON monitor_alarms (connection, opened_at);
CREATE TABLE monitor_alarm_events (
    id {serial},
    alarm TEXT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    level TEXT NOT NULL,
    words TEXT NOT NULL,
    who TEXT
);
CREATE INDEX monitor_alarm_events_by_alarm ON monitor_alarm_events (alarm, id);
CREATE TABLE monitor_alarm_rules (
    connection TEXT PRIMARY KEY,
    opens BIGINT NOT NULL,
    clears BIGINT NOT NULL,
    readings BIGINT NOT NULL,
    least_level TEXT NOT NULL
);
CREATE TABLE monitor_alarm_thresholds (
    connection TEXT NOT NULL,
    measure TEXT NOT NULL,
    label TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    direction TEXT NOT NULL,
    fair DOUBLE PRECISION,
    poor DOUBLE PRECISION,
    bad DOUBLE PRECISION,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (connection, measure, label)
);
CREATE TABLE monitor_alarm_recipients (
    connection TEXT NOT NULL,
    address TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (connection, address)
);
CREATE TABLE monitor_alarm_webhooks (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret {blob} NOT NULL,
    added_by TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX monitor_alarm_webhooks_by_connection ON monitor_alarm_webhooks (connection);
CREATE TABLE monitor_alarm_outbox (
    id {serial},
    connection TEXT NOT NULL,
    alarm TEXT NOT NULL,
    target TEXT NOT NULL,
    what TEXT NOT NULL,
    level TEXT NOT NULL,
    headline TEXT NOT NULL,
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    told TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    tried_at BIGINT,
    answer TEXT NOT NULL
);
CREATE INDEX monitor_alarm_outbox_due ON monitor_alarm_outbox (state, due_at);
CREATE INDEX monitor_alarm_outbox_by_alarm ON monitor_alarm_outbox (alarm, id);
",
};

/// Silences, and which alarms wait for the end of one to be told.
pub(crate) const SILENCES: Migration = Migration {
    name: "monitor/0005_silences",
    sql: "
CREATE TABLE monitor_silences (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    zone TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_by TEXT
);
CREATE INDEX monitor_silences_by_end ON monitor_silences (connection, until_at);
ALTER TABLE monitor_alarms ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
",
};
