//! Which sub-accounts there are, as far as that can be seen.

use std::sync::PoisonError;

use connect::{Action, ConnectionId, Principal, Refusal};
use serde::Serialize;
use store::args;

use crate::{Account, Act, Error, Place, service::may};

/// A sub-account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SubAccount {
    /// Zoom's id.
    pub id: String,
    /// Its name; empty where it is not known.
    pub name: String,
    /// Its owner's mail address, where it is known.
    pub owner_email: Option<String>,
    /// Seats, where they are known.
    pub seats: Option<u64>,
}

/// The sub-accounts that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SubListing {
    /// By name.
    pub accounts: Vec<SubAccount>,
    /// Why Zoom's own list is not among them.
    pub unlisted: Option<Refusal>,
}

impl Account {
    /// Zoom's list of sub-accounts where it is open, else the ids that were used here.
    pub async fn sub_accounts(
        &self,
        who: &Principal,
        connection: &ConnectionId,
    ) -> Result<SubListing, Error> {
        may(who, Action::Read, connection)?;
        let mut accounts = self.used_subs(connection).await?;
        let unlisted = self.obstacles(connection, &[Act::ListSubs]).await?.pop();
        if unlisted.is_none() {
            let client = self.client(connection).await?;
            let list = client.accounts().sub_accounts().page_size(300).all().await;
            for one in list.map_err(Refusal::of(Act::ListSubs))? {
                accounts.retain(|known| known.id != one.id);
                accounts.push(SubAccount {
                    id: one.id,
                    name: one.account_name.unwrap_or_default(),
                    owner_email: one.owner_email,
                    seats: one.seats,
                });
            }
        }
        self.learn(
            connection,
            accounts.iter().map(|one| (&*one.id, &*one.name)),
        );
        accounts.sort_by_cached_key(|one| (one.name.to_lowercase(), one.id.clone()));
        Ok(SubListing { accounts, unlisted })
    }

    /// “the account”, or “the sub-account” with its name, or with its id where nobody said the name.
    pub async fn called(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
    ) -> Result<String, Error> {
        may(who, Action::Read, connection)?;
        if place.id().is_empty() {
            return Ok(place.words());
        }
        let mut name = self.name_of(connection, place);
        // Who opened the page by its address has not seen the list.
        if name.is_none() && self.sub_accounts(who, connection).await.is_ok() {
            name = self.name_of(connection, place);
            if name.is_none() {
                // Nor does the list name it: it is not asked for with every page.
                let key = (connection.clone(), place.id().to_owned());
                let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
                names.entry(key).or_default();
            }
        }
        let name = name.filter(|name| !name.is_empty());
        Ok(name.map_or_else(|| place.words(), |name| format!("the sub-account {name}")))
    }

    fn name_of(&self, connection: &ConnectionId, place: &Place) -> Option<String> {
        let key = (connection.clone(), place.id().to_owned());
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.get(&key).cloned()
    }

    /// Remembers what Zoom calls them, as long as this process runs.
    pub(crate) fn learn<'n>(
        &self,
        connection: &ConnectionId,
        told: impl IntoIterator<Item = (&'n str, &'n str)>,
    ) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, name) in told.into_iter().filter(|(_, name)| !name.is_empty()) {
            names.insert((connection.clone(), id.to_owned()), name.to_owned());
        }
    }

    async fn used_subs(&self, connection: &ConnectionId) -> Result<Vec<SubAccount>, Error> {
        let rows = self
            .db
            .rows(
                "SELECT account, name FROM account_subs WHERE connection = $1 ORDER BY account",
                args![connection.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(SubAccount {
                    id: row.text("account")?,
                    name: row.text("name")?,
                    owner_email: None,
                    seats: None,
                })
            })
            .collect()
    }

    /// Remembers a pasted id, so that it need not be pasted again.
    pub async fn remember_sub(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        place: &Place,
    ) -> Result<(), Error> {
        may(who, Action::Change, connection)?;
        if place.id().is_empty() {
            return Ok(());
        }
        self.db
            .execute(
                "INSERT INTO account_subs (connection, account, name, used_at)
                 VALUES ($1, $2, '', $3)
                 ON CONFLICT (connection, account) DO UPDATE SET used_at = excluded.used_at",
                args![connection.as_str(), place.id(), self.now().as_microsecond()],
            )
            .await?;
        Ok(())
    }
}
