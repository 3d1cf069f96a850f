//! Everybody in the account, found by id and by mail address.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Role,
    chance::Chance,
    names,
    user::{LICENSED, Status, User},
};

/// The users in order of coming; a removed one keeps their place, because the past names them.
#[derive(Debug)]
pub(crate) struct Directory {
    users: Vec<User>,
    by_id: HashMap<Box<str>, u32>,
    by_email: HashMap<Box<str>, u32>,
    /// How many came from the seed.
    pub(crate) seeded: u32,
    changed: BTreeSet<u32>,
    /// How many in the account are of each sort: counts of a large account are asked for often.
    sorts: BTreeMap<Sort, u32>,
}

/// What users are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sort {
    pub(crate) kind: u8,
    pub(crate) status: Status,
    pub(crate) webinar: bool,
}

impl Sort {
    fn of(user: &User) -> Self {
        Self {
            kind: user.kind,
            status: user.status,
            webinar: user.webinar,
        }
    }
}

/// Seats for webinars the account has bought.
pub(crate) const WEBINAR_SEATS: u32 = 10;

impl Directory {
    /// `count` users, the owner among them (so at least one).
    pub(crate) fn seeded(
        root: Chance,
        count: u32,
        domain: &str,
        opened: i64,
        webinars: bool,
    ) -> Self {
        let count = count.clamp(1, 1_000_000);
        let admins = if count > 2 { 1 + count / 100 } else { 0 };
        let capacity = usize::try_from(count).unwrap_or_default();
        let mut directory = Self {
            users: Vec::with_capacity(capacity),
            by_id: HashMap::with_capacity(capacity),
            by_email: HashMap::with_capacity(capacity),
            seeded: count,
            changed: BTreeSet::new(),
            sorts: BTreeMap::new(),
        };
        let mut seats = WEBINAR_SEATS;
        for index in 0..count {
            let mut user = User::seeded(root, index, admins, domain, opened);
            if directory.by_email.contains_key(&user.email) {
                let (name, _) = user.email.split_once('@').unwrap_or_default();
                user.email = format!("{name}{index}@{domain}").into_boxed_str();
            }
            let host = user.role != Role::Member
                || user.dept == names::DEPARTMENTS[names::MARKETING]
                || index % 8 == 3;
            if webinars && host && seats > 0 && user.kind == LICENSED && user.present(opened) {
                user.webinar = true;
                seats -= 1;
            }
            directory.insert(user);
        }
        directory
    }

    fn insert(&mut self, user: User) -> u32 {
        let index = u32::try_from(self.users.len()).unwrap_or(u32::MAX);
        self.users.push(user);
        self.enter(index);
        index
    }

    /// Puts a user into the indexes and counts, unless they are removed.
    fn enter(&mut self, index: u32) {
        let Some(user) = self.users.get(index as usize).filter(|user| !user.removed) else {
            return;
        };
        self.by_id.insert(user.id.clone(), index);
        self.by_email.insert(lower(&user.email), index);
        *self.sorts.entry(Sort::of(user)).or_default() += 1;
    }

    /// Takes them out again.
    fn leave(&mut self, index: u32) {
        let Some(user) = self.users.get(index as usize).filter(|user| !user.removed) else {
            return;
        };
        self.by_id.remove(&user.id);
        self.by_email.remove(&lower(&user.email));
        if let Some(many) = self.sorts.get_mut(&Sort::of(user)) {
            *many -= 1;
        }
    }

    /// Adds a user who came over the API.
    pub(crate) fn add(&mut self, user: User) -> u32 {
        let index = self.insert(user);
        self.changed.insert(index);
        index
    }

    /// Changes a user; indexes and counts follow.
    pub(crate) fn change(&mut self, index: u32, change: impl FnOnce(&mut User)) {
        self.leave(index);
        let Some(user) = self.users.get_mut(index as usize) else {
            return;
        };
        change(user);
        self.enter(index);
        self.changed.insert(index);
    }

    /// By place.
    pub(crate) fn get(&self, index: u32) -> Option<&User> {
        self.users.get(usize::try_from(index).ok()?)
    }

    /// By id or mail address; users no longer in the account are not found.
    pub(crate) fn find(&self, key: &str) -> Option<(u32, &User)> {
        let index = self.by_id.get(key).or_else(|| {
            key.contains('@')
                .then(|| self.by_email.get(&lower(key)))
                .flatten()
        })?;
        Some((*index, self.get(*index)?))
    }

    /// Everybody in the account, in order of coming.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, &User)> {
        (0_u32..).zip(&self.users).filter(|(_, user)| !user.removed)
    }

    /// The owner.
    pub(crate) fn owner(&self) -> (u32, &User) {
        self.all()
            .find(|(_, user)| user.role == Role::Owner)
            .unwrap_or((0, &self.users[0]))
    }

    /// Licensed seats in use, pending users included, as Zoom counts them.
    pub(crate) fn licensed(&self) -> u32 {
        self.count(|of| of.kind == LICENSED && of.status != Status::Inactive)
    }

    /// How many places there are, those of removed users among them.
    pub(crate) fn places(&self) -> usize {
        self.users.len()
    }

    /// How many in the account are of the sorts that pass.
    pub(crate) fn count(&self, test: impl Fn(&Sort) -> bool) -> u32 {
        let of_these = self.sorts.iter().filter(|(sort, _)| test(sort));
        of_these.map(|(_, many)| many).sum()
    }

    /// The users that differ from the seed's, for the snapshot.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (u32, &User)> {
        self.changed
            .iter()
            .filter_map(|index| Some((*index, self.get(*index)?)))
    }

    /// Puts a user of a snapshot in their place.
    pub(crate) fn put_back(&mut self, index: u32, user: User) {
        if self.get(index).is_some() {
            self.change(index, |old| *old = user);
        } else {
            self.add(user);
        }
    }
}

fn lower(email: &str) -> Box<str> {
    email.to_lowercase().into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::when::DAY;

    const OPENED: i64 = 1_795_000_000;

    #[test]
    fn a_world_of_sixty_has_some_of_every_kind() {
        let root = Chance::new(1);
        let all = Directory::seeded(root, 60, "kestrel.example", OPENED, true);
        assert_eq!(all.count(|_| true), 60);
        for status in [Status::Active, Status::Inactive, Status::Pending] {
            assert!(all.count(|user| user.status == status) > 0, "{status:?}");
        }
        for kind in [1, 2, 4] {
            assert!(all.count(|user| user.kind == kind) > 0, "type {kind}");
        }
        assert!(all.count(|user| user.webinar) > 0);
        let some = |test: &dyn Fn(&User) -> bool| all.all().filter(|(_, user)| test(user)).count();
        assert_eq!(some(&|user| user.role == Role::Owner), 1);
        assert!(
            some(&|user| user
                .last_login(root, OPENED)
                .is_some_and(|at| at < OPENED - 30 * DAY))
                > 0
        );
    }

    #[test]
    fn counts_are_those_of_the_users_whatever_became_of_them() {
        let mut all = Directory::seeded(Chance::new(4), 60, "kestrel.example", OPENED, true);
        all.change(7, |user| user.kind = LICENSED);
        all.change(8, |user| user.status = Status::Inactive);
        all.change(9, |user| user.removed = true);
        all.change(9, |user| user.kind = LICENSED);
        all.change(10, |user| user.removed = true);
        all.change(10, |user| user.removed = false);
        let mut counted = BTreeMap::<_, u32>::new();
        for (_, user) in all.all() {
            *counted.entry(Sort::of(user)).or_default() += 1;
        }
        all.sorts.retain(|_, many| *many > 0);
        assert_eq!(all.sorts, counted);
        assert_eq!(all.count(|_| true), 59);
    }

    #[test]
    fn ids_and_addresses_are_unique_even_among_many() {
        let all = Directory::seeded(Chance::new(2), 20_000, "kestrel.example", OPENED, true);
        assert_eq!(all.by_id.len(), 20_000);
        assert_eq!(all.by_email.len(), 20_000);
    }

    #[test]
    fn a_user_is_found_by_id_and_by_address_in_any_case_until_removed() {
        let mut all = Directory::seeded(Chance::new(3), 5, "kestrel.example", OPENED, false);
        let (id, email) = all
            .get(3)
            .map(|u| (u.id.clone(), u.email.clone()))
            .expect("user 3");
        assert_eq!(all.find(&id).map(|(index, _)| index), Some(3));
        assert_eq!(
            all.find(&email.to_uppercase()).map(|(index, _)| index),
            Some(3)
        );
        all.change(3, |user| user.removed = true);
        assert!(all.find(&id).is_none() && all.find(&email).is_none());
    }
}
