//! What is to be told, kept until it is: written with the alarm's change, gathered into one message
//! per recipient, and tried again until taken or given up.
//!
//! A message gets its id before it is first sent, and every attempt carries the same id and the
//! same content. So a process that dies between sending and writing that down sends it twice at
//! worst, and the receiver can tell.

use store::{Db, Row, Tx, args};

use super::{
    read::known,
    view::{Delivery, Happening, Level},
};

/// What opens within this time goes into one message (microseconds).
pub(super) const GATHER: i64 = 15_000_000;
/// How long to wait after each failed attempt, in seconds; after the last it is given up.
const RETRY_AFTER: [i64; 9] = [15, 60, 120, 300, 900, 1_800, 3_600, 3_600 * 3, 3_600 * 6];

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// `mail:ADDRESS` or `webhook:ID`.
    pub(super) key: String,
    /// How people know it.
    pub(super) name: String,
}

/// Everybody who is to be told of a connection's alarms.
pub(super) async fn targets(tx: &mut Tx, connection: &str) -> store::Result<Vec<Target>> {
    let mut targets = Vec::new();
    let mails = tx
        .rows(
            "SELECT address FROM monitor_alarm_recipients WHERE connection = $1 ORDER BY address",
            args![connection],
        )
        .await?;
    for row in &mails {
        let name = row.text("address")?;
        targets.push(Target {
            key: format!("mail:{name}"),
            name,
        });
    }
    let hooks = tx
        .rows(
            "SELECT id, name FROM monitor_alarm_webhooks WHERE connection = $1 ORDER BY name, id",
            args![connection],
        )
        .await?;
    for row in &hooks {
        targets.push(Target {
            key: format!("webhook:{}", row.text("id")?),
            name: row.text("name")?,
        });
    }
    Ok(targets)
}

/// One thing to tell.
pub(super) struct Told<'a> {
    pub(super) connection: &'a str,
    pub(super) alarm: &'a str,
    pub(super) what: Happening,
    pub(super) level: Level,
    pub(super) headline: &'a str,
    pub(super) words: &'a str,
    pub(super) created_at: i64,
    pub(super) due_at: i64,
}

pub(super) async fn put(tx: &mut Tx, target: &Target, told: &Told<'_>) -> store::Result<()> {
    tx.execute(
        "INSERT INTO monitor_alarm_outbox
         (connection, alarm, target, what, level, headline, words, created_at, due_at, state, told,
          attempts, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '')",
        args![
            told.connection,
            told.alarm,
            &target.key,
            told.what.key(),
            told.level.key(),
            told.headline,
            told.words,
            told.created_at,
            told.due_at,
            Delivery::Waiting.key(),
            &target.name
        ],
    )
    .await?;
    Ok(())
}

/// The targets that were told, or will be, that this alarm is open.
pub(super) async fn heard(tx: &mut Tx, alarm: &str) -> store::Result<Vec<String>> {
    let rows = tx
        .rows(
            "SELECT DISTINCT target FROM monitor_alarm_outbox WHERE alarm = $1",
            args![alarm],
        )
        .await?;
    rows.iter().map(|row| row.text("target")).collect()
}

/// Whether anybody was told, or is being told, that this alarm cleared.
pub(super) async fn clearing_told(tx: &mut Tx, alarm: &str) -> store::Result<bool> {
    let row = tx
        .row(
            "SELECT id FROM monitor_alarm_outbox WHERE alarm = $1 AND what = $2 AND state <> $3
             LIMIT 1",
            args![alarm, Happening::Cleared.key(), Delivery::Withdrawn.key()],
        )
        .await?;
    Ok(row.is_some())
}

/// Takes back what a target that is no more has not been told.
pub(super) async fn withdraw_target(
    tx: &mut Tx,
    (connection, target): (&str, &str),
    now: i64,
) -> store::Result<()> {
    tx.execute(
        "UPDATE monitor_alarm_outbox SET state = $2, tried_at = $3,
                answer = 'The recipient was removed.'
         WHERE target = $1 AND state = $4 AND connection = $5",
        args![
            target,
            Delivery::Withdrawn.key(),
            now,
            Delivery::Waiting.key(),
            connection
        ],
    )
    .await?;
    Ok(())
}

/// A message that is due: everything one target is to be told now.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) connection: String,
    pub(super) target: String,
    pub(super) attempts: i64,
    pub(super) items: Vec<Item>,
}

/// One line of a message.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) alarm: String,
    pub(super) what: Happening,
    pub(super) level: Level,
    pub(super) headline: String,
    pub(super) words: String,
    pub(super) at: i64,
}

/// The targets for which something is due, each with its connection.
pub(super) async fn due(db: &Db, now: i64) -> store::Result<Vec<(String, String)>> {
    let rows = db
        .rows(
            "SELECT DISTINCT connection, target FROM monitor_alarm_outbox
             WHERE state = $1 AND due_at <= $2 ORDER BY connection, target",
            args![Delivery::Waiting.key(), now],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("connection")?, row.text("target")?)))
        .collect()
}

/// Gathers what has no message yet into one called `id`, when any of it is due. What was to follow
/// within a moment goes with it.
pub(super) async fn gather(
    tx: &mut Tx,
    (connection, target): (&str, &str),
    id: &str,
    now: i64,
) -> store::Result<()> {
    let waiting = Delivery::Waiting.key();
    let due = tx
        .row(
            "SELECT id FROM monitor_alarm_outbox
             WHERE connection = $1 AND target = $2 AND state = $3 AND message IS NULL
               AND due_at <= $4 LIMIT 1",
            args![connection, target, waiting, now],
        )
        .await?;
    if due.is_none() {
        return Ok(());
    }
    tx.execute(
        "UPDATE monitor_alarm_outbox SET message = $1, due_at = $6
         WHERE connection = $2 AND target = $3 AND state = $4 AND message IS NULL
           AND due_at <= $5",
        args![id, connection, target, waiting, now + GATHER, now],
    )
    .await?;
    Ok(())
}

/// The messages that are due for one target, oldest first.
pub(super) async fn messages(
    tx: &mut Tx,
    (connection, target): (&str, &str),
    now: i64,
) -> store::Result<Vec<Message>> {
    let rows = tx
        .rows(
            "SELECT message, alarm, what, level, headline, words, created_at, attempts
             FROM monitor_alarm_outbox
             WHERE connection = $1 AND target = $2 AND state = $3 AND message IS NOT NULL
               AND due_at <= $4
             ORDER BY message, id",
            args![connection, target, Delivery::Waiting.key(), now],
        )
        .await?;
    let mut messages: Vec<Message> = Vec::new();
    for row in &rows {
        let id = row.text("message")?;
        let item = item(row)?;
        match messages.last_mut() {
            Some(message) if message.id == id => message.items.push(item),
            _ => messages.push(Message {
                id,
                connection: connection.to_owned(),
                target: target.to_owned(),
                attempts: row.i64("attempts")?,
                items: vec![item],
            }),
        }
    }
    Ok(messages)
}

fn item(row: &Row) -> store::Result<Item> {
    Ok(Item {
        alarm: row.text("alarm")?,
        what: known(Happening::from_key, row, "what")?,
        level: known(Level::from_key, row, "level")?,
        headline: row.text("headline")?,
        words: row.text("words")?,
        at: row.i64("created_at")?,
    })
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attempt {
    /// Taken; the other side's words.
    Taken(String),
    /// Not taken, and another attempt may end better.
    Later(String),
    /// Not taken, and never will be.
    Refused(String),
}

/// Writes down how an attempt at `message` ended.
pub(super) async fn ended(
    db: &Db,
    message: &Message,
    attempt: &Attempt,
    now: i64,
) -> store::Result<()> {
    let wait = usize::try_from(message.attempts)
        .ok()
        .and_then(|attempts| RETRY_AFTER.get(attempts));
    let (state, answer, due_at) = match (attempt, wait) {
        (Attempt::Taken(said), _) => (Delivery::Sent, said.clone(), now),
        (Attempt::Refused(why), _) => (Delivery::Failed, why.clone(), now),
        (Attempt::Later(why), Some(seconds)) => {
            (Delivery::Waiting, why.clone(), now + seconds * 1_000_000)
        }
        (Attempt::Later(why), None) => (
            Delivery::Failed,
            format!("Given up after {} attempts. {why}", message.attempts + 1),
            now,
        ),
    };
    db.execute(
        "UPDATE monitor_alarm_outbox
         SET state = $2, answer = $3, due_at = $4, tried_at = $5, attempts = attempts + 1
         WHERE message = $1 AND state = $6",
        args![
            &message.id,
            state.key(),
            answer,
            due_at,
            now,
            Delivery::Waiting.key()
        ],
    )
    .await?;
    Ok(())
}
