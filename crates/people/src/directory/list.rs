//! The list: filters, words, order and pages.

use serde::{Deserialize, Serialize};
use store::Db;

use super::{facets::Facets, index::Indexes, known::placed};
use crate::{Error, Person};

/// Rows of a page where none is said, and at most.
const SIZE: u32 = 50;
const MOST: u32 = 500;

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
    /// All of them.
    pub(super) const ALL: [Self; 8] = [
        Self::Name,
        Self::Email,
        Self::Dept,
        Self::Licence,
        Self::Status,
        Self::Role,
        Self::LastLogin,
        Self::Created,
    ];

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
}

/// A page of the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PeopleListing)]
pub struct Listing {
    /// The rows of this page.
    pub rows: Vec<Person>,
    /// How many fit.
    pub total: u64,
    /// Which page, from 1.
    pub page: u32,
    /// How many pages.
    pub pages: u32,
    /// What can be filtered by.
    pub facets: Facets,
}

/// A page of the people that fit.
pub(crate) async fn list(
    db: &Db,
    indexes: &Indexes,
    connection: &str,
    filter: &Filter,
) -> Result<Listing, Error> {
    let size = match filter.size {
        0 => SIZE,
        size => size.min(MOST),
    };
    let page = filter.page.max(1);
    let (found, facets) = {
        let index = indexes.current(db, connection).await?;
        (index.found(filter), index.counts().facets())
    };
    let from = (page as usize - 1).saturating_mul(size as usize);
    let shown = found.iter().skip(from).take(size as usize);
    let shown: Vec<i64> = shown.copied().collect();
    let total = found.len() as u64;
    let pages = total.div_ceil(u64::from(size)).max(1);
    Ok(Listing {
        rows: placed(db, &shown).await?,
        total,
        page,
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        facets,
    })
}

/// Everybody who fitted when it was asked, read as one goes: for files of all of them.
#[derive(Debug)]
pub struct Found {
    db: Db,
    places: std::vec::IntoIter<i64>,
}

impl Found {
    /// The next of them, so many at a time; empty at the end. Who left meanwhile is left out.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Person>, Error> {
        loop {
            let places: Vec<i64> = self.places.by_ref().take(limit).collect();
            let people = placed(&self.db, &places).await?;
            if !people.is_empty() || places.is_empty() {
                return Ok(people);
            }
        }
    }
}

pub(crate) async fn find_all(
    db: &Db,
    indexes: &Indexes,
    connection: &str,
    filter: &Filter,
) -> Result<Found, Error> {
    let found = indexes.current(db, connection).await?.found(filter);
    Ok(Found {
        db: db.clone(),
        places: found.into_iter(),
    })
}
