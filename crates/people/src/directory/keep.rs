//! Writing people into the directory, many at a time.

use std::collections::{HashMap, HashSet};

use store::{AssertSqlSafe, StoreError, Tx, Value, args};

use super::{
    known::{Kept, known},
    leave::remove,
};
use crate::{Person, person::micros};

/// Rows of one statement: SQLite takes 32 766 arguments.
const CHUNK: usize = 500;

const COLUMNS: [&str; 21] = [
    "connection",
    "zoom_id",
    "email",
    "email_key",
    "first_name",
    "last_name",
    "display_name",
    "type",
    "status",
    "role_id",
    "role_name",
    "dept",
    "logins",
    "timezone",
    "client",
    "last_login_at",
    "created_at",
    "verified",
    "seen_at",
    "event_at",
    "rev",
];

/// Nobody else writes this connection's directory until the transaction ends. The answer is the
/// revision that this transaction writes: they follow each other as the transactions do.
pub(super) async fn hold(tx: &mut Tx, connection: &str) -> Result<i64, StoreError> {
    let row = tx
        .row(
            "INSERT INTO people_walks AS w (connection, revision, started_at, status, token, seen,
                 total, done_at, said, said_at)
             VALUES ($1, 1, 0, '', '', 0, 0, 0, '', 0)
             ON CONFLICT (connection) DO UPDATE SET revision = w.revision + 1
             RETURNING revision",
            args![connection],
        )
        .await?;
    row.map_or(Ok(0), |row| row.i64("revision"))
}

/// When somebody is written: the revision, and the time of the event that told, 0 where none did.
#[derive(Clone, Copy)]
struct Writing {
    revision: i64,
    event_at: i64,
}

/// Keeps `people` as they are now; who was known under the same id or address is overwritten.
/// `event_at` is the time of the event that told, 0 where none did.
pub(crate) async fn keep(
    tx: &mut Tx,
    connection: &str,
    people: &[Person],
    event_at: i64,
) -> Result<(), StoreError> {
    let revision = hold(tx, connection).await?;
    let writing = Writing { revision, event_at };
    for chunk in people.chunks(CHUNK) {
        chunked(tx, connection, chunk, writing).await?;
    }
    Ok(())
}

async fn chunked(
    tx: &mut Tx,
    connection: &str,
    people: &[Person],
    writing: Writing,
) -> Result<(), StoreError> {
    let known = known(tx, connection, people).await?;
    let mut by_id: HashMap<&str, &Kept> = HashMap::new();
    let mut by_email: HashMap<Vec<u8>, &Kept> = HashMap::new();
    for kept in &known {
        if !kept.person.id.is_empty() {
            by_id.insert(&kept.person.id, kept);
        }
        by_email.insert(kept.person.email_key(), kept);
    }
    let (mut same, mut new, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for person in people {
        let email = person.email_key();
        if seen.contains(&email) {
            continue;
        }
        let own = by_id.get(person.id.as_str()).copied();
        let other = by_email.get(&email).copied();
        // Somebody else held this address before: they are gone or have another one.
        if let (Some(own), Some(other)) = (own, other)
            && own.id != other.id
        {
            remove(tx, connection, other, writing.revision).await?;
        }
        match own.or(other) {
            Some(kept) if unchanged(&kept.person, person) && writing.event_at <= kept.event_at => {
                same.push((kept.id, micros(person.seen_at)));
            }
            Some(kept) => change(tx, connection, kept, person, writing).await?,
            None => new.push(person),
        }
        seen.insert(email);
    }
    touch(tx, &same).await?;
    insert(tx, connection, &new, writing).await
}

fn unchanged(was: &Person, is: &Person) -> bool {
    let seen_at = is.seen_at;
    Person {
        seen_at,
        ..was.clone()
    } == *is
}

/// Seen again as they were: one statement per time, and no new revision of them.
async fn touch(tx: &mut Tx, same: &[(i64, i64)]) -> Result<(), StoreError> {
    let Some((_, seen_at)) = same.first() else {
        return Ok(());
    };
    let mut values: Vec<Value> = args![*seen_at];
    let places: Vec<String> = same
        .iter()
        .map(|(id, _)| {
            values.push((*id).into());
            format!("${}", values.len())
        })
        .collect();
    let sql = format!(
        "UPDATE people_users SET seen_at = $1 WHERE id IN ({})",
        places.join(", ")
    );
    tx.execute(AssertSqlSafe(sql), values).await?;
    Ok(())
}

fn row_of(connection: &str, person: &Person, writing: Writing) -> Vec<Value> {
    args![
        connection,
        person.id.as_str(),
        person.email.as_str(),
        person.email_key(),
        person.first_name.as_str(),
        person.last_name.as_str(),
        person.display_name.as_str(),
        person.kind,
        person.status.as_str(),
        person.role_id.as_str(),
        person.role_name.as_str(),
        person.dept.as_str(),
        person.logins(),
        person.timezone.as_str(),
        person.last_client_version.as_str(),
        micros(person.last_login_at),
        micros(person.created_at),
        person.verified,
        micros(person.seen_at),
        writing.event_at,
        writing.revision,
    ]
}

async fn change(
    tx: &mut Tx,
    connection: &str,
    kept: &Kept,
    person: &Person,
    writing: Writing,
) -> Result<(), StoreError> {
    let event_at = writing.event_at.max(kept.event_at);
    let mut values = row_of(
        connection,
        person,
        Writing {
            event_at,
            ..writing
        },
    );
    values.push(kept.id.into());
    let sets: Vec<String> = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{column} = ${}", at + 1))
        .collect();
    let sql = format!(
        "UPDATE people_users SET {} WHERE id = ${}",
        sets.join(", "),
        values.len()
    );
    tx.execute(AssertSqlSafe(sql), values).await?;
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    connection: &str,
    people: &[&Person],
    writing: Writing,
) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    let mut values = Vec::new();
    let mut rows = Vec::new();
    for person in people {
        let from = values.len();
        values.extend(row_of(connection, person, writing));
        rows.push(places(from, values.len()));
    }
    let sql = format!(
        "INSERT INTO people_users ({}) VALUES {}",
        COLUMNS.join(", "),
        rows.join(", ")
    );
    tx.execute(AssertSqlSafe(sql), values).await?;
    Ok(())
}

fn places(from: usize, to: usize) -> String {
    let places: Vec<String> = (from + 1..=to).map(|place| format!("${place}")).collect();
    format!("({})", places.join(", "))
}

/// People as a page of the list tells of them, with what is known from elsewhere: the list names
/// no role and no way to sign in where it has nothing to say.
pub(super) async fn laid_over(
    tx: &mut Tx,
    connection: &str,
    met: &[Person],
) -> Result<Vec<Person>, StoreError> {
    let mut all = Vec::with_capacity(met.len());
    for chunk in met.chunks(CHUNK) {
        let known = known(tx, connection, chunk).await?;
        let known: HashMap<Vec<u8>, Person> = known
            .into_iter()
            .map(|kept| (kept.person.email_key(), kept.person))
            .collect();
        all.extend(
            chunk
                .iter()
                .map(|person| match known.get(&person.email_key()) {
                    None => person.clone(),
                    Some(known) => Person {
                        role_name: either(&person.role_name, &known.role_name),
                        role_id: either(&person.role_id, &known.role_id),
                        login_types: if person.login_types.is_empty() {
                            known.login_types.clone()
                        } else {
                            person.login_types.clone()
                        },
                        ..person.clone()
                    },
                }),
        );
    }
    Ok(all)
}

fn either(told: &str, known: &str) -> String {
    if told.is_empty() { known } else { told }.to_owned()
}
