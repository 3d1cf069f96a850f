//! The list: filters, words, order and pages, at once however many there are.
//!
//! A condition that few fulfil is looked up and the rest is sorted; where every condition is
//! fulfilled by many, the list is walked in its order and the first that fulfil them all are soon
//! met. Which of the two it is, the counts beside the rows say; a condition that shall not be
//! looked up is written so that no index fits it.

use serde::{Deserialize, Serialize};
use store::{AssertSqlSafe, Db, Value, args};

use super::{
    facets::{Facets, facets},
    keep::{READ, login_word},
};
use crate::{
    Error, Person,
    person::{dept_key, email_key},
    words::asked_words,
};

/// A condition that fewer fulfil is looked up.
const FEW: u64 = 5_000;
/// Where counting would take long, so many are counted.
const COUNTED: i64 = 1_000;

/// What the list shall show.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words or their beginnings: of names, addresses, departments. All must fit.
    pub q: String,
    /// `active`, `inactive`, `pending`.
    pub status: String,
    /// The licence's number.
    pub licence: String,
    /// The role's id.
    pub role: String,
    /// The department, as it is written.
    pub dept: String,
    /// The number of a way to sign in.
    pub login: String,
    /// What orders it.
    pub sort: Order,
    /// The last first.
    pub desc: bool,
    /// Which page, from 1.
    pub page: u32,
    /// Rows of a page, at most 500.
    pub size: u32,
}

/// What orders the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PeopleOrder)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// By mail address.
    Email,
    /// By department.
    Dept,
    /// By licence.
    Licence,
    /// By status.
    Status,
    /// By role.
    Role,
    /// By when they last signed in.
    LastLogin,
    /// By when they were added.
    Created,
}

impl Order {
    /// The one of that word, else by name.
    pub fn from_word(word: &str) -> Self {
        match word {
            "email" => Self::Email,
            "dept" => Self::Dept,
            "licence" => Self::Licence,
            "status" => Self::Status,
            "role" => Self::Role,
            "last_login" => Self::LastLogin,
            "created" => Self::Created,
            _ => Self::Name,
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Name => "name_key",
            Self::Email => "email_key",
            Self::Dept => "dept_key",
            Self::Licence => "type",
            Self::Status => "status",
            Self::Role => "role_id",
            Self::LastLogin => "last_login_at",
            Self::Created => "created_at",
        }
    }
}

/// A page of the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleListing)]
pub struct Listing {
    /// The rows of this page.
    pub rows: Vec<Person>,
    /// How many fit.
    pub total: u64,
    /// More fit than `total` says; they were not counted.
    pub at_least: bool,
    /// Which page, from 1.
    pub page: u32,
    /// How many pages, as far as counted.
    pub pages: u32,
    /// What can be filtered by.
    pub facets: Facets,
}

/// One condition: how many fulfil it, and how it is said so that an index serves it or none does.
struct Condition {
    count: u64,
    looked_up: String,
    walked: String,
}

/// Conditions and their arguments; `$1` is the connection.
struct Asked {
    values: Vec<Value>,
    conditions: Vec<Condition>,
}

impl Asked {
    fn place(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn facet(
        &mut self,
        facets: &[super::Facet],
        column: &str,
        value: impl Into<Value>,
        word: &str,
    ) {
        let none = if column == "type" { "+ 0" } else { "|| ''" };
        let count = facets
            .iter()
            .find(|facet| facet.value == word)
            .map_or(0, |facet| facet.count);
        let place = self.place(value);
        self.conditions.push(Condition {
            count,
            looked_up: format!("u.{column} = {place}"),
            walked: format!("(u.{column} {none}) = {place}"),
        });
    }

    fn word(&mut self, from: Vec<u8>, to: Vec<u8>, count: u64) {
        let (from, to) = (self.place(from), self.place(to));
        self.conditions.push(Condition {
            count,
            looked_up: format!(
                "u.id IN (SELECT w.person FROM people_words w WHERE w.connection = $1
                     AND w.word >= {from} AND w.word < {to})"
            ),
            // Counted and not EXISTS: PostgreSQL would turn that into a join over all of them.
            walked: format!(
                "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM people_words w WHERE w.person = u.id
                     AND w.word >= {from} AND w.word < {to} LIMIT 1) AS found) > 0"
            ),
        });
    }

    /// The WHERE of it all, and whether few can fulfil it.
    fn sql(&self) -> (String, bool) {
        let least = self
            .conditions
            .iter()
            .enumerate()
            .min_by_key(|(_, one)| one.count);
        let narrow = least.filter(|(_, one)| one.count <= FEW).map(|(at, _)| at);
        let mut sql = "u.connection = $1".to_owned();
        let only = self.conditions.len() == 1;
        for (at, one) in self.conditions.iter().enumerate() {
            sql.push_str(" AND ");
            sql.push_str(
                if narrow == Some(at) || (only && !one.looked_up.contains("SELECT")) {
                    &one.looked_up
                } else {
                    &one.walked
                },
            );
        }
        (sql, narrow.is_some())
    }
}

/// The end of the words that begin with `word`: text never holds this byte.
fn after(word: &[u8]) -> Vec<u8> {
    let mut end = word.to_vec();
    end.push(0xff);
    end
}

async fn asked(
    db: &Db,
    connection: &str,
    filter: &Filter,
    facets: &Facets,
) -> Result<Asked, Error> {
    let mut asked = Asked {
        values: args![connection],
        conditions: Vec::new(),
    };
    if !filter.status.is_empty() {
        asked.facet(
            &facets.status,
            "status",
            filter.status.as_str(),
            &filter.status,
        );
    }
    if !filter.licence.is_empty() {
        let number = filter.licence.parse::<i64>().unwrap_or(-1);
        asked.facet(&facets.licence, "type", number, &filter.licence);
    }
    if !filter.role.is_empty() {
        asked.facet(&facets.role, "role_id", filter.role.as_str(), &filter.role);
    }
    if !filter.dept.is_empty() {
        let count = facets.dept.iter().find(|facet| facet.value == filter.dept);
        let count = count.map_or(0, |facet| facet.count);
        let (key, text) = (
            asked.place(dept_key(&filter.dept)),
            asked.place(filter.dept.as_str()),
        );
        asked.conditions.push(Condition {
            count,
            looked_up: format!("u.dept_key = {key} AND u.dept = {text}"),
            walked: format!("(u.dept || '') = {text} AND {key} = {key}"),
        });
    }
    if !filter.login.is_empty() {
        let word = login_word(&filter.login);
        let count = facets
            .login
            .iter()
            .find(|facet| facet.value == filter.login);
        let end = after(&word);
        asked.word(word, end, count.map_or(0, |facet| facet.count));
    }
    for word in asked_words(&filter.q) {
        let word = word.into_bytes();
        let end = after(&word);
        let row = db
            .row(
                "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM people_words
                     WHERE connection = $1 AND word >= $2 AND word < $3 LIMIT 5001) AS found",
                args![connection, word.clone(), end.clone()],
            )
            .await?;
        let count = row.map_or(Ok(0), |row| row.i64("n"))?;
        asked.word(word, end, u64::try_from(count).unwrap_or(0));
    }
    Ok(asked)
}

/// A page of the people that fit.
pub(crate) async fn list(db: &Db, connection: &str, filter: &Filter) -> Result<Listing, Error> {
    let facets = facets(db, connection).await?;
    let asked = asked(db, connection, filter, &facets).await?;
    let size = if filter.size == 0 {
        50
    } else {
        filter.size.min(500)
    };
    let page = filter.page.max(1);
    let offset = i64::from(page - 1) * i64::from(size);
    let (sql, few) = asked.sql();
    let (total, at_least) = match &*asked.conditions {
        [] => (facets.everybody(), false),
        [one] if !few && !one.looked_up.contains("SELECT") => (one.count, false),
        _ => {
            let bound = if few {
                i64::MAX
            } else {
                COUNTED.max(offset + i64::from(size) + 1)
            };
            let mut values = asked.values.clone();
            values.push(bound.into());
            let counted = format!(
                "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM people_users u WHERE {sql}
                     LIMIT ${}) AS found",
                values.len()
            );
            let row = db.row(AssertSqlSafe(counted), values).await?;
            let n = row.map_or(Ok(0), |row| row.i64("n"))?;
            (u64::try_from(n).unwrap_or(0), n >= bound)
        }
    };
    let rows = rows(db, &sql, asked.values, filter, i64::from(size), offset).await?;
    let pages = total.div_ceil(u64::from(size)).max(1);
    Ok(Listing {
        rows,
        total,
        at_least,
        page,
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        facets,
    })
}

/// So many of the people that fit, from `offset` on: for files.
pub(crate) async fn batch(
    db: &Db,
    connection: &str,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<Person>, Error> {
    let facets = facets(db, connection).await?;
    let asked = asked(db, connection, filter, &facets).await?;
    let (sql, _) = asked.sql();
    rows(db, &sql, asked.values, filter, limit, offset).await
}

async fn rows(
    db: &Db,
    sql: &str,
    mut values: Vec<Value>,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<Person>, Error> {
    let column = filter.sort.column();
    let order = if filter.desc { "DESC" } else { "ASC" };
    values.push(limit.into());
    values.push(offset.into());
    let (limit, offset) = (values.len() - 1, values.len());
    // The inner one needs the index alone: far pages do not read the rows before them.
    let sql = format!(
        "SELECT {READ} FROM people_users u WHERE u.id IN (
             SELECT u.id FROM people_users u WHERE {sql}
             ORDER BY u.{column} {order}, u.id {order} LIMIT ${limit} OFFSET ${offset})
         ORDER BY u.{column} {order}, u.id {order}"
    );
    let rows = db.rows(AssertSqlSafe(sql), values).await?;
    Ok(rows.iter().map(Person::read).collect::<Result<_, _>>()?)
}

/// Those of these ids or addresses, by which of the two `column` says.
pub(crate) async fn named(
    db: &Db,
    connection: &str,
    column: &str,
    keys: &[&str],
) -> Result<Vec<Person>, Error> {
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
    Ok(rows.iter().map(Person::read).collect::<Result<_, _>>()?)
}
