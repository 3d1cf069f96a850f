//! The one door to the account: pages, API and command line all come through [`Account`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use clock::{Clock, Random};
use connect::{Action, Connect, ConnectionId, Once, Principal, Refusal, Resource, authorize};
use jiff::Timestamp;
use store::Db;
use zoom_client::Client;

use crate::{Act, AuditEntry, Error, repository};

/// The account of every connection of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Account {
    pub(crate) db: Db,
    pub(crate) connect: Connect,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) once: Arc<Once<String>>,
    /// What sub-accounts are called, by connection and id.
    pub(crate) names: Arc<Mutex<HashMap<(ConnectionId, String), String>>>,
}

impl Account {
    /// The service over this database and these connections.
    pub fn new(db: Db, connect: Connect, clock: Clock, random: Random) -> Self {
        Self {
            db,
            connect,
            clock,
            random,
            once: Arc::default(),
            names: Arc::default(),
        }
    }

    /// What stands in the way of each of `acts`, those that work left out.
    pub async fn obstacles(
        &self,
        connection: &ConnectionId,
        acts: &[Act],
    ) -> Result<Vec<Refusal>, Error> {
        Ok(self.connect.obstacles(connection, acts).await?)
    }

    /// Who did what to the account, newest first; of one `subject` where it is named.
    pub async fn audit(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        subject: Option<&str>,
    ) -> Result<Vec<AuditEntry>, Error> {
        may(who, Action::Read, connection)?;
        repository::audit_of(&self.db, connection, subject).await
    }

    pub(crate) async fn client(&self, connection: &ConnectionId) -> Result<Client, Error> {
        Ok(self.connect.client(connection).await?.on_behalf("account"))
    }

    pub(crate) fn now(&self) -> Timestamp {
        // The database keeps microseconds, and what is returned is what is kept.
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Writes down who did what.
    pub(crate) async fn note(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        subject: &str,
        action: &'static str,
        detail: &str,
    ) -> Result<(), Error> {
        let entry = AuditEntry {
            at: self.now(),
            who: who.name().to_owned(),
            subject: subject.to_owned(),
            action: action.to_owned(),
            detail: detail.to_owned(),
        };
        repository::note(&self.db, connection, &entry).await
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account")
    }
}

/// Whether `who` may do `action` with the account of this connection.
pub(crate) fn may(who: &Principal, action: Action, id: &ConnectionId) -> Result<(), Error> {
    Ok(authorize(who, action, &Resource::Account(id.clone()))?)
}
