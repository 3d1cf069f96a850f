//! How many there are of each kind.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use serde::Serialize;

use super::entry::Entry;
use crate::words;

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

/// How many there are of each value, counted as people come and go.
#[derive(Debug, Default)]
pub(super) struct Counts {
    status: HashMap<Arc<str>, i64>,
    licence: HashMap<i64, i64>,
    /// With the name Zoom gave the role last.
    role: HashMap<Arc<str>, (i64, Arc<str>)>,
    dept: HashMap<Arc<str>, i64>,
    login: HashMap<i64, i64>,
}

impl Counts {
    pub(super) fn one(&mut self, entry: &Entry, by: i64) {
        *self.status.entry(Arc::clone(&entry.status)).or_default() += by;
        *self.licence.entry(entry.kind).or_default() += by;
        let role = self.role.entry(Arc::clone(&entry.role));
        let (count, name) = role.or_insert_with(|| (0, Arc::clone(&entry.role_name)));
        *count += by;
        if by > 0 && !entry.role_name.is_empty() {
            name.clone_from(&entry.role_name);
        }
        if !entry.dept.is_empty() {
            *self.dept.entry(Arc::clone(&entry.dept)).or_default() += by;
        }
        for login in &entry.logins {
            *self.login.entry(*login).or_default() += by;
        }
    }

    /// What a page offers, the most frequent first.
    pub(super) fn facets(&self) -> Facets {
        let mut dept = listed(self.dept.iter().map(|(one, n)| (one, *n)), |one| {
            one.to_string()
        });
        dept.truncate(DEPARTMENTS);
        Facets {
            status: listed(self.status.iter().map(|(one, n)| (one, *n)), |one| {
                words::status(one)
            }),
            licence: listed(self.licence.iter().map(|(one, n)| (one, *n)), |one| {
                words::licence(*one)
            }),
            role: listed(self.role.iter().map(|(one, (n, _))| (one, *n)), |one| {
                let name = self.role.get(one).map_or("", |(_, name)| name);
                words::role(one, name)
            }),
            dept,
            login: listed(self.login.iter().map(|(one, n)| (one, *n)), |one| {
                words::login(*one)
            }),
        }
    }
}

fn listed<'v, V: ToString + 'v>(
    values: impl Iterator<Item = (&'v V, i64)>,
    title: impl Fn(&V) -> String,
) -> Vec<Facet> {
    let mut facets: Vec<Facet> = values
        .filter(|(_, count)| *count > 0)
        .map(|(value, count)| Facet {
            value: value.to_string(),
            title: title(value),
            count: count.unsigned_abs(),
        })
        .collect();
    facets.sort_by(|a, b| (Reverse(a.count), &a.value).cmp(&(Reverse(b.count), &b.value)));
    facets
}
