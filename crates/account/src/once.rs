//! One form, one deed, however often it is sent: the second sending waits for the first and is
//! told what came of it. Kept in memory, for the last few hundred forms.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex as Lock, PoisonError},
};

use tokio::sync::Mutex;

/// Forms remembered at a time.
const REMEMBERED: usize = 500;

/// What came of a form, once that is known: an id.
pub(crate) type Made = Arc<Mutex<Option<String>>>;

/// The forms of late.
#[derive(Debug, Default)]
pub(crate) struct Once(Lock<VecDeque<(String, Made)>>);

impl Once {
    /// Where the outcome of the form with this key is kept; a form without a key has a place of
    /// its own each time.
    pub(crate) fn place(&self, key: &str) -> Made {
        if key.is_empty() {
            return Made::default();
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = all.iter().find(|(known, _)| known == key) {
            return Arc::clone(made);
        }
        let made = Made::default();
        all.push_back((key.to_owned(), Arc::clone(&made)));
        if all.len() > REMEMBERED {
            all.pop_front();
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Once, REMEMBERED};

    #[test]
    fn a_key_has_one_place_until_it_is_forgotten_and_no_key_has_none() {
        let once = Once::default();
        let first = once.place("key");
        assert!(Arc::ptr_eq(&first, &once.place("key")));
        assert!(!Arc::ptr_eq(&once.place(""), &once.place("")));
        for at in 0..REMEMBERED {
            once.place(&at.to_string());
        }
        assert!(!Arc::ptr_eq(&first, &once.place("key")));
    }
}
