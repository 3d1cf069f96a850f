//! Instances and people in the database, and how they are read.

use store::{Db, Result, Row, Tx, args};

use super::{instance::Instance, person::Person, view::LiveMeeting};
use crate::history::instant;

/// An instance as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InstanceRow {
    pub(crate) uuid: String,
    pub(crate) doc: Instance,
    /// People inside whom somebody named.
    pub(crate) inside: i64,
    /// People in the waiting room.
    pub(crate) waiting: i64,
    /// People who wait for the host to begin.
    pub(crate) early: i64,
    /// People inside at the dashboard's last look whom somebody named.
    pub(crate) inside_then: i64,
    /// The most people at once, where it is worked out.
    pub(crate) peak: Option<i64>,
}

impl InstanceRow {
    /// People whom the dashboard counts and nobody named.
    pub(crate) fn unnamed(&self) -> u64 {
        let counted = self.doc.look.get().copied().unwrap_or(0);
        count(counted - self.inside_then)
    }

    /// People inside now.
    pub(crate) fn participants(&self) -> u64 {
        if self.doc.live() {
            count(self.inside) + self.unnamed()
        } else {
            0
        }
    }

    /// The row as a page lists it.
    pub(crate) fn meeting(&self) -> LiveMeeting {
        let doc = &self.doc;
        let live = doc.live();
        let early = if doc.started.0.is_none() {
            self.early
        } else {
            0
        };
        let participants = self.participants();
        let counted = count(doc.counted.0.unwrap_or(0));
        LiveMeeting {
            uuid: self.uuid.clone(),
            meeting_id: doc.meeting_id.get().cloned().unwrap_or_default(),
            topic: doc.topic.get().cloned(),
            kind: doc.kind(),
            host_id: doc.host_id.get().cloned(),
            host_name: doc.host_name.get().or(doc.host_email.get()).cloned(),
            started_at: doc.started_at().map(instant),
            participants,
            waiting: if live { count(self.waiting + early) } else { 0 },
            peak: count(self.peak.unwrap_or(0)).max(counted).max(participants),
            features: if live { doc.in_use() } else { Vec::new() },
        }
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

const COLUMNS: &str = "uuid, doc, inside, waiting, early, inside_then, peak";

/// Everything under way.
pub(crate) async fn live(db: &Db, connection: &str) -> Result<Vec<InstanceRow>> {
    let rows = db
        .rows(
            store::AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_instances WHERE connection = $1 AND live = 1"
            )),
            args![connection],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One instance.
pub(crate) async fn instance(db: &Db, connection: &str, uuid: &str) -> Result<Option<InstanceRow>> {
    let row = db
        .row(
            store::AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_instances WHERE connection = $1 AND uuid = $2"
            )),
            args![connection, uuid],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The people of an instance.
pub(crate) async fn people(db: &Db, connection: &str, uuid: &str) -> Result<Vec<Person>> {
    let rows = db
        .rows(
            "SELECT doc FROM monitor_people WHERE connection = $1 AND uuid = $2 ORDER BY person",
            args![connection, uuid],
        )
        .await?;
    rows.iter().map(|row| Ok(open(&row.text("doc")?))).collect()
}

pub(super) fn read(row: &Row) -> Result<InstanceRow> {
    Ok(InstanceRow {
        uuid: row.text("uuid")?,
        doc: open(&row.text("doc")?),
        inside: row.i64("inside")?,
        waiting: row.i64("waiting")?,
        early: row.i64("early")?,
        inside_then: row.i64("inside_then")?,
        peak: row.opt_i64("peak")?,
    })
}

/// A document; one that another version wrote in a way that cannot be read is begun anew, and
/// filled by the events and looks that follow.
pub(super) fn open<T: serde::de::DeserializeOwned + Default>(doc: &str) -> T {
    serde_json::from_str(doc).unwrap_or_default()
}

pub(super) fn close<T: serde::Serialize>(doc: &T) -> String {
    serde_json::to_string(doc).unwrap_or_else(|_| "{}".to_owned())
}

/// Everything under way, within a transaction.
pub(crate) async fn live_in(tx: &mut Tx, connection: &str) -> Result<Vec<InstanceRow>> {
    let rows = tx
        .rows(
            store::AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_instances WHERE connection = $1 AND live = 1"
            )),
            args![connection],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// One instance, within a transaction.
pub(crate) async fn instance_in(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
) -> Result<Option<InstanceRow>> {
    let row = tx
        .row(
            store::AssertSqlSafe(format!(
                "SELECT {COLUMNS} FROM monitor_instances WHERE connection = $1 AND uuid = $2"
            )),
            args![connection, uuid],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// The people of an instance with their keys, within a transaction.
pub(crate) async fn people_in(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
) -> Result<Vec<(String, Person)>> {
    let rows = tx
        .rows(
            "SELECT person, doc FROM monitor_people
             WHERE connection = $1 AND uuid = $2 ORDER BY person",
            args![connection, uuid],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("person")?, open(&row.text("doc")?))))
        .collect()
}
