//! Reading people from the database: one, some by name, and all that changed.

use std::collections::HashMap;

use store::{AssertSqlSafe, Db, Row, StoreError, Tx, Value, args};

use crate::{Person, person::email_key};

/// What a reader needs of a row.
const READ: &str = "u.id, u.zoom_id, u.email, u.first_name, u.last_name, u.display_name, \
    u.type, u.status, u.role_id, u.role_name, u.dept, u.logins, u.timezone, u.client, \
    u.last_login_at, u.created_at, u.verified, u.seen_at, u.event_at, u.rev";

/// Somebody with their place in the table and the time of the last event about them.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) id: i64,
    pub(super) person: Person,
    pub(super) event_at: i64,
    /// The directory's revision that wrote them last.
    pub(super) rev: i64,
}

fn kept(row: &Row) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: row.i64("id")?,
        person: Person::read(row)?,
        event_at: row.i64("event_at")?,
        rev: row.i64("rev")?,
    })
}

/// Whoever of these is known, by id or by address.
pub(super) async fn known(
    tx: &mut Tx,
    connection: &str,
    people: &[Person],
) -> Result<Vec<Kept>, StoreError> {
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
    let key = key.trim();
    if key.is_empty() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {READ} FROM people_users u WHERE u.connection = $1
             AND (u.zoom_id = $2 OR u.email_key = $3)"
    );
    let row = db
        .row(AssertSqlSafe(sql), args![connection, key, email_key(key)])
        .await?;
    row.as_ref().map(Person::read).transpose()
}

/// Those of these ids or addresses, by which of the two `column` says.
pub(crate) async fn named(
    db: &Db,
    connection: &str,
    column: &str,
    keys: &[&str],
) -> Result<Vec<Person>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value> = args![connection];
    let mut places = Vec::with_capacity(keys.len());
    let by_email = column == "email";
    for key in keys {
        values.push(if by_email {
            email_key(key).into()
        } else {
            (*key).into()
        });
        places.push(format!("${}", values.len()));
    }
    let column = if by_email { "email_key" } else { "zoom_id" };
    let sql = format!(
        "SELECT {READ} FROM people_users u WHERE u.connection = $1 AND u.{column} IN ({})",
        places.join(", ")
    );
    let rows = db.rows(AssertSqlSafe(sql), values).await?;
    rows.iter().map(Person::read).collect()
}

/// Those in these places of the table, in the order of `ids`; who left meanwhile is left out.
pub(super) async fn placed(db: &Db, ids: &[i64]) -> Result<Vec<Person>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(5_000) {
        let places: Vec<String> = (1..=chunk.len()).map(|at| format!("${at}")).collect();
        let sql = format!(
            "SELECT {READ} FROM people_users u WHERE u.id IN ({})",
            places.join(", ")
        );
        let values = chunk.iter().map(|id| (*id).into()).collect();
        for row in &db.rows(AssertSqlSafe(sql), values).await? {
            found.insert(row.i64("id")?, Person::read(row)?);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// So many of those that were written after the place (revision, id), in that order.
pub(super) async fn written_after(
    db: &Db,
    connection: &str,
    (rev, id): (i64, i64),
    limit: u32,
) -> Result<Vec<Kept>, StoreError> {
    let sql = format!(
        "SELECT {READ} FROM people_users u WHERE u.connection = $1 AND (u.rev, u.id) > ($2, $3)
         ORDER BY u.rev, u.id LIMIT $4"
    );
    let rows = db
        .rows(AssertSqlSafe(sql), args![connection, rev, id, limit])
        .await?;
    rows.iter().map(kept).collect()
}
