//! Chat of meetings: counted always, kept only where an administrator chose so.

use connect::{Action, ConnectionId, Principal};
use inbox::Entry;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::{Tx, args};

use crate::{Account, Error, repository::time, service::may};

/// The most runs and messages a page shows.
const RUNS: u32 = 100;
const MESSAGES: u32 = 1_000;

/// The chat of one run of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChatRun {
    /// The run's UUID.
    pub uuid: String,
    /// The meeting's number.
    pub meeting: i64,
    /// Messages that were sent.
    pub messages: i64,
    /// Files that were sent.
    pub files: i64,
    /// When the last of them came.
    #[schema(value_type = String)]
    pub last_at: Timestamp,
}

/// One message that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChatMessage {
    /// When it was sent.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// By whom.
    pub sender: String,
    /// To whom.
    pub recipient: String,
    /// The words, or the name of the file.
    pub text: String,
}

impl Account {
    /// The meetings in which people wrote, the latest first.
    pub async fn chat_runs(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Vec<ChatRun>, Error> {
        may(who, Action::Read, connection)?;
        let rows = self
            .db
            .rows(
                "SELECT uuid, meeting, messages, files, last_at FROM account_chat_runs
                 WHERE connection = $1 ORDER BY last_at DESC, uuid LIMIT $2",
                args![connection.as_str(), RUNS],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ChatRun {
                    uuid: row.text("uuid")?,
                    meeting: row.i64("meeting")?,
                    messages: row.i64("messages")?,
                    files: row.i64("files")?,
                    last_at: time(row.i64("last_at")?),
                })
            })
            .collect()
    }

    /// What was kept of one run, oldest first.
    pub async fn chat_of(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        uuid: &str,
    ) -> Result<Vec<ChatMessage>, Error> {
        may(who, Action::Read, connection)?;
        let rows = self
            .db
            .rows(
                "SELECT at, sender, recipient, text FROM account_chat
                 WHERE connection = $1 AND uuid = $2 ORDER BY at, seq LIMIT $3",
                args![connection.as_str(), uuid, MESSAGES],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ChatMessage {
                    at: time(row.i64("at")?),
                    sender: row.text("sender")?,
                    recipient: row.text("recipient")?,
                    text: row.text("text")?,
                })
            })
            .collect()
    }

    /// Whether chat is kept.
    pub async fn keeps_chat(&self, connection: &ConnectionId) -> Result<bool, Error> {
        let row = self
            .db
            .row(
                "SELECT keep_since FROM account_choices WHERE connection = $1",
                args![connection.as_str()],
            )
            .await?;
        Ok(row
            .map(|row| row.flag("keep_since"))
            .transpose()?
            .unwrap_or(false))
    }

    /// Keeps chat from now on, or no longer: then what was kept is deleted.
    pub async fn keep_chat(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        keep: bool,
    ) -> Result<(), Error> {
        may(who, Action::Change, connection)?;
        let since = if keep { self.now().as_microsecond() } else { 0 };
        let mut tx = self.db.begin().await?;
        tx.execute(
            "INSERT INTO account_choices (connection, keep_since) VALUES ($1, $2)
             ON CONFLICT (connection) DO UPDATE SET keep_since = excluded.keep_since",
            args![connection.as_str(), since],
        )
        .await?;
        let mut detail = "Chat of meetings is kept from now on.".to_owned();
        if !keep {
            let gone = tx
                .execute(
                    "DELETE FROM account_chat WHERE connection = $1",
                    args![connection.as_str()],
                )
                .await?;
            detail = format!("Chat of meetings is no longer kept; {gone} messages were deleted.");
        }
        tx.commit().await?;
        self.note(who, connection, "chat", "keep_chat", &detail)
            .await
    }
}

pub(super) async fn apply(tx: &mut Tx, entry: &Entry, payload: &Value) -> store::Result<()> {
    let object = payload.get("object").unwrap_or(&Value::Null);
    let part = |name: &str| object.get(name);
    let uuid = part("uuid")
        .or(part("meeting_uuid"))
        .and_then(Value::as_str);
    let Some(uuid) = uuid else {
        return Ok(());
    };
    let id = part("id").or(part("meeting_id"));
    let id = id.and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()));
    let (message, file) = (part("chat_message"), part("chat_message_file"));
    let sent = entry.event != "meeting.chat_message_file_downloaded";
    let messages = i64::from(sent && message.is_some());
    let files = i64::from(sent && file.is_some());
    tx.execute(
        "INSERT INTO account_chat_runs AS r
             (connection, uuid, meeting, seq, messages, files, last_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (connection, uuid) DO UPDATE
         SET seq = CASE WHEN r.seq > excluded.seq THEN r.seq ELSE excluded.seq END,
             messages = r.messages + excluded.messages, files = r.files + excluded.files,
             last_at = CASE WHEN r.last_at > excluded.last_at THEN r.last_at
                 ELSE excluded.last_at END
         WHERE r.seq < excluded.seq OR $8 = 1",
        args![
            &entry.connection,
            uuid,
            id.unwrap_or_default(),
            entry.seq,
            messages,
            files,
            entry.received_at.as_microsecond(),
            i64::from(entry.missed)
        ],
    )
    .await?;
    let kept = tx
        .row(
            "SELECT keep_since FROM account_choices WHERE connection = $1",
            args![&entry.connection],
        )
        .await?;
    let since = kept
        .map(|row| row.i64("keep_since"))
        .transpose()?
        .unwrap_or(0);
    // What came before the choice is not kept, also when the journal is replayed after it.
    let keeps = since > 0 && entry.received_at.as_microsecond() >= since;
    let Some(words) = message.or(file).filter(|_| keeps && sent) else {
        return Ok(());
    };
    let text = |name: &str| words.get(name).and_then(Value::as_str).unwrap_or_default();
    let said = match file {
        Some(_) => format!("File: {}", text("file_name")),
        None => text("message_content").to_owned(),
    };
    let recipient = match text("recipient_name") {
        "" => text("recipient_type"),
        name => name,
    };
    let at = if entry.event_at == Timestamp::UNIX_EPOCH {
        entry.received_at
    } else {
        entry.event_at
    };
    tx.execute(
        "INSERT INTO account_chat (connection, seq, uuid, at, sender, recipient, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection, seq) DO NOTHING",
        args![
            &entry.connection,
            entry.seq,
            uuid,
            at.as_microsecond(),
            text("sender_name"),
            recipient,
            said
        ],
    )
    .await?;
    Ok(())
}
