//! This crate's tables, and the audit of what was done.

use connect::ConnectionId;
use jiff::Timestamp;
use store::{Db, Migration, args};

use crate::Error;

/// This crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "account/0001_audit",
        sql: "CREATE TABLE account_audit (
                id {serial},
                at BIGINT NOT NULL,
                who TEXT NOT NULL,
                connection TEXT NOT NULL,
                subject TEXT NOT NULL,
                action TEXT NOT NULL,
                detail TEXT NOT NULL
            );
            CREATE INDEX account_audit_of ON account_audit (connection, id);",
    },
    Migration {
        name: "account/0002_zoom_events",
        sql: "CREATE TABLE zoom_events (
                connection TEXT NOT NULL,
                event_id TEXT NOT NULL,
                public_id TEXT NOT NULL UNIQUE,
                held TEXT NOT NULL,
                published BIGINT NOT NULL,
                register TEXT NOT NULL,
                register_url TEXT NOT NULL,
                read_at BIGINT NOT NULL,
                PRIMARY KEY (connection, event_id)
            );
            CREATE TABLE zoom_events_speakers (
                connection TEXT NOT NULL,
                event_id TEXT NOT NULL,
                speaker_id TEXT NOT NULL,
                place BIGINT NOT NULL,
                held TEXT NOT NULL,
                revision BIGINT NOT NULL,
                photo {blob},
                photo_type TEXT,
                PRIMARY KEY (connection, event_id, speaker_id)
            );",
    },
    Migration {
        name: "account/0003_told",
        sql: "CREATE TABLE account_told (
                connection TEXT NOT NULL,
                event TEXT NOT NULL,
                seq BIGINT NOT NULL,
                count BIGINT NOT NULL,
                last_at BIGINT NOT NULL,
                PRIMARY KEY (connection, event)
            );
            CREATE TABLE account_changes (
                connection TEXT NOT NULL,
                seq BIGINT NOT NULL,
                path TEXT NOT NULL,
                at BIGINT NOT NULL,
                account TEXT NOT NULL,
                operator TEXT NOT NULL,
                was TEXT NOT NULL,
                now TEXT NOT NULL,
                PRIMARY KEY (connection, seq, path)
            );
            CREATE TABLE account_chat_runs (
                connection TEXT NOT NULL,
                uuid TEXT NOT NULL,
                meeting BIGINT NOT NULL,
                seq BIGINT NOT NULL,
                messages BIGINT NOT NULL,
                files BIGINT NOT NULL,
                last_at BIGINT NOT NULL,
                PRIMARY KEY (connection, uuid)
            );
            CREATE TABLE account_chat (
                connection TEXT NOT NULL,
                seq BIGINT NOT NULL,
                uuid TEXT NOT NULL,
                at BIGINT NOT NULL,
                sender TEXT NOT NULL,
                recipient TEXT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (connection, seq)
            );
            CREATE TABLE account_choices (
                connection TEXT PRIMARY KEY,
                keep_since BIGINT NOT NULL
            );",
    },
    Migration {
        name: "account/0004_sub_accounts",
        sql: "CREATE TABLE account_subs (
                connection TEXT NOT NULL,
                account TEXT NOT NULL,
                name TEXT NOT NULL,
                used_at BIGINT NOT NULL,
                PRIMARY KEY (connection, account)
            );
            CREATE TABLE account_sub_webinars (
                connection TEXT NOT NULL,
                account TEXT NOT NULL,
                zoom_id BIGINT NOT NULL,
                held TEXT NOT NULL,
                deleted BIGINT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (connection, account, zoom_id)
            );",
    },
    // Values of settings that open something were kept once: a word too many goes rather than one
    // too few.
    Migration {
        name: "account/0005_no_secrets",
        sql: "UPDATE account_changes SET
                was = CASE WHEN was = '' THEN '' ELSE '(hidden)' END, now = '(hidden)'
            WHERE now NOT IN ('on', 'off', 'null') AND (
                path LIKE '%pass%' OR path LIKE '%pwd%' OR path LIKE '%secret%'
                OR path LIKE '%token%' OR path LIKE '%pin%' OR path LIKE '%key%'
                OR path LIKE '%pmi%' OR path LIKE '%code%' OR path LIKE '%url%'
                OR path LIKE '%link%' OR path LIKE '%auth%' OR path LIKE '%credential%'
                OR path LIKE '%signature%' OR path LIKE '%zak%'
                OR was LIKE '%http%' OR now LIKE '%http%');",
    },
    // `news_at`: the event's own time of the news that is held.
    Migration {
        name: "account/0006_news_of_zoom_events",
        sql: "ALTER TABLE zoom_events ADD COLUMN news_at BIGINT NOT NULL DEFAULT 0;",
    },
];

/// The newest entries a page shows.
const SHOWN: u32 = 200;

/// One entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = AccountAuditEntry)]
pub struct AuditEntry {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// What it was done to: `settings`, a sub-account's or event's id.
    pub subject: String,
    /// A word for programs.
    pub action: String,
    /// What, in a sentence without secrets.
    pub detail: String,
}

pub(crate) async fn note(
    db: &Db,
    connection: &ConnectionId,
    entry: &AuditEntry,
) -> Result<(), Error> {
    db.execute(
        "INSERT INTO account_audit (at, who, connection, subject, action, detail)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            entry.at.as_microsecond(),
            &entry.who,
            connection.as_str(),
            &entry.subject,
            &entry.action,
            &entry.detail
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn audit_of(
    db: &Db,
    connection: &ConnectionId,
    subject: Option<&str>,
) -> Result<Vec<AuditEntry>, Error> {
    let rows = db
        .rows(
            "SELECT at, who, subject, action, detail FROM account_audit
             WHERE connection = $1 AND (subject = $2 OR $3 = 1) ORDER BY id DESC LIMIT $4",
            args![
                connection.as_str(),
                subject.unwrap_or_default(),
                i64::from(subject.is_none()),
                SHOWN
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AuditEntry {
                at: time(row.i64("at")?),
                who: row.text("who")?,
                subject: row.text("subject")?,
                action: row.text("action")?,
                detail: row.text("detail")?,
            })
        })
        .collect()
}

/// A stored time.
pub(crate) fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Our own plain structs always have a JSON form.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What was written by [`json`].
pub(crate) fn held<T: serde::de::DeserializeOwned>(
    text: &str,
    what: &'static str,
) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Unreadable(what))
}
