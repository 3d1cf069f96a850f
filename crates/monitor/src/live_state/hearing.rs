//! How well events come: what the test *Webhooks* reads, of our own journal.

use connect::ConnectionId;
use inbox::RefusedCount;
use jiff::Timestamp;
use store::{Db, args};

use super::{
    account_log::{self, AccountLog, EventsOf},
    feed,
    presence::{self, Presences},
    repair::Gap,
};
use crate::{Error, Monitor, history::instant};

const DAY: i64 = 86_400_000_000;

/// How events come to one connection.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Hearing {
    /// The kinds that ever came, the most frequent first.
    pub(crate) kinds: Vec<EventCount>,
    /// When the latest event came.
    pub(crate) last_at: Option<Timestamp>,
    /// Since when events tell what is under way, if they do.
    pub(crate) pushed_since: Option<Timestamp>,
    /// What was missed, by kind: each kind is there, if only with 0.
    pub(crate) gaps: Vec<EventCount>,
    /// Instances whose start or end was missed within a day.
    pub(crate) missed_today: i64,
    /// What the journal says of receiving; none in a program without one.
    pub(crate) receiving: Option<Receiving>,
}

/// How many of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventCount {
    pub(crate) kind: String,
    pub(crate) count: i64,
    pub(crate) last_at: Option<Timestamp>,
}

/// The journal's own word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Receiving {
    /// What was turned away, by reason.
    pub(crate) refused: Vec<RefusedCount>,
    /// Deliveries of what was there already.
    pub(crate) repeats: i64,
    /// How long the oldest event waits that `monitor` has not applied, in seconds.
    pub(crate) lag_seconds: i64,
    /// Events that `monitor` could not apply.
    pub(crate) set_aside: i64,
}

impl Monitor {
    /// How events come to `connection`.
    pub(crate) async fn hearing(&self, connection: &ConnectionId) -> Result<Hearing, Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        let feed = feed::feed(db, id).await?;
        let found = counts(
            db,
            "SELECT kind, count, last_at FROM monitor_gaps WHERE connection = $1",
            id,
        )
        .await?;
        let none = |gap: Gap| EventCount {
            kind: gap.key().to_owned(),
            count: 0,
            last_at: None,
        };
        let gaps = Gap::ALL.into_iter().map(|gap| {
            let found = found.iter().find(|found| found.kind == gap.key());
            found.cloned().unwrap_or_else(|| none(gap))
        });
        Ok(Hearing {
            kinds: counts(
                db,
                "SELECT event AS kind, count, last_at FROM monitor_events WHERE connection = $1
                 ORDER BY count DESC, event",
                id,
            )
            .await?,
            last_at: feed.last_at.map(instant),
            pushed_since: feed.pushed_since().map(instant),
            gaps: gaps.collect(),
            missed_today: missed(db, id, self.0.clock.now_micros() - DAY).await?,
            receiving: self.receiving(id).await?,
        })
    }

    /// What events told of users or of the account.
    pub(crate) async fn account_log(
        &self,
        connection: &ConnectionId,
        part: EventsOf,
    ) -> Result<AccountLog, Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        // One more than a reading keeps, so that it can tell that there were more.
        let most = i64::try_from(crate::reading::ROWS_KEPT).unwrap_or(i64::MAX);
        Ok(account_log::read(db, id, part, self.0.clock.now_micros(), most + 1).await?)
    }

    /// Who is there, as events told.
    pub(crate) async fn presences(&self, connection: &ConnectionId) -> Result<Presences, Error> {
        let (db, id) = (&self.0.db, connection.as_str());
        Ok(presence::counted(db, id, self.0.clock.now_micros()).await?)
    }

    async fn receiving(&self, id: &str) -> Result<Option<Receiving>, Error> {
        let Some(inbox) = self.0.inbox.get() else {
            return Ok(None);
        };
        let health = inbox.health(id).await?;
        let own = health
            .cursors
            .iter()
            .find(|cursor| cursor.consumer == "monitor");
        Ok(Some(Receiving {
            refused: health.refused,
            repeats: inbox.repeats(id).await?,
            lag_seconds: own.map_or(0, |cursor| cursor.lag_seconds),
            set_aside: own.map_or(0, |cursor| cursor.set_aside),
        }))
    }

    /// The same service, able to tell how the journal stands.
    #[must_use]
    pub fn with_inbox(self, inbox: inbox::Inbox) -> Self {
        // Set once, where the services are put together; a second journal there cannot be.
        let _ = self.0.inbox.set(inbox);
        self
    }
}

async fn counts(db: &Db, sql: &'static str, connection: &str) -> store::Result<Vec<EventCount>> {
    let rows = db.rows(sql, args![connection]).await?;
    rows.iter()
        .map(|row| {
            Ok(EventCount {
                kind: row.text("kind")?,
                count: row.i64("count")?,
                last_at: Some(instant(row.i64("last_at")?)),
            })
        })
        .collect()
}

async fn missed(db: &Db, connection: &str, since: i64) -> store::Result<i64> {
    let row = db
        .row(
            "SELECT CAST(COUNT(*) AS BIGINT) AS missed FROM monitor_happened
             WHERE connection = $1 AND at >= $2 AND event IN ('repair.found', 'repair.missed')",
            args![connection, since],
        )
        .await?;
    row.map_or(Ok(0), |row| row.i64("missed"))
}
