//! Instances and people in the database: read, merged, written back.
//!
//! A merge reads the row, joins what is new and writes only what changed, under the lock of the
//! connection's feed. An event that says nothing new therefore costs no write.

use store::{Db, Result, Row, Tx, args};

use super::{instance::Instance, lattice::Merge, person::Person, view::LiveMeeting};
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

fn read(row: &Row) -> Result<InstanceRow> {
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
fn open<T: serde::de::DeserializeOwned + Default>(doc: &str) -> T {
    serde_json::from_str(doc).unwrap_or_default()
}

fn close<T: serde::Serialize>(doc: &T) -> String {
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

/// Joins what is new about an instance, and about somebody in it, with what is known.
pub(crate) async fn merge(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
    news: Instance,
    person: Option<(&str, Person)>,
) -> Result<()> {
    let key = person.as_ref().map_or("", |(key, _)| *key);
    let found = tx
        .row(
            "SELECT i.uuid, i.doc, i.inside, i.waiting, i.early, i.inside_then, i.peak,
                 p.doc AS person
             FROM monitor_instances AS i LEFT JOIN monitor_people AS p
                 ON p.connection = i.connection AND p.uuid = i.uuid AND p.person = $3
             WHERE i.connection = $1 AND i.uuid = $2",
            args![connection, uuid, key],
        )
        .await?;
    let (known, mut row, known_person) = match &found {
        Some(found) => {
            let row = read(found)?;
            (Some(row.doc.clone()), row, found.opt_text("person")?)
        }
        None => (None, fresh(uuid), None),
    };
    row.doc.merge(news);
    let mut changed = known.as_ref() != Some(&row.doc);
    if let Some((key, news)) = person {
        let before: Person = known_person.as_deref().map(open).unwrap_or_default();
        let mut after = before.clone();
        after.merge(news);
        if after != before || known_person.is_none() {
            changed = true;
            row.peak = None;
            row.inside += i64::from(after.inside()) - i64::from(before.inside());
            row.waiting += i64::from(after.waiting()) - i64::from(before.waiting());
            row.early += i64::from(after.waiting_for_host()) - i64::from(before.waiting_for_host());
            if let Some(look) = row.doc.look.at() {
                row.inside_then +=
                    i64::from(after.inside_at(look)) - i64::from(before.inside_at(look));
            }
            write_person(tx, connection, uuid, key, &after).await?;
        }
    }
    let looked = |doc: &Instance| doc.look.at();
    if known.as_ref().and_then(looked) != looked(&row.doc)
        && let Some(look) = looked(&row.doc)
    {
        let people = people_in(tx, connection, uuid).await?;
        let there = people
            .iter()
            .filter(|(_, person)| person.inside_at(look))
            .count();
        row.inside_then = i64::try_from(there).unwrap_or(i64::MAX);
    }
    if changed {
        write(tx, connection, &row).await?;
    }
    Ok(())
}

fn fresh(uuid: &str) -> InstanceRow {
    InstanceRow {
        uuid: uuid.to_owned(),
        doc: Instance::default(),
        inside: 0,
        waiting: 0,
        early: 0,
        inside_then: 0,
        peak: None,
    }
}

async fn write(tx: &mut Tx, connection: &str, row: &InstanceRow) -> Result<()> {
    tx.execute(
        "INSERT INTO monitor_instances
         (connection, uuid, live, inside, waiting, early, inside_then, peak, touched_at, doc)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (connection, uuid) DO UPDATE
         SET live = excluded.live, inside = excluded.inside, waiting = excluded.waiting,
             early = excluded.early, inside_then = excluded.inside_then, peak = excluded.peak,
             touched_at = excluded.touched_at, doc = excluded.doc",
        args![
            connection,
            &row.uuid,
            row.doc.live(),
            row.inside,
            row.waiting,
            row.early,
            row.inside_then,
            row.peak,
            row.doc.touched(),
            close(&row.doc)
        ],
    )
    .await?;
    Ok(())
}

async fn write_person(
    tx: &mut Tx,
    connection: &str,
    uuid: &str,
    person: &str,
    doc: &Person,
) -> Result<()> {
    tx.execute(
        "INSERT INTO monitor_people (connection, uuid, person, doc) VALUES ($1, $2, $3, $4)
         ON CONFLICT (connection, uuid, person) DO UPDATE SET doc = excluded.doc",
        args![connection, uuid, person, close(doc)],
    )
    .await?;
    Ok(())
}
