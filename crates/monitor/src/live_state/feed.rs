//! What is known of the way events come: since when, when last, when a look at the dashboard is
//! wanted.

use store::{Db, Result, Tx, args};

use super::view::InstanceKind;

/// Events further apart than this make a look at the dashboard worth its request.
pub(crate) const SILENCE: i64 = 10 * MINUTE;
/// An event that took longer than this to come was sent again after a failure.
pub(crate) const LATE: i64 = 2 * MINUTE;

const MINUTE: i64 = 60_000_000;

/// The feed of one connection; instants in microseconds, as received.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Feed {
    /// Grows with every change of live state.
    pub(crate) revision: i64,
    /// Whether events ever told of meetings.
    pub(crate) tells_meetings: bool,
    /// Whether events ever told of webinars: an app may subscribe to the one and not the other.
    pub(crate) tells_webinars: bool,
    /// The latest event of any kind.
    pub(crate) last_at: Option<i64>,
    /// The first event about meetings or webinars since they were last found missing.
    pub(crate) live_since: Option<i64>,
    /// The latest event about meetings or webinars.
    pub(crate) live_last_at: Option<i64>,
    /// When such events were found missing: something went on and nothing came.
    pub(crate) silent_at: Option<i64>,
    /// Since when a look at the dashboard is wanted.
    pub(crate) wanted_at: Option<i64>,
    /// When the dashboard was last compared.
    pub(crate) compared_at: Option<i64>,
    /// When its live meetings were last asked for, whatever came of it.
    pub(crate) tried_at: Option<i64>,
}

impl Feed {
    /// Since when events tell what is under way, if they do.
    pub(crate) fn pushed_since(&self) -> Option<i64> {
        self.live_since
            .filter(|since| Some(*since) > self.silent_at)
    }

    /// Since when events tell of these, if they do.
    pub(crate) fn pushed(&self, kind: InstanceKind) -> Option<i64> {
        let tells = match kind {
            InstanceKind::Meeting => self.tells_meetings,
            InstanceKind::Webinar => self.tells_webinars,
        };
        self.pushed_since().filter(|_| tells)
    }
}

const FEED: &str = "SELECT revision, tells_meetings, tells_webinars, last_at, live_since,
        live_last_at, silent_at, wanted_at, compared_at, tried_at
    FROM monitor_feeds WHERE connection = $1";

/// Its row is the lock under which the connection's live state is read and written: two nodes
/// never merge into the same rows at once.
const LOCK: &str = "INSERT INTO monitor_feeds AS f
        (connection, revision, tells_meetings, tells_webinars)
    VALUES ($1, $2, 0, 0)
    ON CONFLICT (connection) DO UPDATE SET revision = f.revision + excluded.revision
    RETURNING revision, tells_meetings, tells_webinars, last_at, live_since,
        live_last_at, silent_at, wanted_at, compared_at, tried_at";

/// The feed of `connection`; empty before the first event or look.
pub(crate) async fn feed(db: &Db, connection: &str) -> Result<Feed> {
    let row = db.row(FEED, args![connection]).await?;
    row.map_or_else(|| Ok(Feed::default()), |row| read(&row))
}

fn read(row: &store::Row) -> Result<Feed> {
    Ok(Feed {
        revision: row.i64("revision")?,
        tells_meetings: row.flag("tells_meetings")?,
        tells_webinars: row.flag("tells_webinars")?,
        last_at: row.opt_i64("last_at")?,
        live_since: row.opt_i64("live_since")?,
        live_last_at: row.opt_i64("live_last_at")?,
        silent_at: row.opt_i64("silent_at")?,
        wanted_at: row.opt_i64("wanted_at")?,
        compared_at: row.opt_i64("compared_at")?,
        tried_at: row.opt_i64("tried_at")?,
    })
}

/// An event that came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard {
    pub(crate) received_at: i64,
    /// Whether it was sent again after a failure.
    pub(crate) late: bool,
    /// Of what it tells that it began or ended, or who came and went.
    pub(crate) live: Option<InstanceKind>,
}

impl Feed {
    fn hear(&mut self, heard: &Heard) {
        let at = Some(heard.received_at);
        self.last_at = self.last_at.max(at);
        match heard.live {
            Some(InstanceKind::Meeting) => self.tells_meetings = true,
            Some(InstanceKind::Webinar) => self.tells_webinars = true,
            None => return,
        }
        if self.pushed_since().is_none() {
            self.live_since = at;
        }
        let after_silence = self
            .live_last_at
            .is_none_or(|last| heard.received_at - last > SILENCE);
        if heard.late || after_silence {
            self.wanted_at = self.wanted_at.max(at);
        }
        self.live_last_at = self.live_last_at.max(at);
    }
}

/// Notes events, in their order. Comes before everything else about them: it takes the lock.
pub(crate) async fn heard(tx: &mut Tx, connection: &str, all: &[Heard]) -> Result<()> {
    let events = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let mut feed = take(tx, connection, events).await?;
    for heard in all {
        feed.hear(heard);
    }
    tx.execute(
        "UPDATE monitor_feeds SET tells_meetings = $2, tells_webinars = $3, last_at = $4,
             live_since = $5, live_last_at = $6, wanted_at = $7
         WHERE connection = $1",
        args![
            connection,
            feed.tells_meetings,
            feed.tells_webinars,
            feed.last_at,
            feed.live_since,
            feed.live_last_at,
            feed.wanted_at
        ],
    )
    .await?;
    Ok(())
}

/// Takes the lock without an event, for a look at the dashboard.
pub(crate) async fn lock(tx: &mut Tx, connection: &str) -> Result<Feed> {
    take(tx, connection, 1).await
}

async fn take(tx: &mut Tx, connection: &str, changes: i64) -> Result<Feed> {
    let row = tx.row(LOCK, args![connection, changes]).await?;
    row.map_or_else(|| Ok(Feed::default()), |row| read(&row))
}

/// The dashboard's live meetings were compared.
pub(crate) async fn compared(tx: &mut Tx, connection: &str, at: i64) -> Result<()> {
    tx.execute(
        "UPDATE monitor_feeds SET compared_at = $2, tried_at = $2 WHERE connection = $1",
        args![connection, at],
    )
    .await?;
    Ok(())
}

/// Events do not come although there were some to send: from here on the dashboard is read as
/// often as without them, until the next one comes.
pub(crate) async fn fell_silent(tx: &mut Tx, connection: &str, at: i64) -> Result<()> {
    tx.execute(
        "UPDATE monitor_feeds SET silent_at = $2 WHERE connection = $1",
        args![connection, at],
    )
    .await?;
    Ok(())
}

/// A look at the dashboard is wanted.
pub(crate) async fn want(db: &Db, connection: &str, at: i64) -> Result<()> {
    db.execute(
        "UPDATE monitor_feeds SET wanted_at = $2 WHERE connection = $1",
        args![connection, at],
    )
    .await?;
    Ok(())
}

/// The dashboard could not be read, which silence alone is no reason to repeat at once.
pub(crate) async fn tried(db: &Db, connection: &str, at: i64) -> Result<()> {
    db.execute(
        "UPDATE monitor_feeds SET tried_at = $2 WHERE connection = $1",
        args![connection, at],
    )
    .await?;
    Ok(())
}

/// Takes the right to write figures for this moment, on one node: true at most once in `apart`,
/// and, when nothing changed since, once in `idle`.
pub(crate) async fn take_sample(
    db: &Db,
    connection: &str,
    now: i64,
    apart: i64,
    idle: i64,
) -> Result<bool> {
    let taken = db
        .execute(
            "UPDATE monitor_feeds SET sampled_at = $2, sampled_revision = revision
             WHERE connection = $1 AND (sampled_at IS NULL OR sampled_at > $2
                 OR sampled_at <= $2 - $4
                 OR (sampled_at <= $2 - $3 AND sampled_revision <> revision))",
            args![connection, now, apart, idle],
        )
        .await?;
    Ok(taken > 0)
}

/// Takes the lock for what changes nothing that anybody is told of.
pub(crate) async fn still(tx: &mut Tx, connection: &str) -> Result<()> {
    tx.execute(
        "UPDATE monitor_feeds SET revision = revision WHERE connection = $1",
        args![connection],
    )
    .await?;
    Ok(())
}
