//! The tables of live state.
//!
//! An instance and a person are each one row with a document: what was said, as pieces that merge.
//! The columns beside it are read off the document when it is written, so that a page can count
//! without opening it.

use store::Migration;

/// To be applied after this crate's first tables.
pub(crate) const MIGRATION: Migration = Migration {
    name: "monitor/0002_live_state",
    sql: "
CREATE TABLE monitor_instances (
    connection TEXT NOT NULL,
    uuid TEXT NOT NULL,
    live BIGINT NOT NULL,
    inside BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    early BIGINT NOT NULL,
    inside_then BIGINT NOT NULL,
    peak BIGINT,
    touched_at BIGINT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (connection, uuid)
);
CREATE INDEX monitor_instances_live ON monitor_instances (connection, live);
CREATE INDEX monitor_instances_by_age ON monitor_instances (touched_at);
CREATE TABLE monitor_people (
    connection TEXT NOT NULL,
    uuid TEXT NOT NULL,
    person TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (connection, uuid, person)
);
CREATE TABLE monitor_happened (
    connection TEXT NOT NULL,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    uuid TEXT NOT NULL,
    about TEXT NOT NULL,
    topic TEXT,
    who TEXT,
    detail TEXT,
    PRIMARY KEY (connection, at, event, uuid, about)
);
CREATE INDEX monitor_happened_by_instance ON monitor_happened (connection, uuid, at);
CREATE TABLE monitor_feeds (
    connection TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    tells_meetings BIGINT NOT NULL,
    tells_webinars BIGINT NOT NULL,
    last_at BIGINT,
    live_since BIGINT,
    live_last_at BIGINT,
    silent_at BIGINT,
    wanted_at BIGINT,
    compared_at BIGINT,
    tried_at BIGINT,
    sampled_at BIGINT,
    sampled_revision BIGINT
);
CREATE TABLE monitor_events (
    connection TEXT NOT NULL,
    event TEXT NOT NULL,
    seq BIGINT NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (connection, event)
);
CREATE TABLE monitor_gaps (
    connection TEXT NOT NULL,
    kind TEXT NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (connection, kind)
);
",
};
