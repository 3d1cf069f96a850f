//! The one door to scheduling: pages, API and command line all come through [`Meetings`].
//!
//! The natural way through it is *form → checked draft → Zoom → read back → compare → store*.
//! What is stored and shown is what Zoom confirmed, never what was asked for.

mod adopt;
mod create;
mod end;
mod hosts;
mod invitation;
mod links;
mod list;
mod once;
mod overlap;
mod public;
mod read;
mod recover;
mod summary;
mod target;
mod token;
mod upcoming;
mod update;

use std::{collections::HashMap, sync::Arc};

use clock::{Clock, Random};
use connect::{Action, Connect, ConnectionId, Once, Principal, Refusal, Resource, authorize};
use jiff::Timestamp;
use jobs::{
    Jobs,
    bulk::{NoPoints, Points},
};
use store::Db;
use tokio::sync::Mutex;

use crate::{
    Act, Attempt, Error, Kind, PublicId, Scheduled,
    join::{Hours, Limits},
    repository,
    zoom::Zoom,
};

pub(crate) use self::{
    once::{KEPT as SENT_KEPT, Key as SentKey},
    upcoming::checked as checked_user,
};

pub use self::{
    hosts::Host,
    invitation::InvitationText,
    links::{LinkRow, Links, LinksForm},
    list::{Filter, Listing, Order, PhaseWord, Planned},
    once::Sent,
    overlap::Overlap,
    public::PublicView,
    read::Reading,
    summary::Summary,
    target::Target,
    token::{JoinToken, TokenFor},
    upcoming::Coming,
};

/// Scheduling for every connection of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Meetings {
    pub(crate) db: Db,
    pub(crate) connect: Connect,
    pub(crate) jobs: Jobs,
    pub(crate) points: Arc<dyn Points>,
    clock: Clock,
    pub(crate) random: Random,
    pub(crate) hours: Hours,
    pub(crate) limits: Arc<Limits>,
    hosts: Arc<Mutex<HashMap<ConnectionId, hosts::Known>>>,
    webinars: Arc<Mutex<hosts::Webinars>>,
    sent: Arc<Once<()>>,
    linked: Arc<Once<Links>>,
}

/// What came of a creation or change.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// As it stands now.
    pub event: Scheduled,
    /// What is worth telling: which of two equal times was taken, what could not be read back.
    pub notes: Vec<String>,
}

impl Meetings {
    /// The service over this database and these connections.
    pub fn new(db: Db, connect: Connect, jobs: Jobs, clock: Clock, random: Random) -> Self {
        Self {
            db,
            connect,
            jobs,
            points: Arc::new(NoPoints),
            clock,
            random,
            hours: Hours::default(),
            limits: Arc::default(),
            hosts: Arc::default(),
            webinars: Arc::default(),
            sent: Arc::default(),
            linked: Arc::default(),
        }
    }

    /// With doors that open and close at other hours.
    #[must_use]
    pub fn open(mut self, hours: Hours) -> Self {
        self.hours = hours;
        self
    }

    /// What stands in the way of `act`, before it is tried; `None` when nothing is known to.
    pub async fn obstacle(
        &self,
        connection: &ConnectionId,
        act: Act,
        kind: Kind,
    ) -> Result<Option<Refusal>, Error> {
        Ok(self.obstacles(connection, kind, &[act]).await?.pop())
    }

    /// What stands in the way of each of `acts`, those that work left out.
    pub async fn obstacles(
        &self,
        connection: &ConnectionId,
        kind: Kind,
        acts: &[Act],
    ) -> Result<Vec<Refusal>, Error> {
        let acts: Vec<Attempt> = acts.iter().map(|act| act.on(kind)).collect();
        Ok(self.connect.obstacles(connection, &acts).await?)
    }

    /// One meeting or webinar as it is held here.
    pub async fn get(&self, who: &Principal, id: &PublicId) -> Result<Scheduled, Error> {
        let one = self.held(id).await?;
        authorize(
            who,
            Action::Read,
            &Resource::Meetings(one.connection.clone()),
        )?;
        Ok(one)
    }

    /// One meeting or webinar by its id here or by Zoom's number, which is read with or without
    /// its spaces and out of a link. Of another kind than asked for it is [`Error::OtherKind`]: a meeting must not
    /// be deleted by who meant a webinar.
    pub async fn find(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        word: &str,
    ) -> Result<Scheduled, Error> {
        let number = target::number(word);
        // A link may hold a passcode.
        let public =
            PublicId(number.map_or_else(|| word.trim().to_owned(), |number| number.to_string()));
        let mut found = repository::by_public_id(&self.db, &public).await?;
        if found.is_none()
            && let Some(number) = number
        {
            for kind in [Kind::Meeting, Kind::Webinar] {
                if found.is_none() {
                    found =
                        repository::by_zoom_id(&self.db, connection.as_str(), kind, number).await?;
                }
            }
        }
        let one = found.ok_or(Error::NotFound(public))?;
        may(who, Action::Read, &one.connection)?;
        if one.kind == kind {
            Ok(one)
        } else {
            Err(Error::OtherKind {
                public_id: one.public_id,
                topic: one.topic,
                kind: one.kind,
            })
        }
    }

    /// Who did what to it, in order.
    pub async fn audit(
        &self,
        who: &Principal,
        id: &PublicId,
    ) -> Result<Vec<repository::AuditEntry>, Error> {
        self.get(who, id).await?;
        repository::audit_of(&self.db, id).await
    }

    pub(crate) async fn held(&self, id: &PublicId) -> Result<Scheduled, Error> {
        repository::by_public_id(&self.db, id)
            .await?
            .ok_or_else(|| Error::NotFound(id.clone()))
    }

    pub(crate) async fn zoom(&self, connection: &ConnectionId) -> Result<Zoom, Error> {
        let client = self.connect.client(connection).await?;
        Ok(Zoom(client.on_behalf("meetings")))
    }

    pub(crate) fn now(&self) -> Timestamp {
        // The database keeps microseconds, and what is returned is what is kept.
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

impl std::fmt::Debug for Meetings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meetings")
    }
}

/// Whether `who` may do `action` with the meetings of this connection.
pub(crate) fn may(who: &Principal, action: Action, id: &ConnectionId) -> Result<(), Error> {
    Ok(authorize(who, action, &Resource::Meetings(id.clone()))?)
}
