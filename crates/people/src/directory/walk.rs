//! The walk: everybody Zoom lists, page by page, in the background.
//!
//! Each page and the place behind it are committed together, so that a walk that was cut off goes
//! on where it was, in any process. Zoom's place lives for 15 minutes; one that died begins its
//! status anew, which only costs calls. Who was not met by a whole walk is gone.

use std::time::Duration;

use connect::{ConnectionId, Refusal};
use jobs::{Due, JobsError};
use serde::Serialize;
use store::args;
use tokio::sync::watch;
use zoom_client::Priority;

use super::{
    keep::{hold, keep},
    leave::settle_walk,
};
use crate::{Act, Error, People, Person, person::time, zoom::Zoom};

/// How often everybody is listed anew; events tell of what happens between.
const PERIOD: Duration = Duration::from_hours(6);
/// Longer than a page takes.
const LEASE: Duration = Duration::from_mins(2);
/// How often it is looked whether a walk is due.
const LOOK: Duration = Duration::from_secs(5);
const QUEUE: &str = "people";
const STATUSES: [&str; 3] = ["active", "inactive", "pending"];

/// How the directory stands.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleStanding)]
pub struct Standing {
    /// How many people are known.
    pub people: u64,
    /// Whether everybody is being listed now.
    pub walking: bool,
    /// How many were met by the walk that goes on, or by the last one.
    pub met: u64,
    /// How many Zoom says there are; 0 is not known yet.
    pub of: u64,
    /// When the last whole walk ended.
    #[schema(value_type = Option<String>)]
    pub listed_at: Option<jiff::Timestamp>,
    /// Why the list cannot be read, or could not be.
    pub refusal: Option<Refusal>,
    /// Zoom's refusal of the last walk, when it ended with one.
    pub said: String,
}

struct Place {
    started_at: i64,
    status: String,
    token: String,
    met: i64,
}

impl People {
    /// How the directory of this connection stands.
    pub async fn standing(&self, connection: &ConnectionId) -> Result<Standing, Error> {
        let people = self.index(connection).await?.len() as u64;
        let refusal = self.obstacle(connection, Act::List).await?;
        let row = self
            .db
            .row(
                "SELECT started_at, status, seen, total, done_at, said FROM people_walks
                 WHERE connection = $1",
                args![connection.as_str()],
            )
            .await?;
        let mut standing = Standing {
            people,
            walking: false,
            met: 0,
            of: 0,
            listed_at: None,
            refusal,
            said: String::new(),
        };
        if let Some(row) = row {
            standing.walking = !row.text("status")?.is_empty();
            standing.met = u64::try_from(row.i64("seen")?).unwrap_or(0);
            standing.of = u64::try_from(row.i64("total")?).unwrap_or(0);
            standing.listed_at = time(row.i64("done_at")?);
            standing.said = row.text("said")?;
        }
        Ok(standing)
    }

    /// Lists everybody whenever that is due, until `stop` says so.
    pub async fn walk_loop(&self, mut stop: watch::Receiver<bool>) {
        if let Err(error) = self.warm().await {
            tracing::debug!(%error, "the people were not read into memory ahead of the first page");
        }
        while !*stop.borrow() {
            if let Err(error) = self.walk_what_is_due(&stop).await {
                tracing::warn!(%error, "the people of the account could not be listed");
            }
            tokio::select! {
                () = self.clock.sleep(LOOK) => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    /// Reads everybody into memory before the first page wants them.
    async fn warm(&self) -> Result<(), Error> {
        for connection in self.connect.connections().await? {
            self.index(&connection.id).await?;
        }
        Ok(())
    }

    /// Lists everybody of each connection where that is due. Ends between two pages when `stop`
    /// says so; what is left is done by the next who comes.
    pub async fn walk_what_is_due(&self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        for connection in self.connect.connections().await? {
            let id = connection.id;
            if self.connect.sets(&id).await?.is_empty() {
                continue;
            }
            self.jobs
                .schedule(QUEUE, id.as_str(), PERIOD, self.now())
                .await?;
        }
        while let Some(due) = self.jobs.take_due(QUEUE, LEASE).await? {
            let id = ConnectionId(due.schedule.name.clone());
            match self.walk(&id, Some(&due), stop).await {
                Ok(true) => self.jobs.done(&due).await?,
                // Cut off: the lease is given back and the walk goes on later.
                Ok(false) => self.jobs.release(&due.lease).await?,
                Err(Error::Jobs(JobsError::Lost(_))) => {}
                Err(error) => {
                    self.said(&id, &error.to_string()).await?;
                    self.jobs.done(&due).await?;
                }
            }
            if *stop.borrow() {
                break;
            }
        }
        Ok(())
    }

    /// Asks that everybody be listed now.
    pub async fn refresh(&self, who: &connect::Principal, id: &ConnectionId) -> Result<(), Error> {
        self.may(who, connect::Action::Run, id)?;
        self.jobs.unschedule(QUEUE, id.as_str()).await?;
        Ok(self
            .jobs
            .schedule(QUEUE, id.as_str(), PERIOD, self.now())
            .await?)
    }

    /// Lists everybody now, to the end: for the command line and for tests.
    pub async fn walk_now(
        &self,
        who: &connect::Principal,
        id: &ConnectionId,
    ) -> Result<Standing, Error> {
        self.may(who, connect::Action::Run, id)?;
        let (_going, stop) = watch::channel(false);
        self.walk(id, None, &stop).await?;
        self.standing(id).await
    }

    /// True when it came to its end.
    async fn walk(
        &self,
        id: &ConnectionId,
        due: Option<&Due>,
        stop: &watch::Receiver<bool>,
    ) -> Result<bool, Error> {
        if let Some(refusal) = self.obstacle(id, Act::List).await? {
            // Said on the page from the scopes; nothing is sent in vain.
            if refusal.is_certain() {
                return Ok(true);
            }
        }
        let client = self.connect.client(id).await?;
        let priority = if due.is_some() {
            Priority::Schedule
        } else {
            Priority::Person
        };
        let zoom = Zoom(client.with_priority(priority).on_behalf("people"));
        let mut place = self.place(id).await?;
        while !*stop.borrow() {
            let page = match zoom.page(&place.status, &place.token).await {
                Ok(page) => page,
                Err(error) if error.code() == Some(300) && !place.token.is_empty() => {
                    place.token.clear();
                    continue;
                }
                Err(error) => return Err(Refusal::after(&Act::List, &error).into()),
            };
            let now = self.now();
            let met: Vec<Person> = page
                .users
                .into_iter()
                .map(|told| told.over(Person::default(), Some(&place.status), now))
                .collect();
            place.met += i64::try_from(met.len()).unwrap_or(0);
            let total = i64::try_from(page.total_records).unwrap_or(0);
            place.token = page.next_page_token;
            let mut ended = false;
            if place.token.is_empty() {
                let next = STATUSES.iter().position(|status| *status == place.status);
                match next.and_then(|at| STATUSES.get(at + 1)) {
                    Some(status) => (*status).clone_into(&mut place.status),
                    None => ended = true,
                }
            }
            self.page_kept(id, due, &place, &met, total, ended).await?;
            if ended {
                return Ok(true);
            }
            if let Some(due) = due {
                self.jobs.renew(&due.lease, LEASE).await?;
            }
        }
        Ok(false)
    }

    async fn page_kept(
        &self,
        id: &ConnectionId,
        due: Option<&Due>,
        place: &Place,
        met: &[Person],
        total: i64,
        ended: bool,
    ) -> Result<(), Error> {
        let connection = id.as_str();
        let mut tx = self.db.begin().await?;
        if let Some(due) = due {
            self.jobs.hold(&mut tx, &due.lease).await?;
        }
        // The list has fewer fields than a single answer: what only that tells stays.
        let met = super::keep::laid_over(&mut tx, connection, met).await?;
        keep(&mut tx, connection, &met, 0).await?;
        if ended {
            settle_walk(&mut tx, connection, place.started_at).await?;
            tx.execute(
                "UPDATE people_walks SET status = '', token = '', seen = $2, total = $2,
                     done_at = $3, said = '' WHERE connection = $1",
                args![connection, place.met, self.clock.now_micros()],
            )
            .await?;
        } else {
            tx.execute(
                "UPDATE people_walks SET status = $2, token = $3, seen = $4,
                     total = CASE WHEN total > $5 THEN total ELSE $5 END WHERE connection = $1",
                args![
                    connection,
                    place.status.as_str(),
                    place.token.as_str(),
                    place.met,
                    total
                ],
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Where the walk that goes on is; begins one where none does.
    async fn place(&self, id: &ConnectionId) -> Result<Place, Error> {
        let mut tx = self.db.begin().await?;
        hold(&mut tx, id.as_str()).await?;
        let row = tx
            .row(
                "SELECT started_at, status, token, seen FROM people_walks WHERE connection = $1",
                args![id.as_str()],
            )
            .await?;
        let Some(row) = row else {
            return Err(Error::Unreadable {
                column: "connection",
                value: id.to_string(),
            });
        };
        let mut place = Place {
            started_at: row.i64("started_at")?,
            status: row.text("status")?,
            token: row.text("token")?,
            met: row.i64("seen")?,
        };
        if place.status.is_empty() {
            place = Place {
                started_at: self.clock.now_micros(),
                status: STATUSES[0].to_owned(),
                token: String::new(),
                met: 0,
            };
            tx.execute(
                "UPDATE people_walks SET started_at = $2, status = $3, token = '', seen = 0,
                     total = 0 WHERE connection = $1",
                args![id.as_str(), place.started_at, place.status.as_str()],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(place)
    }

    async fn said(&self, id: &ConnectionId, said: &str) -> Result<(), Error> {
        self.db
            .execute(
                "UPDATE people_walks SET said = $2, said_at = $3 WHERE connection = $1",
                args![id.as_str(), said, self.clock.now_micros()],
            )
            .await?;
        Ok(())
    }
}
