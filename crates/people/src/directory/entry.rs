//! One person in the index, and what they are held against.

use std::{cmp::Ordering, collections::HashSet, sync::Arc};

use super::{
    known::Kept,
    list::{Filter, Order},
};
use crate::{
    person::micros,
    words::{asked_words, folded, search_words},
};

/// Somebody, as they are looked for.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: i64,
    name: Box<str>,
    email: Box<str>,
    pub(super) dept: Arc<str>,
    dept_key: Arc<str>,
    pub(super) status: Arc<str>,
    pub(super) role: Arc<str>,
    pub(super) role_name: Arc<str>,
    pub(super) kind: i64,
    pub(super) logins: Box<[i64]>,
    last_login_at: i64,
    created_at: i64,
    /// The words they are found by, each behind a line's end.
    words: Box<str>,
}

/// Departments, roles and states are few: each text is kept once.
#[derive(Debug, Default)]
pub(super) struct Texts(HashSet<Arc<str>>);

impl Texts {
    fn one(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.0.insert(Arc::clone(&text));
        text
    }
}

impl Entry {
    pub(super) fn of(kept: &Kept, texts: &mut Texts) -> Self {
        let person = &kept.person;
        let mut words = String::new();
        for word in search_words(person.texts()) {
            words.push('\n');
            words.push_str(&word);
        }
        Self {
            id: kept.id,
            name: person.name_key().into(),
            email: person.email.to_lowercase().into(),
            dept: texts.one(&person.dept),
            dept_key: texts.one(&folded(&person.dept)),
            status: texts.one(&person.status),
            role: texts.one(&person.role_id),
            role_name: texts.one(&person.role_name),
            kind: person.kind,
            logins: person.login_types.as_slice().into(),
            last_login_at: micros(person.last_login_at),
            created_at: micros(person.created_at),
            words: words.into(),
        }
    }

    /// Which of two comes first. Nobody is equal to anybody else.
    pub(super) fn compare(&self, other: &Self, order: Order) -> Ordering {
        let (a, b) = (self, other);
        let order = match order {
            Order::Name => a.name.cmp(&b.name),
            Order::Email => a.email.cmp(&b.email),
            Order::Dept => a.dept_key.cmp(&b.dept_key),
            Order::Licence => a.kind.cmp(&b.kind),
            Order::Status => a.status.cmp(&b.status),
            Order::Role => a.role.cmp(&b.role),
            Order::LastLogin => a.last_login_at.cmp(&b.last_login_at),
            Order::Created => a.created_at.cmp(&b.created_at),
        };
        order.then(a.id.cmp(&b.id))
    }
}

/// A filter, read once for all whom it is held against.
pub(super) struct Wanted<'f> {
    filter: &'f Filter,
    licence: Option<i64>,
    login: Option<i64>,
    words: Vec<String>,
}

impl<'f> Wanted<'f> {
    pub(super) fn of(filter: &'f Filter) -> Self {
        // What is no number is nobody's.
        let number =
            |text: &str| (!text.is_empty()).then(|| text.parse::<i64>().unwrap_or(i64::MIN));
        Self {
            filter,
            licence: number(&filter.licence),
            login: number(&filter.login),
            words: asked_words(&filter.q)
                .into_iter()
                .map(|word| format!("\n{word}"))
                .collect(),
        }
    }

    pub(super) fn fits(&self, one: &Entry) -> bool {
        let is = |wanted: &str, text: &str| wanted.is_empty() || wanted == text;
        is(&self.filter.status, &one.status)
            && is(&self.filter.role, &one.role)
            && is(&self.filter.dept, &one.dept)
            && self.licence.is_none_or(|kind| kind == one.kind)
            && self.login.is_none_or(|login| one.logins.contains(&login))
            && self
                .words
                .iter()
                .all(|word| one.words.contains(word.as_str()))
    }
}
