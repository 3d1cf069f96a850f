//! Writing people into the directory, many at a time.

use std::collections::HashMap;

use jiff::Timestamp;
use store::{AssertSqlSafe, Db, StoreError, Tx, Value, args};

use super::facets::Counts;
use crate::{
    Person,
    person::{email_key, micros},
    words::search_words,
};

/// Rows of one statement: SQLite takes 32 766 arguments.
const CHUNK: usize = 500;

const COLUMNS: [&str; 22] = [
    "connection",
    "zoom_id",
    "email",
    "email_key",
    "first_name",
    "last_name",
    "display_name",
    "name_key",
    "type",
    "status",
    "role_id",
    "role_name",
    "dept",
    "dept_key",
    "logins",
    "timezone",
    "client",
    "last_login_at",
    "created_at",
    "verified",
    "seen_at",
    "event_at",
];

/// What a reader needs of a row.
pub(super) const READ: &str = "u.id, u.zoom_id, u.email, u.first_name, u.last_name, u.display_name, \
    u.type, u.status, u.role_id, u.role_name, u.dept, u.logins, u.timezone, u.client, \
    u.last_login_at, u.created_at, u.verified, u.seen_at, u.event_at";

/// Somebody with their place in the table and the time of the last event about them.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    id: i64,
    pub(super) person: Person,
    pub(super) event_at: i64,
}

/// Nobody else writes this connection's directory until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, connection: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO people_walks AS w (connection, revision, started_at, status, token, seen,
             total, done_at, said, said_at)
         VALUES ($1, 1, 0, '', '', 0, 0, 0, '', 0)
         ON CONFLICT (connection) DO UPDATE SET revision = w.revision + 1",
        args![connection],
    )
    .await?;
    Ok(())
}

/// Keeps `people` as they are now; who was known under the same id or address is overwritten.
/// `event_at` is the time of the event that told, 0 where none did.
pub(crate) async fn keep(
    tx: &mut Tx,
    connection: &str,
    people: &[Person],
    event_at: i64,
) -> Result<(), StoreError> {
    hold(tx, connection).await?;
    let mut counts = Counts::default();
    for chunk in people.chunks(CHUNK) {
        chunked(tx, connection, chunk, event_at, &mut counts).await?;
    }
    counts.write(tx, connection).await
}

async fn chunked(
    tx: &mut Tx,
    connection: &str,
    people: &[Person],
    event_at: i64,
    counts: &mut Counts,
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
    let (mut same, mut new, mut seen) = (Vec::new(), Vec::new(), Vec::new());
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
            remove(tx, other, counts).await?;
        }
        match own.or(other) {
            Some(kept) if unchanged(&kept.person, person) && event_at <= kept.event_at => {
                same.push((kept.id, micros(person.seen_at)));
            }
            Some(kept) => change(tx, connection, kept, person, event_at, counts).await?,
            None => new.push(person),
        }
        seen.push(email);
    }
    touch(tx, &same).await?;
    insert(tx, connection, &new, event_at, counts).await
}

fn unchanged(was: &Person, is: &Person) -> bool {
    let seen_at = is.seen_at;
    Person {
        seen_at,
        ..was.clone()
    } == *is
}

async fn known(tx: &mut Tx, connection: &str, people: &[Person]) -> Result<Vec<Kept>, StoreError> {
    let mut values: Vec<Value> = args![connection];
    let mut ids = Vec::new();
    let mut emails = Vec::new();
    for person in people {
        if !person.id.is_empty() {
            values.push(person.id.as_str().into());
            ids.push(format!("${}", values.len()));
        }
        values.push(person.email_key().into());
        emails.push(format!("${}", values.len()));
    }
    let emails = emails.join(", ");
    let by_id = if ids.is_empty() {
        String::new()
    } else {
        // Two indexes, two lookups: one condition over both would read everything.
        format!(
            "SELECT {READ} FROM people_users u WHERE u.connection = $1 AND u.zoom_id IN ({})
             UNION ",
            ids.join(", ")
        )
    };
    let sql = format!(
        "{by_id}SELECT {READ} FROM people_users u WHERE u.connection = $1 AND u.email_key IN ({emails})"
    );
    let rows = tx.rows(AssertSqlSafe(sql), values).await?;
    rows.iter().map(kept).collect()
}

fn kept(row: &store::Row) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: row.i64("id")?,
        person: Person::read(row)?,
        event_at: row.i64("event_at")?,
    })
}

/// Seen again as they were: one statement per time.
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

fn row_of(connection: &str, person: &Person, event_at: i64) -> Vec<Value> {
    args![
        connection,
        person.id.as_str(),
        person.email.as_str(),
        person.email_key(),
        person.first_name.as_str(),
        person.last_name.as_str(),
        person.display_name.as_str(),
        person.name_key(),
        person.kind,
        person.status.as_str(),
        person.role_id.as_str(),
        person.role_name.as_str(),
        person.dept.as_str(),
        person.dept_key(),
        person.logins(),
        person.timezone.as_str(),
        person.last_client_version.as_str(),
        micros(person.last_login_at),
        micros(person.created_at),
        person.verified,
        micros(person.seen_at),
        event_at,
    ]
}

async fn change(
    tx: &mut Tx,
    connection: &str,
    kept: &Kept,
    person: &Person,
    event_at: i64,
    counts: &mut Counts,
) -> Result<(), StoreError> {
    let mut values = row_of(connection, person, event_at.max(kept.event_at));
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
    if kept.person.texts() != person.texts() || kept.person.login_types != person.login_types {
        tx.execute("DELETE FROM people_words WHERE person = $1", args![kept.id])
            .await?;
        words(tx, connection, &[(kept.id, person)]).await?;
    }
    counts.one(&kept.person, -1);
    counts.one(person, 1);
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    connection: &str,
    people: &[&Person],
    event_at: i64,
    counts: &mut Counts,
) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    let mut values = Vec::new();
    let mut rows = Vec::new();
    for person in people {
        let from = values.len();
        values.extend(row_of(connection, person, event_at));
        rows.push(places(from, values.len()));
        counts.one(person, 1);
    }
    let sql = format!(
        "INSERT INTO people_users ({}) VALUES {} RETURNING id, email_key",
        COLUMNS.join(", "),
        rows.join(", ")
    );
    let made = tx.rows(AssertSqlSafe(sql), values).await?;
    let ids: HashMap<Vec<u8>, i64> = made
        .iter()
        .map(|row| Ok((row.blob("email_key")?, row.i64("id")?)))
        .collect::<Result<_, StoreError>>()?;
    let placed: Vec<(i64, &Person)> = people
        .iter()
        .filter_map(|person| Some((*ids.get(&person.email_key())?, *person)))
        .collect();
    words(tx, connection, &placed).await
}

fn places(from: usize, to: usize) -> String {
    let places: Vec<String> = (from + 1..=to).map(|place| format!("${place}")).collect();
    format!("({})", places.join(", "))
}

/// The word by which a way to sign in is found: no text begins with this byte.
pub(super) fn login_word(number: &str) -> Vec<u8> {
    [b"\x01login ", number.as_bytes(), b"."].concat()
}

async fn words(tx: &mut Tx, connection: &str, people: &[(i64, &Person)]) -> Result<(), StoreError> {
    let mut values: Vec<Value> = args![connection];
    let mut rows = Vec::new();
    for (id, person) in people {
        let texts = search_words(person.texts())
            .into_iter()
            .map(String::into_bytes);
        let logins = person
            .login_types
            .iter()
            .map(|login| login_word(&login.to_string()));
        for word in texts.chain(logins) {
            values.push(word.into());
            values.push((*id).into());
            rows.push(format!("($1, ${}, ${})", values.len() - 1, values.len()));
        }
        if values.len() > 20_000 {
            write_words(
                tx,
                std::mem::take(&mut rows),
                std::mem::replace(&mut values, args![connection]),
            )
            .await?;
        }
    }
    write_words(tx, rows, values).await
}

async fn write_words(tx: &mut Tx, rows: Vec<String>, values: Vec<Value>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO people_words (connection, word, person) VALUES {}",
        rows.join(", ")
    );
    tx.execute(AssertSqlSafe(sql), values).await?;
    Ok(())
}

async fn remove(tx: &mut Tx, kept: &Kept, counts: &mut Counts) -> Result<(), StoreError> {
    tx.execute("DELETE FROM people_words WHERE person = $1", args![kept.id])
        .await?;
    tx.execute("DELETE FROM people_users WHERE id = $1", args![kept.id])
        .await?;
    counts.one(&kept.person, -1);
    Ok(())
}

/// Somebody by Zoom's id or by their address.
pub(super) async fn find_in(
    tx: &mut Tx,
    connection: &str,
    key: &str,
) -> Result<Option<Kept>, StoreError> {
    let sql = format!(
        "SELECT {READ} FROM people_users u WHERE u.connection = $1
             AND (u.zoom_id = $2 OR u.email_key = $3)"
    );
    let row = tx
        .row(AssertSqlSafe(sql), args![connection, key, email_key(key)])
        .await?;
    row.as_ref().map(kept).transpose()
}

/// Somebody by Zoom's id or by their address.
pub(crate) async fn find(
    db: &Db,
    connection: &str,
    key: &str,
) -> Result<Option<Person>, StoreError> {
    if key.trim().is_empty() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {READ} FROM people_users u WHERE u.connection = $1
             AND (u.zoom_id = $2 OR u.email_key = $3)"
    );
    let row = db
        .row(
            AssertSqlSafe(sql),
            args![connection, key.trim(), email_key(key)],
        )
        .await?;
    row.as_ref().map(Person::read).transpose()
}

/// Somebody left. What still comes of them, late, does not bring them back.
pub(crate) async fn forget(
    tx: &mut Tx,
    connection: &str,
    key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    hold(tx, connection).await?;
    let kept = find_in(tx, connection, key).await?;
    let id = kept.as_ref().map_or(key, |kept| kept.person.key());
    tx.execute(
        "INSERT INTO people_gone (connection, zoom_id, gone_at) VALUES ($1, $2, $3)
         ON CONFLICT (connection, zoom_id) DO UPDATE SET gone_at = excluded.gone_at",
        args![connection, id, at.as_microsecond()],
    )
    .await?;
    if let Some(kept) = kept {
        let mut counts = Counts::default();
        remove(tx, &kept, &mut counts).await?;
        counts.write(tx, connection).await?;
    }
    Ok(())
}

/// Whether somebody left after `at`.
pub(super) async fn gone_since(
    tx: &mut Tx,
    connection: &str,
    id: &str,
    at: i64,
) -> Result<bool, StoreError> {
    let row = tx
        .row(
            "SELECT 1 AS gone FROM people_gone
             WHERE connection = $1 AND zoom_id = $2 AND gone_at >= $3",
            args![connection, id, at],
        )
        .await?;
    Ok(row.is_some())
}

/// Everybody whom nothing has told of since `before`: a whole walk did not meet them.
pub(super) async fn forget_unseen(
    tx: &mut Tx,
    connection: &str,
    before: i64,
) -> Result<u64, StoreError> {
    hold(tx, connection).await?;
    let sql =
        format!("SELECT {READ} FROM people_users u WHERE u.connection = $1 AND u.seen_at < $2");
    let rows = tx
        .rows(AssertSqlSafe(sql), args![connection, before])
        .await?;
    let mut counts = Counts::default();
    for row in &rows {
        remove(tx, &kept(row)?, &mut counts).await?;
    }
    counts.write(tx, connection).await?;
    Ok(rows.len() as u64)
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
