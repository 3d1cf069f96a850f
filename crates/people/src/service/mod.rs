//! The one door to people: pages, API and command line all come through [`People`].
//!
//! Whether the scopes allow an act is for the page to say before the click
//! ([`People::obstacles`]); whoever acts all the same is served Zoom's own answer.

mod assistants;
pub(crate) mod audit;
mod create;
mod delete;
mod seats;
mod settings;
mod show;
mod status;
mod update;
mod verify;
mod who_are;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use clock::{Clock, Random};
use connect::{Action, Connect, ConnectionId, Once, Principal, Refusal, Resource, authorize};
use jiff::Timestamp;
use jobs::Jobs;
use store::Db;
use zoom_client::Priority;

use crate::{Act, Error, Filter, Found, Listing, NoPoints, Person, Points, directory, zoom::Zoom};

pub use self::{
    audit::Audited,
    delete::{Departure, Moves, Part},
    seats::Seats,
    settings::{Setting, SettingKind, SettingValue, Settings},
    show::{Fields, Profile},
    update::Changed,
    verify::Verified,
};
pub(crate) use self::{
    show::{of_person, values},
    update::{laid_over, said},
};
pub use crate::zoom::Assistant;

/// The people of every connection of this installation. Cheap to clone.
#[derive(Clone)]
pub struct People {
    pub(crate) db: Db,
    pub(crate) connect: Connect,
    pub(crate) jobs: Jobs,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) points: Arc<dyn Points>,
    pub(crate) seats: Arc<Mutex<HashMap<ConnectionId, seats::Known>>>,
    indexes: Arc<directory::Indexes>,
    sent: Arc<Once<String>>,
}

impl People {
    /// The service over this database and these connections.
    pub fn new(db: Db, connect: Connect, jobs: Jobs, clock: Clock, random: Random) -> Self {
        Self {
            db,
            connect,
            jobs,
            clock,
            random,
            points: Arc::new(NoPoints),
            seats: Arc::default(),
            indexes: Arc::default(),
            sent: Arc::default(),
        }
    }

    /// The same, stopped by a test where it says.
    #[must_use]
    pub fn stopping_at(mut self, points: Arc<dyn Points>) -> Self {
        self.points = points;
        self
    }

    /// What stands in the way of `act`, before it is tried; `None` when nothing is known to.
    pub async fn obstacle(&self, id: &ConnectionId, act: Act) -> Result<Option<Refusal>, Error> {
        Ok(self.obstacles(id, &[act]).await?.pop())
    }

    /// What stands in the way of each of `acts`, those that work left out.
    pub async fn obstacles(&self, id: &ConnectionId, acts: &[Act]) -> Result<Vec<Refusal>, Error> {
        Ok(self.connect.obstacles(id, acts).await?)
    }

    /// A page of the people that fit.
    pub async fn list(
        &self,
        who: &Principal,
        id: &ConnectionId,
        filter: &Filter,
    ) -> Result<Listing, Error> {
        self.may(who, Action::Read, id)?;
        directory::list(&self.db, &self.indexes, id.as_str(), filter).await
    }

    /// Everybody who fits now, in order, whatever the page: the rows are read in batches by
    /// [`Found::next`].
    pub async fn find_all(
        &self,
        who: &Principal,
        id: &ConnectionId,
        filter: &Filter,
    ) -> Result<Found, Error> {
        self.may(who, Action::Read, id)?;
        directory::find_all(&self.db, &self.indexes, id.as_str(), filter).await
    }

    /// Everybody of this connection in memory, as the database holds them now.
    pub(crate) async fn index(
        &self,
        id: &ConnectionId,
    ) -> Result<tokio::sync::OwnedRwLockReadGuard<directory::Index>, Error> {
        Ok(self.indexes.current(&self.db, id.as_str()).await?)
    }

    /// What somebody is called here; the id or address itself where nobody is known by it.
    pub async fn called(
        &self,
        who: &Principal,
        id: &ConnectionId,
        key: &str,
    ) -> Result<String, Error> {
        self.may(who, Action::Read, id)?;
        let known = self.known(id, key).await?;
        Ok(known.map_or_else(|| key.to_owned(), |person| person.name()))
    }

    /// Whoever the directory knows by this id or address.
    pub(crate) async fn known(
        &self,
        id: &ConnectionId,
        key: &str,
    ) -> Result<Option<Person>, Error> {
        Ok(directory::find(&self.db, id.as_str(), key).await?)
    }

    pub(crate) async fn zoom(&self, id: &ConnectionId, priority: Priority) -> Result<Zoom, Error> {
        let client = self.connect.client(id).await?;
        Ok(Zoom(client.with_priority(priority).on_behalf("people")))
    }

    pub(crate) fn now(&self) -> Timestamp {
        // The database keeps microseconds, and what is returned is what is kept.
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    pub(crate) fn may(
        &self,
        who: &Principal,
        action: Action,
        id: &ConnectionId,
    ) -> Result<(), Error> {
        let _ = self;
        Ok(authorize(who, action, &Resource::Account(id.clone()))?)
    }
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("People")
    }
}
