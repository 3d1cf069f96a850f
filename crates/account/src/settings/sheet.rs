//! The settings as they stand.

use connect::{Action, ConnectionId, Principal, Refusal};
use serde::Serialize;
use zoom_client::{Client, Error as ZoomError};
use zoom_types::accounts::AccountSettings;

use super::{Setting, settings};
use crate::{Account, Act, Error, Place, service::may};

/// Sections that Zoom gives only when asked for by name.
pub(super) const OPTIONS: [&str; 2] = ["security", "meeting_security"];

/// One setting as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Which.
    #[serde(flatten)]
    pub setting: &'static Setting,
    /// `on`, `off`, Zoom's word or a number; `None` where it cannot be read.
    pub value: Option<String>,
    /// The same in plain words.
    pub words: Option<String>,
    /// Whether users cannot change it for themselves; `None` where that cannot be read.
    pub locked: Option<bool>,
}

/// The settings of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// The sub-account; empty for the own account.
    pub account: String,
    /// Group by group.
    pub settings: Vec<Row>,
    /// Why the values cannot be read, where the scopes do not allow it.
    pub unread: Option<Refusal>,
}

impl Account {
    /// The settings as they stand at Zoom. Where the scopes let them be changed and not read, the
    /// values are unknown and [`Sheet::unread`] says why.
    pub async fn settings(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
    ) -> Result<Sheet, Error> {
        may(who, Action::Read, connection)?;
        let client = self.client(connection).await?;
        let act = Act::read_settings(place);
        let (held, unread) = match read(&client, place).await {
            Ok(held) => (Some(held), None),
            Err(error @ ZoomError::MissingScopes { .. }) => {
                (None, Some(Refusal::after(&act, &error)))
            }
            Err(error) => return Err(Refusal::after(&act, &error).into()),
        };
        // A nicety: what cannot be read is not shown. Nothing is asked that is known to fail.
        let locks = match self.obstacles(connection, &[Act::ReadLocks]).await?.pop() {
            Some(_) => None,
            None => client.accounts().of(place.param()).locks().await.ok(),
        };
        let rows = settings().iter().map(|setting| {
            let value = held.as_ref().and_then(|held| value(held, setting));
            Row {
                setting,
                words: value.as_deref().map(|value| setting.words(value)),
                value,
                locked: locks
                    .as_ref()
                    .map(|locks| locks.flag(setting.path) == Some(true)),
            }
        });
        Ok(Sheet {
            account: place.id().to_owned(),
            settings: rows.collect(),
            unread,
        })
    }
}

/// Every section of the table.
pub(super) async fn read(client: &Client, place: &Place) -> Result<AccountSettings, ZoomError> {
    let on = || client.accounts().of(place.param());
    let mut all = on().settings().await?;
    for option in OPTIONS {
        let section = on().settings_of(option).await?;
        all.0.extend(section.0);
    }
    Ok(all)
}

pub(super) fn value(held: &AccountSettings, setting: &Setting) -> Option<String> {
    setting.text(held.get(setting.path)?)
}
