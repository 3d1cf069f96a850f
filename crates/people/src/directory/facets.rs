//! How many there are of each kind, kept beside the rows.

use std::collections::BTreeMap;

use serde::Serialize;
use store::{Db, Tx, args};

use crate::{Error, Person, words};

/// One value that can be filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Facet {
    /// What goes into the address.
    pub value: String,
    /// What a person reads.
    pub title: String,
    /// How many have it.
    pub count: u64,
}

/// What the directory can be filtered by, each with its values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Facets {
    /// Active, deactivated, invited.
    pub status: Vec<Facet>,
    /// Licences.
    pub licence: Vec<Facet>,
    /// Roles.
    pub role: Vec<Facet>,
    /// Departments, the largest first, at most 500.
    pub dept: Vec<Facet>,
    /// Ways to sign in.
    pub login: Vec<Facet>,
}

impl Facets {
    /// How many there are in all.
    pub fn everybody(&self) -> u64 {
        self.status.iter().map(|facet| facet.count).sum()
    }
}

/// Departments offered as a filter; searching finds the others.
const DEPARTMENTS: usize = 500;

pub(crate) async fn facets(db: &Db, connection: &str) -> Result<Facets, Error> {
    let rows = db
        .rows(
            "SELECT field, value, count FROM people_facets WHERE connection = $1 AND count > 0
             ORDER BY count DESC, value",
            args![connection],
        )
        .await?;
    let mut facets = Facets::default();
    for row in rows {
        let value = row.text("value")?;
        let count = u64::try_from(row.i64("count")?).unwrap_or(0);
        let number = value.parse().unwrap_or(0);
        let (list, title) = match row.text("field")?.as_str() {
            "status" => (&mut facets.status, words::status(&value)),
            "type" => (&mut facets.licence, words::licence(number)),
            "role" => (&mut facets.role, words::role(&value, "")),
            "dept" if facets.dept.len() < DEPARTMENTS => (&mut facets.dept, value.clone()),
            "login" => (&mut facets.login, words::login(number)),
            _ => continue,
        };
        list.push(Facet {
            value,
            title,
            count,
        });
    }
    Ok(facets)
}

/// Changes of the counts, gathered and written at once.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<(&'static str, String), i64>);

impl Counts {
    pub(super) fn one(&mut self, person: &Person, by: i64) {
        let mut add = |field, value: String| {
            *self.0.entry((field, value)).or_default() += by;
        };
        add("status", person.status.clone());
        add("type", person.kind.to_string());
        add("role", person.role_id.clone());
        if !person.dept.is_empty() {
            add("dept", person.dept.clone());
        }
        for login in &person.login_types {
            add("login", login.to_string());
        }
    }

    pub(super) async fn write(
        self,
        tx: &mut Tx,
        connection: &str,
    ) -> Result<(), store::StoreError> {
        for ((field, value), by) in self.0 {
            if by == 0 {
                continue;
            }
            tx.execute(
                "INSERT INTO people_facets AS f (connection, field, value, count)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (connection, field, value)
                     DO UPDATE SET count = f.count + excluded.count",
                args![connection, field, value, by],
            )
            .await?;
        }
        Ok(())
    }
}
