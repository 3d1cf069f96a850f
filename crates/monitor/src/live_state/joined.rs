//! What is new about instances and people, joined with what is known of them.
//!
//! A join reads the rows that the news touch, joins and writes only what changed, under the lock of
//! the connection's feed. News that say nothing new therefore cost no write, and however many of
//! them are about the same meeting, its row is read and written once.

use std::collections::{BTreeMap, HashMap};

use store::{Bulk, Result, Tx, Value, args};

use super::{
    instance::Instance,
    lattice::Merge,
    person::Person,
    rows::{self, InstanceRow},
};

/// What is new, joined as far as it is about the same.
#[derive(Debug, Default)]
pub(crate) struct Pieces(BTreeMap<String, About>);

/// About one instance, and about people in it by their keys.
#[derive(Debug, Default)]
struct About {
    instance: Instance,
    people: BTreeMap<String, Person>,
}

impl Pieces {
    /// About the instance `uuid`, and maybe somebody in it.
    pub(crate) fn add(
        &mut self,
        uuid: impl Into<String>,
        instance: Instance,
        person: Option<(String, Person)>,
    ) {
        let about = self.0.entry(uuid.into()).or_default();
        about.instance.merge(instance);
        if let Some((key, person)) = person {
            about.people.entry(key).or_default().merge(person);
        }
    }

    /// Joins it with what is known. Under the lock of the connection's feed.
    pub(crate) async fn keep(self, tx: &mut Tx, connection: &str) -> Result<()> {
        let mut known = instances(tx, connection, &self).await?;
        let mut known_people = people(tx, connection, &self).await?;
        let (mut changed, mut changed_people) = (Vec::new(), Vec::new());
        for (uuid, news) in self.0 {
            let before = known.remove(&uuid);
            let mut row = before.clone().unwrap_or_else(|| fresh(&uuid));
            row.doc.merge(news.instance);
            for (key, news) in news.people {
                let known = known_people.remove(&(uuid.clone(), key.clone()));
                let mut person = known.clone().unwrap_or_default();
                person.merge(news);
                if known.as_ref() != Some(&person) {
                    recount(&mut row, &known.unwrap_or_default(), &person);
                    let doc = rows::close(&person);
                    changed_people.extend(args![connection, &uuid, key, doc]);
                }
            }
            let looked = row.doc.look.at();
            let is_looked_at_anew = looked != before.as_ref().and_then(|row| row.doc.look.at());
            if before.as_ref() != Some(&row) {
                changed.push((row, looked.filter(|_| is_looked_at_anew)));
            }
        }
        PEOPLE.execute(tx, changed_people).await?;
        let mut values = Vec::new();
        for (mut row, look) in changed {
            if let Some(look) = look {
                row.inside_then = inside_at(tx, connection, &row.uuid, look).await?;
            }
            values.extend(columns(connection, &row));
        }
        INSTANCES.execute(tx, values).await?;
        Ok(())
    }
}

/// Joins what is new about one instance, and maybe somebody in it, with what is known.
pub(crate) async fn join(tx: &mut Tx, connection: &str, uuid: &str, news: Instance) -> Result<()> {
    let mut pieces = Pieces::default();
    pieces.add(uuid, news, None);
    pieces.keep(tx, connection).await
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

/// Somebody in it changed: how many are where, and how many were at the dashboard's last look. The
/// most at once is worked out again later.
fn recount(row: &mut InstanceRow, before: &Person, after: &Person) {
    let step = |is: &dyn Fn(&Person) -> bool| i64::from(is(after)) - i64::from(is(before));
    row.peak = None;
    row.inside += step(&Person::inside);
    row.waiting += step(&Person::waiting);
    row.early += step(&Person::waiting_for_host);
    if let Some(look) = row.doc.look.at() {
        row.inside_then += step(&|person| person.inside_at(look));
    }
}

async fn inside_at(tx: &mut Tx, connection: &str, uuid: &str, look: i64) -> Result<i64> {
    let people = rows::people_in(tx, connection, uuid).await?;
    let inside = people.iter().filter(|(_, person)| person.inside_at(look));
    Ok(i64::try_from(inside.count()).unwrap_or(i64::MAX))
}

async fn instances(
    tx: &mut Tx,
    connection: &str,
    pieces: &Pieces,
) -> Result<HashMap<String, InstanceRow>> {
    static KNOWN: Bulk = Bulk::new(
        "WITH keys (connection, uuid) AS (",
        2,
        ") SELECT i.uuid, i.doc, i.inside, i.waiting, i.early, i.inside_then, i.peak
            FROM keys AS k JOIN monitor_instances AS i
                ON i.connection = k.connection AND i.uuid = k.uuid",
    );
    let keys = pieces.0.keys().flat_map(|uuid| args![connection, uuid]);
    let found = KNOWN.rows(tx, keys.collect()).await?;
    let rows = found.iter().map(|row| {
        let row = rows::read(row)?;
        Ok((row.uuid.clone(), row))
    });
    rows.collect()
}

async fn people(
    tx: &mut Tx,
    connection: &str,
    pieces: &Pieces,
) -> Result<HashMap<(String, String), Person>> {
    static KNOWN: Bulk = Bulk::new(
        "WITH keys (connection, uuid, person) AS (",
        3,
        ") SELECT p.uuid, p.person, p.doc
            FROM keys AS k JOIN monitor_people AS p
                ON p.connection = k.connection AND p.uuid = k.uuid AND p.person = k.person",
    );
    let keys = pieces.0.iter().flat_map(|(uuid, about)| {
        let keys = about.people.keys();
        keys.flat_map(move |key| args![connection, uuid, key])
    });
    let found = KNOWN.rows(tx, keys.collect()).await?;
    let people = found.iter().map(|row| {
        let key = (row.text("uuid")?, row.text("person")?);
        Ok((key, rows::open(&row.text("doc")?)))
    });
    people.collect()
}

static INSTANCES: Bulk = Bulk::new(
    "INSERT INTO monitor_instances
     (connection, uuid, live, inside, waiting, early, inside_then, peak, touched_at, doc)",
    10,
    "ON CONFLICT (connection, uuid) DO UPDATE
     SET live = excluded.live, inside = excluded.inside, waiting = excluded.waiting,
         early = excluded.early, inside_then = excluded.inside_then, peak = excluded.peak,
         touched_at = excluded.touched_at, doc = excluded.doc",
);

fn columns(connection: &str, row: &InstanceRow) -> Vec<Value> {
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
        rows::close(&row.doc)
    ]
}

static PEOPLE: Bulk = Bulk::new(
    "INSERT INTO monitor_people (connection, uuid, person, doc)",
    4,
    "ON CONFLICT (connection, uuid, person) DO UPDATE SET doc = excluded.doc",
);
