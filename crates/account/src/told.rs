//! What Zoom tells of the account by itself: changed settings, chat, webinar participants.
//!
//! Three scopes open no operation, only events. Settings that were changed are kept with who
//! changed them. Of chat only counts are kept, unless an administrator chose to keep it: then from
//! that moment on, until they choose otherwise, which deletes what was kept. Who is in a webinar is
//! live state and the monitor's; here only that such events arrive.
//!
//! The consumer bears repeating: rows have the journal's place as their key, counts remember how
//! far they counted.

mod chat;
mod consumer;

use connect::{Action, ConnectionId, Principal, Refusal};
use jiff::Timestamp;
use serde::Serialize;
use store::args;

pub use self::chat::{ChatMessage, ChatRun};
use crate::{Account, Act, Error, repository::time, service::may};

/// The newest changes a page shows.
const SHOWN: u32 = 200;

/// A changed setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SettingChange {
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Zoom's id of the sub-account it was changed in; empty for the own account.
    pub account: String,
    /// Who changed it: a mail address, or empty where Zoom does not say.
    pub operator: String,
    /// Which setting.
    pub path: String,
    /// Its name in plain words where it is one of those shown here, else the path.
    pub label: String,
    /// What it was.
    pub was: String,
    /// What it is.
    pub now: String,
}

/// A scope that opens only events: what to subscribe to, and whether it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Subscription {
    /// What it gives.
    pub act: Act,
    /// The scope.
    pub scope: &'static str,
    /// Where the events are ticked in Zoom's Marketplace, and which.
    pub section: &'static str,
    /// The events.
    pub events: Vec<&'static str>,
    /// How many came.
    pub count: i64,
    /// When the last one came.
    #[schema(value_type = Option<String>)]
    pub last_at: Option<Timestamp>,
    /// Why none can come, where the scope is missing.
    pub missing: Option<Refusal>,
}

const SETTINGS: &[&str] = &["account.settings_updated"];
const CHAT: &[&str] = &[
    "meeting.chat_message_sent",
    "meeting.chat_message_file_sent",
    "meeting.chat_message_file_downloaded",
];
const PRESENCE: &[&str] = &[
    "webinar.participant_joined",
    "webinar.participant_left",
    "webinar.participant_bind",
    "webinar.participant_role_changed",
];

/// Act, scope, section in the Marketplace, events.
const SCOPES: &[(Act, &str, &str, &[&str])] = &[
    (
        Act::HearSettings,
        "account:read:account_setting:admin",
        "Account",
        SETTINGS,
    ),
    (
        Act::HearSubSettings,
        "account:read:account_setting:master",
        "Account",
        SETTINGS,
    ),
    (
        Act::HearChat,
        "meeting:read:chat_message:admin",
        "Meeting",
        CHAT,
    ),
    (
        Act::HearPresence,
        "webinar:read:participant:admin",
        "Webinar",
        PRESENCE,
    ),
];

impl Account {
    /// The scopes that open only events, and what has arrived for each.
    pub async fn subscriptions(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Vec<Subscription>, Error> {
        may(who, Action::Read, connection)?;
        let acts: Vec<Act> = SCOPES.iter().map(|one| one.0).collect();
        let missing = self.obstacles(connection, &acts).await?;
        let rows = self
            .db
            .rows(
                "SELECT event, count, last_at FROM account_told WHERE connection = $1",
                args![connection.as_str()],
            )
            .await?;
        let mut told = Vec::with_capacity(rows.len());
        for row in &rows {
            told.push((row.text("event")?, row.i64("count")?, row.i64("last_at")?));
        }
        Ok(SCOPES
            .iter()
            .map(|(act, scope, section, events)| {
                let key = |event: &str| match act {
                    Act::HearSubSettings => format!("{event} (sub-account)"),
                    _ => event.to_owned(),
                };
                let of = || {
                    told.iter()
                        .filter(|one| events.iter().any(|event| key(event) == one.0))
                };
                Subscription {
                    act: *act,
                    scope,
                    section,
                    events: events.to_vec(),
                    count: of().map(|one| one.1).sum(),
                    last_at: of().map(|one| time(one.2)).max(),
                    missing: missing.iter().find(|one| one.is_of(act)).cloned(),
                }
            })
            .collect())
    }

    /// Who changed which setting, newest first.
    pub async fn setting_changes(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<Vec<SettingChange>, Error> {
        may(who, Action::Read, connection)?;
        let own = self.connect.connection(connection).await?.account_id;
        let rows = self
            .db
            .rows(
                "SELECT at, account, operator, path, was, now FROM account_changes
                 WHERE connection = $1 ORDER BY seq DESC, path LIMIT $2",
                args![connection.as_str(), SHOWN],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let path = row.text("path")?;
                let setting = crate::setting(&path);
                let words = |text: String| match setting {
                    Some(setting) if !text.is_empty() => setting.words(&text),
                    _ => text,
                };
                Ok(SettingChange {
                    at: time(row.i64("at")?),
                    account: Some(row.text("account")?)
                        .filter(|id| own.as_ref() != Some(id))
                        .unwrap_or_default(),
                    operator: row.text("operator")?,
                    label: zoom_catalog::settings::setting(&path)
                        .map_or_else(|| path.clone(), |one| one.words.to_owned()),
                    path,
                    was: words(row.text("was")?),
                    now: words(row.text("now")?),
                })
            })
            .collect()
    }
}
