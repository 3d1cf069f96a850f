//! Who is there: of each person the latest sign-in, sign-out and presence that events told.
//!
//! The later word wins, whichever came first; so the same events in any order end in the same row.
//! One row a person, so that a day of a large account costs no more than its people.

use std::collections::BTreeMap;

use store::{Bulk, Db, Result, Row, Tx, args};

use super::{lattice::Merge, wire::Object};

/// What is known of somebody's being there; 0 is never.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sign {
    signed_in_at: i64,
    signed_out_at: i64,
    /// When it was said, and Zoom's word: `Available`, `In_Meeting`, …
    status: (i64, String),
}

/// Zoom's word for nobody.
const OFFLINE: &str = "Offline";

impl Sign {
    /// What an event says, and of whom.
    pub(super) fn of(event: &str, at: i64, object: &Object) -> Option<(String, Self)> {
        let mut sign = Self::default();
        match event {
            "user.signed_in" => sign.signed_in_at = at,
            "user.signed_out" => sign.signed_out_at = at,
            "user.presence_status_updated" => {
                sign.status = (at, object.presence_status.take()?);
            }
            // Nobody tells that they are gone, once they are.
            "user.deleted" | "user.disassociated" | "user.deactivated" => {
                sign.signed_out_at = at;
                sign.status = (at, OFFLINE.to_owned());
            }
            _ => return None,
        }
        let person = object.id.take().or_else(|| object.email.take())?;
        Some((person, sign))
    }

    fn touched(&self) -> i64 {
        self.signed_in_at.max(self.signed_out_at).max(self.status.0)
    }
}

impl Merge for Sign {
    fn merge(&mut self, other: Self) {
        self.signed_in_at = self.signed_in_at.max(other.signed_in_at);
        self.signed_out_at = self.signed_out_at.max(other.signed_out_at);
        if other.status > self.status {
            self.status = other.status;
        }
    }
}

/// What a batch says of people.
#[derive(Debug, Default)]
pub(crate) struct Signs(BTreeMap<String, Sign>);

static KNOWN: Bulk = Bulk::new(
    "WITH keys (connection, person) AS (",
    2,
    ") SELECT p.person, p.signed_in_at, p.signed_out_at, p.status_at, p.status
        FROM keys AS k JOIN monitor_presence AS p
            ON p.connection = k.connection AND p.person = k.person",
);

static KEEP: Bulk = Bulk::new(
    "INSERT INTO monitor_presence
         (connection, person, signed_in_at, signed_out_at, status_at, status, touched_at)",
    7,
    "ON CONFLICT (connection, person) DO UPDATE
     SET signed_in_at = excluded.signed_in_at, signed_out_at = excluded.signed_out_at,
         status_at = excluded.status_at, status = excluded.status,
         touched_at = excluded.touched_at",
);

impl Signs {
    pub(crate) fn add(&mut self, person: String, sign: Sign) {
        self.0.entry(person).or_default().merge(sign);
    }

    /// Joins them with what is known. Under the lock of the connection's feed.
    pub(crate) async fn keep(self, tx: &mut Tx, connection: &str) -> Result<()> {
        let Self(mut signs) = self;
        let keys = signs.keys().flat_map(|person| args![connection, person]);
        for row in KNOWN.rows(tx, keys.collect()).await? {
            let known = read(&row)?;
            if let Some(sign) = signs.get_mut(&row.text("person")?) {
                sign.merge(known);
            }
        }
        let values = signs.into_iter().flat_map(|(person, sign)| {
            let touched = sign.touched();
            let (status_at, status) = sign.status;
            args![
                connection,
                person,
                sign.signed_in_at,
                sign.signed_out_at,
                status_at,
                status,
                touched
            ]
        });
        KEEP.execute(tx, values.collect()).await?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<Sign> {
    Ok(Sign {
        signed_in_at: row.i64("signed_in_at")?,
        signed_out_at: row.i64("signed_out_at")?,
        status: (row.i64("status_at")?, row.text("status")?),
    })
}

/// Everybody's being there, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Presences {
    /// People whose latest presence is so; those who are offline too.
    pub(crate) by_status: Vec<(String, i64)>,
    /// People who signed in within the last 24 hours.
    pub(crate) signed_in_today: i64,
    /// People whose latest sign-in is later than their latest sign-out.
    pub(crate) signed_in: i64,
}

const DAY: i64 = 24 * super::counted::HOUR;

/// Counts who is there.
pub(crate) async fn counted(db: &Db, connection: &str, now: i64) -> Result<Presences> {
    let mut all = Presences::default();
    for row in db
        .rows(
            "SELECT status, CAST(COUNT(*) AS BIGINT) AS people FROM monitor_presence
             WHERE connection = $1 AND status <> '' GROUP BY status ORDER BY status",
            args![connection],
        )
        .await?
    {
        all.by_status
            .push((row.text("status")?, row.i64("people")?));
    }
    let row = db
        .row(
            "SELECT CAST(COALESCE(SUM(CASE WHEN signed_in_at > $2 THEN 1 ELSE 0 END), 0) AS BIGINT)
                 AS today,
             CAST(COALESCE(SUM(CASE WHEN signed_in_at > signed_out_at THEN 1 ELSE 0 END), 0)
                 AS BIGINT) AS inside
             FROM monitor_presence WHERE connection = $1",
            args![connection, now - DAY],
        )
        .await?;
    if let Some(row) = row {
        all.signed_in_today = row.i64("today")?;
        all.signed_in = row.i64("inside")?;
    }
    Ok(all)
}
