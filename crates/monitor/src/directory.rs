//! The people of the account, to be found by name or mail without asking Zoom.
//!
//! The test *Users* reads them anyway; here they are kept with small-letter keys under three indexes
//! (name, last name first, mail), so that the first letters find somebody among a hundred thousand by
//! a look into an index. Keys are bytes: a range of bytes is the same on both databases, whatever
//! they make of letters. Only what changed is written, a few hundred people at a time, because a
//! long write would hold up the webhooks.

use std::collections::HashMap;

use connect::ConnectionId;
use serde::Serialize;
use store::{Db, Migration, args};
use utoipa::ToSchema;

use crate::{Error, Monitor};

pub(crate) const MIGRATION: Migration = Migration {
    name: "monitor/0006_directory",
    sql: "
CREATE TABLE monitor_directory (
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    department TEXT NOT NULL,
    by_name {blob} NOT NULL,
    by_last {blob} NOT NULL,
    by_mail {blob} NOT NULL,
    PRIMARY KEY (connection, id)
);
CREATE INDEX monitor_directory_by_name ON monitor_directory (connection, by_name);
CREATE INDEX monitor_directory_by_last ON monitor_directory (connection, by_last);
CREATE INDEX monitor_directory_by_mail ON monitor_directory (connection, by_mail);
",
};

/// People written in one go.
const AT_ONCE: usize = 250;

/// Somebody of the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct KnownPerson {
    /// Zoom's user id.
    pub id: String,
    /// As Zoom shows it; empty where Zoom does not say.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// The department; empty where none is set.
    pub department: String,
    /// What they are sorted by beside the name: the last name, then the first.
    #[serde(skip)]
    pub(crate) last_first: String,
}

fn key(text: &str) -> Vec<u8> {
    text.trim().to_lowercase().into_bytes()
}

/// The first key that does not begin with `key`; bytes of UTF-8 are never 255.
fn after(key: &[u8]) -> Vec<u8> {
    let mut after = key.to_vec();
    after.push(0xff);
    after
}

/// One statement for so many people: a statement each would take ten times as long.
fn insert(people: usize) -> String {
    let row = |at: usize| {
        let first = 2 + at * 7;
        let places: Vec<String> = (first..first + 7).map(|n| format!("${n}")).collect();
        format!("($1, {})", places.join(", "))
    };
    let rows: Vec<String> = (0..people).map(row).collect();
    format!(
        "INSERT INTO monitor_directory
         (connection, id, name, email, department, by_name, by_last, by_mail)
         VALUES {}
         ON CONFLICT (connection, id) DO UPDATE
         SET name = excluded.name, email = excluded.email,
             department = excluded.department, by_name = excluded.by_name,
             by_last = excluded.by_last, by_mail = excluded.by_mail",
        rows.join(", ")
    )
}

/// Keeps `people`; where they are all there are, forgets the others.
pub(crate) async fn keep(
    db: &Db,
    connection: &str,
    people: &[KnownPerson],
    all: bool,
) -> store::Result<()> {
    let rows = db
        .rows(
            "SELECT id, name, email, department, by_last FROM monitor_directory
             WHERE connection = $1",
            args![connection],
        )
        .await?;
    let mut known = HashMap::with_capacity(rows.len());
    for row in &rows {
        let said = (
            row.text("name")?,
            row.text("email")?,
            row.text("department")?,
            row.blob("by_last")?,
        );
        known.insert(row.text("id")?, said);
    }
    let mut news = Vec::new();
    for person in people {
        let is_known = known
            .remove(&person.id)
            .is_some_and(|(name, email, dept, last)| {
                name == person.name
                    && email == person.email
                    && dept == person.department
                    && last == key(&person.last_first)
            });
        if !is_known {
            news.push(person);
        }
    }
    for some in news.chunks(AT_ONCE) {
        let mut values = args![connection];
        for person in some {
            values.extend(args![
                &person.id,
                &person.name,
                &person.email,
                &person.department,
                key(&person.name),
                key(&person.last_first),
                key(&person.email)
            ]);
        }
        db.execute(store::AssertSqlSafe(insert(some.len())), values)
            .await?;
    }
    if all {
        let gone: Vec<String> = known.into_keys().collect();
        for some in gone.chunks(AT_ONCE) {
            let mut tx = db.begin().await?;
            for id in some {
                tx.execute(
                    "DELETE FROM monitor_directory WHERE connection = $1 AND id = $2",
                    args![connection, id],
                )
                .await?;
            }
            tx.commit().await?;
        }
    }
    Ok(())
}

const BY: [&str; 3] = [
    "SELECT id, name, email, department FROM monitor_directory
     WHERE connection = $1 AND by_name >= $2 AND by_name < $3 ORDER BY by_name LIMIT $4",
    "SELECT id, name, email, department FROM monitor_directory
     WHERE connection = $1 AND by_last >= $2 AND by_last < $3 ORDER BY by_last LIMIT $4",
    "SELECT id, name, email, department FROM monitor_directory
     WHERE connection = $1 AND by_mail >= $2 AND by_mail < $3 ORDER BY by_mail LIMIT $4",
];

impl Monitor {
    /// People whose name, last name or mail begins with `text`, at most `limit`: by name first.
    pub async fn find_people(
        &self,
        connection: &ConnectionId,
        text: &str,
        limit: u32,
    ) -> Result<Vec<KnownPerson>, Error> {
        let wanted = key(text);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found: Vec<KnownPerson> = Vec::new();
        for sql in BY {
            let id = connection.as_str();
            let rows = self
                .0
                .db
                .rows(sql, args![id, wanted.clone(), after(&wanted), limit])
                .await?;
            for row in &rows {
                let id = row.text("id")?;
                if found.len() < most && !found.iter().any(|one| one.id == id) {
                    found.push(KnownPerson {
                        id,
                        name: row.text("name")?,
                        email: row.text("email")?,
                        department: row.text("department")?,
                        last_first: String::new(),
                    });
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clock::Clock;
    use store::testing::databases;

    use super::{KnownPerson, keep};
    use crate::testing::stand_in::{connection, scene};

    fn person(at: usize) -> KnownPerson {
        KnownPerson {
            id: format!("id{at}"),
            name: format!("Given{at} Öster{at}"),
            email: format!("p{at}@example.org"),
            department: String::new(),
            last_first: format!("Öster{at} Given{at}"),
        }
    }

    async fn found(monitor: &crate::Monitor, text: &str) -> Vec<String> {
        let people = monitor.find_people(&connection(), text, 5).await;
        let people = people.expect("the database").into_iter();
        people.map(|person| person.id).collect()
    }

    #[tokio::test]
    async fn the_first_letters_of_name_last_name_or_mail_find_somebody() {
        for db in databases().await {
            let scene = scene(db).await;
            let all: Vec<_> = (0..30).map(person).collect();
            let (db, id) = (&scene.db.db, connection());
            keep(db, id.as_str(), &all, true).await.expect("kept");
            for text in ["given7", " GIVEN7 ö", "ÖSTER7", "öster7 g", "P7@"] {
                assert_eq!(found(&scene.monitor, text).await, ["id7"], "{text}");
            }
            assert_eq!(found(&scene.monitor, "given").await.len(), 5);
            assert!(found(&scene.monitor, "").await.is_empty());
            // Somebody is renamed, somebody is gone; a list that was cut forgets nobody.
            let mut fewer = all[1..].to_vec();
            fewer[6].email = "other@example.org".to_owned();
            keep(db, id.as_str(), &fewer, false).await.expect("kept");
            assert_eq!(found(&scene.monitor, "other@").await, ["id7"]);
            assert_eq!(found(&scene.monitor, "p0@").await, ["id0"]);
            keep(db, id.as_str(), &fewer, true).await.expect("kept");
            assert!(found(&scene.monitor, "p0@").await.is_empty());
        }
    }

    #[tokio::test]
    async fn somebody_among_a_hundred_thousand_is_found_at_once() {
        for db in databases().await {
            let scene = scene(db).await;
            let all: Vec<_> = (0..100_000).map(person).collect();
            let id = connection();
            keep(&scene.db.db, id.as_str(), &all, true)
                .await
                .expect("kept");
            let clock = Clock::system();
            let before = clock.now();
            for text in ["given9", "öster12345", "p99999", "g", "nobody"] {
                found(&scene.monitor, text).await;
            }
            let took = clock.now().duration_since(before).unsigned_abs() / 5;
            assert!(took < Duration::from_millis(50), "{took:?} a search");
            println!("{took:?} a search");
        }
    }
}
