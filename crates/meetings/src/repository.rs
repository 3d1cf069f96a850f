//! The scheduled meetings and webinars in the database, and the audit of what was done to them.

use jiff::Timestamp;
use store::{Db, Migration, Row, Tx, args};
use zoom_types::{Hidden, MeetingId};

use crate::{Error, Kind, Level, PublicId, Scheduled, State, service::SentKey, zone::Zone};

/// This crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "meetings/0001_scheduled",
        sql: "CREATE TABLE meetings_scheduled (
            public_id TEXT PRIMARY KEY,
            connection TEXT NOT NULL,
            kind TEXT NOT NULL,
            zoom_id BIGINT NOT NULL,
            zoom_uuid TEXT NOT NULL,
            host_id TEXT NOT NULL,
            host_email TEXT NOT NULL,
            host_name TEXT NOT NULL,
            topic TEXT NOT NULL,
            agenda TEXT NOT NULL,
            start_at BIGINT NOT NULL,
            zone TEXT NOT NULL,
            duration BIGINT NOT NULL,
            passcode TEXT,
            join_url TEXT,
            options TEXT NOT NULL,
            join_link TEXT NOT NULL,
            passcode_shown TEXT NOT NULL,
            differences TEXT NOT NULL,
            notes TEXT NOT NULL,
            state TEXT NOT NULL,
            revision BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            created_by TEXT NOT NULL,
            updated_at BIGINT NOT NULL,
            ended_at BIGINT
        );
        CREATE UNIQUE INDEX meetings_scheduled_zoom
            ON meetings_scheduled (connection, kind, zoom_id);
        CREATE INDEX meetings_scheduled_start
            ON meetings_scheduled (connection, kind, start_at);
        CREATE TABLE meetings_audit (
            id {serial},
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            connection TEXT NOT NULL,
            public_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            action TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE INDEX meetings_audit_event ON meetings_audit (public_id, at);",
    },
    Migration {
        name: "meetings/0002_join",
        sql: crate::join::tables::SQL,
    },
    Migration {
        name: "meetings/0003_standing",
        sql: crate::join::tables::STANDING,
    },
    Migration {
        name: "meetings/0004_sent",
        sql: "CREATE TABLE meetings_sent (
            key TEXT PRIMARY KEY,
            digest TEXT NOT NULL,
            public_id TEXT NOT NULL,
            at BIGINT NOT NULL
        );",
    },
    Migration {
        name: "meetings/0005_said",
        sql: crate::join::tables::SAID,
    },
];

const COLUMNS: &str = "public_id, connection, kind, zoom_id, zoom_uuid, host_id, host_email, \
    host_name, topic, agenda, start_at, zone, duration, passcode, join_url, options, join_link, \
    passcode_shown, differences, notes, state, revision, created_at, created_by, updated_at, ended_at, \
    door";

/// One entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct AuditEntry {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// `create`, `update`, `read`, `delete`, `end`, `adopt` or `start`.
    pub action: String,
    /// What, in a sentence without secrets.
    pub detail: String,
}

/// What is done, for the audit.
pub(crate) struct Deed<'a> {
    pub(crate) at: Timestamp,
    pub(crate) who: &'a str,
    pub(crate) action: &'static str,
    pub(crate) detail: String,
}

/// Keeps `one`, and by which key it was made.
pub(crate) async fn insert(
    db: &Db,
    one: &Scheduled,
    deed: &Deed<'_>,
    key: Option<&SentKey>,
) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    tx.execute(
        store::AssertSqlSafe(format!(
            "INSERT INTO meetings_scheduled ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
             $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, \
             $27)"
        )),
        values(one),
    )
    .await?;
    if let Some(key) = key {
        let id = one.public_id.as_str();
        let at = deed.at.as_microsecond();
        tx.execute(
            "INSERT INTO meetings_sent (key, digest, public_id, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET digest = $2, public_id = $3, at = $4",
            args![key.name.as_str(), key.digest.as_str(), id, at],
        )
        .await?;
    }
    audit(&mut tx, one, deed).await?;
    Ok(tx.commit().await?)
}

/// What the form with this key made since `oldest`, and what the form said then.
pub(crate) async fn sent(
    db: &Db,
    key: &str,
    oldest: Timestamp,
) -> Result<Option<(PublicId, String)>, Error> {
    let row = db
        .row(
            "SELECT public_id, digest FROM meetings_sent WHERE key = $1 AND at > $2",
            args![key, oldest.as_microsecond()],
        )
        .await?;
    let read = |row: Row| Ok((PublicId(row.text("public_id")?), row.text("digest")?));
    row.map(read).transpose()
}

/// Writes `one` over its revision `seen`; `false` when somebody else wrote it since.
pub(crate) async fn replace(
    db: &Db,
    one: &Scheduled,
    seen: u32,
    deed: &Deed<'_>,
) -> Result<bool, Error> {
    let mut args = values(one);
    args.push(seen.into());
    let mut tx = db.begin().await?;
    let changed = tx
        .execute(
            "UPDATE meetings_scheduled SET connection = $2, kind = $3, zoom_id = $4, \
             zoom_uuid = $5, host_id = $6, host_email = $7, host_name = $8, topic = $9, \
             agenda = $10, start_at = $11, zone = $12, duration = $13, passcode = $14, \
             join_url = $15, options = $16, join_link = $17, passcode_shown = $18, \
             differences = $19, notes = $20, state = $21, revision = $22, created_at = $23, \
             created_by = $24, updated_at = $25, ended_at = $26, door = $27 \
             WHERE public_id = $1 AND revision = $28",
            args,
        )
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    audit(&mut tx, one, deed).await?;
    tx.commit().await?;
    Ok(true)
}

/// Writes down what was done with `one`, which stays as it is.
pub(crate) async fn note(db: &Db, one: &Scheduled, deed: &Deed<'_>) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    audit(&mut tx, one, deed).await?;
    Ok(tx.commit().await?)
}

async fn audit(tx: &mut Tx, one: &Scheduled, deed: &Deed<'_>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO meetings_audit (at, who, connection, public_id, kind, action, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            deed.at.as_microsecond(),
            deed.who,
            one.connection.as_str(),
            one.public_id.as_str(),
            one.kind.word(),
            deed.action,
            deed.detail.as_str(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn by_public_id(db: &Db, id: &PublicId) -> Result<Option<Scheduled>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM meetings_scheduled WHERE public_id = $1");
    let row = db
        .row(store::AssertSqlSafe(sql), args![id.as_str()])
        .await?;
    row.map(|row| read(&row)).transpose()
}

pub(crate) async fn by_zoom_id(
    db: &Db,
    connection: &str,
    kind: Kind,
    id: MeetingId,
) -> Result<Option<Scheduled>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM meetings_scheduled \
         WHERE connection = $1 AND kind = $2 AND zoom_id = $3"
    );
    let row = db
        .row(
            store::AssertSqlSafe(sql),
            args![connection, kind.word(), number(id)],
        )
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// All of a kind, the next first.
pub(crate) async fn all(db: &Db, connection: &str, kind: Kind) -> Result<Vec<Scheduled>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM meetings_scheduled WHERE connection = $1 AND kind = $2 \
         ORDER BY start_at, public_id"
    );
    let rows = db
        .rows(store::AssertSqlSafe(sql), args![connection, kind.word()])
        .await?;
    rows.iter().map(read).collect()
}

/// What the host of `one` has that starts between these times, both kinds.
pub(crate) async fn of_host(
    db: &Db,
    one: &Scheduled,
    after: Timestamp,
    before: Timestamp,
) -> Result<Vec<Scheduled>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM meetings_scheduled WHERE connection = $1 AND kind IN ($2, $3) \
         AND start_at > $4 AND start_at < $5 AND state = $6 \
         AND (host_id = $7 AND host_id <> '' OR host_email = $8 AND host_email <> '') \
         ORDER BY start_at, public_id"
    );
    let rows = db
        .rows(
            store::AssertSqlSafe(sql),
            args![
                one.connection.as_str(),
                Kind::Meeting.word(),
                Kind::Webinar.word(),
                after.as_microsecond(),
                before.as_microsecond(),
                State::Scheduled.word(),
                one.host_id.as_str(),
                one.host_email.as_str(),
            ],
        )
        .await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn audit_of(db: &Db, id: &PublicId) -> Result<Vec<AuditEntry>, Error> {
    let rows = db
        .rows(
            "SELECT at, who, action, detail FROM meetings_audit WHERE public_id = $1 \
             ORDER BY id",
            args![id.as_str()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AuditEntry {
                at: time(row, "at")?,
                who: row.text("who")?,
                action: row.text("action")?,
                detail: row.text("detail")?,
            })
        })
        .collect()
}

fn values(one: &Scheduled) -> Vec<store::Value> {
    args![
        one.public_id.as_str(),
        one.connection.as_str(),
        one.kind.word(),
        number(one.zoom_id),
        one.zoom_uuid.as_str(),
        one.host_id.as_str(),
        one.host_email.as_str(),
        one.host_name.as_str(),
        one.topic.as_str(),
        one.agenda.as_str(),
        one.start.as_microsecond(),
        one.zone.name(),
        one.duration,
        one.passcode.as_ref().map(Hidden::reveal),
        one.join_url.as_ref().map(Hidden::reveal),
        json(&one.options),
        one.join_link.word(),
        one.passcode_shown.word(),
        json(&one.differences),
        json(&one.notes),
        one.state.word(),
        one.revision,
        one.created_at.as_microsecond(),
        one.created_by.as_str(),
        one.updated_at.as_microsecond(),
        one.ended_at.map(Timestamp::as_microsecond),
        json(&one.door),
    ]
}

fn read(row: &Row) -> Result<Scheduled, Error> {
    Ok(Scheduled {
        public_id: PublicId(row.text("public_id")?),
        connection: connect::ConnectionId(row.text("connection")?),
        kind: word(row, "kind", Kind::from_word)?,
        zoom_id: MeetingId(row.i64("zoom_id")?.cast_unsigned()),
        zoom_uuid: row.text("zoom_uuid")?,
        host_id: row.text("host_id")?,
        host_email: row.text("host_email")?,
        host_name: row.text("host_name")?,
        topic: row.text("topic")?,
        agenda: row.text("agenda")?,
        start: time(row, "start_at")?,
        zone: word(row, "zone", Zone::parse)?,
        duration: u16::try_from(row.i64("duration")?)
            .map_err(|_| unreadable("duration", "a number out of bounds"))?,
        passcode: row.opt_text("passcode")?.map(Hidden::from),
        join_url: row.opt_text("join_url")?.map(Hidden::from),
        options: word(row, "options", |text| serde_json::from_str(text).ok())?,
        join_link: word(row, "join_link", Level::from_word)?,
        passcode_shown: word(row, "passcode_shown", Level::from_word)?,
        differences: word(row, "differences", |text| serde_json::from_str(text).ok())?,
        notes: word(row, "notes", |text| serde_json::from_str(text).ok())?,
        state: word(row, "state", State::from_word)?,
        revision: u32::try_from(row.i64("revision")?)
            .map_err(|_| unreadable("revision", "a number out of bounds"))?,
        created_at: time(row, "created_at")?,
        created_by: row.text("created_by")?,
        updated_at: time(row, "updated_at")?,
        ended_at: row
            .opt_i64("ended_at")?
            .and_then(|at| Timestamp::from_microsecond(at).ok()),
        door: word(row, "door", |text| serde_json::from_str(text).ok())?,
    })
}

fn word<T>(row: &Row, column: &'static str, known: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text = row.text(column)?;
    known(&text).ok_or_else(|| unreadable(column, &text))
}

fn time(row: &Row, column: &'static str) -> Result<Timestamp, Error> {
    let micros = row.i64(column)?;
    Timestamp::from_microsecond(micros).map_err(|_| unreadable(column, &micros.to_string()))
}

fn unreadable(column: &'static str, value: &str) -> Error {
    Error::Unreadable {
        column,
        value: value.to_owned(),
    }
}

fn number(id: MeetingId) -> i64 {
    id.0.cast_signed()
}

/// Our own plain structs always have a JSON form.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
