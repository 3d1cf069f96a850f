//! The tables of this crate. Secrets stand in `{blob}` columns, sealed.

use store::Migration;

/// To be applied with [`store::Db::migrate`] before anything else here is called.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "connect/0001_connections",
        sql: "
CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    account_id TEXT,
    plan TEXT,
    api_url TEXT NOT NULL,
    oauth_url TEXT NOT NULL,
    status_url TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE credential_sets (
    connection_id TEXT NOT NULL REFERENCES connections (id),
    kind TEXT NOT NULL,
    app_name TEXT NOT NULL,
    client_id TEXT NOT NULL,
    account_id TEXT,
    redirect_url TEXT,
    client_secret {blob},
    secret_token {blob},
    verification_token {blob},
    preset TEXT NOT NULL,
    state TEXT NOT NULL,
    report TEXT,
    scopes TEXT,
    saved_at BIGINT NOT NULL,
    checked_at BIGINT,
    authorized_at BIGINT,
    generation BIGINT NOT NULL,
    access_token {blob},
    access_expires BIGINT,
    refresh_token {blob},
    intent_generation BIGINT,
    intent_at BIGINT,
    refresher TEXT,
    refresher_until BIGINT NOT NULL,
    PRIMARY KEY (connection_id, kind)
);
CREATE TABLE authorizations (
    state TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL,
    session TEXT NOT NULL,
    verifier {blob} NOT NULL,
    redirect_url TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE pending_codes (
    id TEXT PRIMARY KEY,
    connection_id TEXT,
    code {blob} NOT NULL,
    verifier {blob},
    redirect_url TEXT,
    received_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL
);
CREATE TABLE zoom_spend (
    connection_id TEXT NOT NULL,
    day TEXT NOT NULL,
    class TEXT NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (connection_id, day, class)
);
CREATE TABLE plan_notes (
    connection_id TEXT NOT NULL,
    capability TEXT NOT NULL,
    said TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (connection_id, capability)
);
CREATE TABLE credential_audit (
    id {serial},
    at BIGINT NOT NULL,
    connection_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
);
",
    },
    Migration {
        name: "connect/0002_legacy_webhooks",
        sql: "ALTER TABLE connections ADD COLUMN legacy_webhooks BIGINT NOT NULL DEFAULT 0;",
    },
];
