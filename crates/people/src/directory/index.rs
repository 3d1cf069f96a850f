//! Everybody of a connection in memory, as the list looks for them.
//!
//! A page has fifty milliseconds, and a hundred thousand people can be ordered in eight ways and
//! narrowed by any of five values and any words. What a database does with that depends on which
//! conditions meet: two that many fulfil and few fulfil together make it read everything, row by
//! row, and neither engine plans that well. A look through some hundred bytes of each in memory
//! takes a few milliseconds, whatever is asked, and every count is exact.
//!
//! The database stays the truth. Each row carries the revision of the directory that wrote it, and
//! revisions follow each other as transactions do; so whoever reads asks for the revision first, and
//! has only what was written since brought in. That also holds between processes: what another
//! node or a command wrote is seen by the next page. Rows that are shown are read from the database.
//!
//! What this refuses: to be written to by anything but that reading. It costs about 30 MB for a
//! hundred thousand people, and is read whole once after a start.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use store::{Db, StoreError, args};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::{
    entry::{Entry, Texts, Wanted},
    facets::Counts,
    known::written_after,
    leave::REMEMBERED,
    list::{Filter, Order},
};

/// Rows read at a time.
const BATCH: u32 = 5_000;

/// One index per connection that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Indexes(Mutex<HashMap<String, Arc<RwLock<Index>>>>);

impl Indexes {
    /// The index of a connection with everything that was committed when this was called.
    pub(crate) async fn current(
        &self,
        db: &Db,
        connection: &str,
    ) -> Result<OwnedRwLockReadGuard<Index>, StoreError> {
        let shared = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(connection.to_owned()).or_default())
        };
        let revision = revision(db, connection).await?;
        let index = Arc::clone(&shared).read_owned().await;
        if index.revision >= revision {
            return Ok(index);
        }
        drop(index);
        let mut index = shared.write_owned().await;
        if index.revision < revision {
            index.catch_up(db, connection).await?;
        }
        Ok(index.downgrade())
    }
}

async fn revision(db: &Db, connection: &str) -> Result<i64, StoreError> {
    let row = db
        .row(
            "SELECT revision FROM people_walks WHERE connection = $1",
            args![connection],
        )
        .await?;
    row.map_or(Ok(0), |row| row.i64("revision"))
}

/// Everybody of one connection.
#[derive(Debug)]
pub(crate) struct Index {
    /// All that was written up to here is in it.
    revision: i64,
    entries: Vec<Option<Entry>>,
    /// Where the row of this id stands in `entries`.
    slots: HashMap<i64, u32>,
    free: Vec<u32>,
    /// The slots in each order, made when somebody first wants it.
    orders: [OnceLock<Vec<u32>>; Order::ALL.len()],
    counts: Counts,
    texts: Texts,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            revision: -1,
            entries: Vec::new(),
            slots: HashMap::new(),
            free: Vec::new(),
            orders: [const { OnceLock::new() }; Order::ALL.len()],
            counts: Counts::default(),
            texts: Texts::default(),
        }
    }
}

impl Index {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The places in the table of all who fit, in the order asked for.
    pub(super) fn found(&self, filter: &Filter) -> Vec<i64> {
        let wanted = Wanted::of(filter);
        let order = self.order(filter.sort);
        let fits = |slot: &u32| {
            let entry = self.entry(*slot)?;
            wanted.fits(entry).then_some(entry.id)
        };
        if filter.desc {
            order.iter().rev().filter_map(fits).collect()
        } else {
            order.iter().filter_map(fits).collect()
        }
    }

    fn entry(&self, slot: u32) -> Option<&Entry> {
        self.entries.get(slot as usize)?.as_ref()
    }

    fn order(&self, order: Order) -> &[u32] {
        self.orders[order as usize].get_or_init(|| {
            let mut slots: Vec<u32> = self.slots.values().copied().collect();
            sort(&mut slots, &self.entries, order);
            slots
        })
    }

    /// Brings in what was written since.
    async fn catch_up(&mut self, db: &Db, connection: &str) -> Result<(), StoreError> {
        // What is written after this is read again next time, which changes nothing.
        let revision = revision(db, connection).await?;
        if revision - self.revision >= REMEMBERED {
            *self = Self::default();
        }
        let removed: Vec<i64> = db
            .rows(
                "SELECT person FROM people_removed WHERE connection = $1 AND rev > $2",
                args![connection, self.revision],
            )
            .await?
            .iter()
            .map(|row| row.i64("person"))
            .collect::<Result<_, _>>()?;
        let mut written = Vec::new();
        let mut place = (self.revision, i64::MAX);
        loop {
            let batch = written_after(db, connection, place, BATCH).await?;
            let whole = batch.len() < BATCH as usize;
            if let Some(last) = batch.last() {
                place = (last.rev, last.id);
            }
            for kept in &batch {
                written.push(Entry::of(kept, &mut self.texts));
            }
            if whole {
                break;
            }
        }
        self.apply(written, &removed);
        self.revision = revision;
        Ok(())
    }

    fn apply(&mut self, written: Vec<Entry>, removed: &[i64]) {
        let mut touched = HashSet::new();
        for id in removed {
            if let Some(slot) = self.slots.remove(id) {
                self.put(slot, None);
                self.free.push(slot);
                touched.insert(slot);
            }
        }
        let mut moved = HashSet::with_capacity(written.len());
        for entry in written {
            let id = entry.id;
            let slot = self.slots.get(&id).copied().unwrap_or_else(|| {
                self.free.pop().unwrap_or_else(|| {
                    self.entries.push(None);
                    u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
                })
            });
            self.put(slot, Some(entry));
            self.slots.insert(id, slot);
            moved.insert(slot);
        }
        touched.extend(&moved);
        if touched.is_empty() {
            return;
        }
        for order in Order::ALL {
            if let Some(slots) = self.orders[order as usize].get_mut() {
                slots.retain(|slot| !touched.contains(slot));
                slots.extend(&moved);
                // The greater part is in order already: that is a merge and no sorting.
                sort(slots, &self.entries, order);
            }
        }
    }

    fn put(&mut self, slot: u32, entry: Option<Entry>) {
        let place = &mut self.entries[slot as usize];
        if let Some(was) = place {
            self.counts.one(was, -1);
        }
        if let Some(is) = &entry {
            self.counts.one(is, 1);
        }
        *place = entry;
    }
}

fn sort(slots: &mut [u32], entries: &[Option<Entry>], order: Order) {
    let entry = |slot: &u32| entries.get(*slot as usize).and_then(Option::as_ref);
    slots.sort_by(|a, b| match (entry(a), entry(b)) {
        (Some(a), Some(b)) => a.compare(b, order),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
}

#[cfg(test)]
mod tests {
    use super::{Entry, Filter, Index, Order};
    use crate::{Person, directory::known::Kept};

    fn kept(id: i64, name: &str, dept: &str) -> Kept {
        Kept {
            id,
            person: Person {
                email: format!("{id}@example.org"),
                display_name: name.into(),
                dept: dept.into(),
                status: "active".into(),
                ..Person::default()
            },
            event_at: 0,
            rev: 1,
        }
    }

    fn apply(index: &mut Index, written: &[Kept], removed: &[i64]) {
        let texts = &mut index.texts;
        let written = written.iter().map(|kept| Entry::of(kept, texts)).collect();
        index.apply(written, removed);
    }

    #[test]
    fn an_order_that_was_made_follows_what_is_written_and_what_is_gone() {
        let mut index = Index::default();
        let by_name = Filter::default();
        let by_dept = Filter {
            sort: Order::Dept,
            desc: true,
            ..Filter::default()
        };
        apply(
            &mut index,
            &[
                kept(1, "Cleo", "A"),
                kept(2, "Ana", "B"),
                kept(3, "Bo", "C"),
            ],
            &[],
        );
        assert_eq!(index.found(&by_name), [2, 3, 1]);
        assert_eq!(index.found(&by_dept), [3, 2, 1]);
        apply(
            &mut index,
            &[
                kept(1, "Abel", "Z"),
                kept(1, "Abel", "Z"),
                kept(4, "Dora", "A"),
            ],
            &[3],
        );
        assert_eq!(index.found(&by_name), [1, 2, 4]);
        assert_eq!(index.found(&by_dept), [1, 2, 4]);
        apply(&mut index, &[kept(5, "Ab", "B")], &[1, 1, 77]);
        assert_eq!(index.found(&by_name), [5, 2, 4]);
        assert_eq!(index.len(), 3);
        assert_eq!(index.counts().facets().everybody(), 3);
    }

    #[test]
    fn words_are_found_at_their_beginning_only_and_all_must_fit() {
        let mut index = Index::default();
        apply(
            &mut index,
            &[kept(1, "Ana Köhl", "Sales"), kept(2, "Hanna Kohl", "")],
            &[],
        );
        let found = |q: &str| {
            index.found(&Filter {
                q: q.into(),
                ..Filter::default()
            })
        };
        assert_eq!(found("an"), [1]);
        assert_eq!(found("KOH"), [1, 2]);
        assert_eq!(found("koh sal"), [1]);
        assert_eq!(found("2@exam"), [2]);
        assert!(found("anna").is_empty());
    }
}
