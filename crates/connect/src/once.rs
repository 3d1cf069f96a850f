//! One form, one deed, however often it is sent.
//!
//! People press a button twice, and browsers send a form again: Zoom would schedule two meetings
//! and invite to both. A page therefore gives its form a key of its own: the second sending waits
//! for the first and is told what came of it. The same key with other words in the form, as after
//! the browser's Back, is another wish; a sending that failed may be tried again.
//!
//! What this refuses: to remember for long. It is kept in memory, for the last few hundred forms.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::{Arc, Mutex as Lock, PoisonError},
};

use tokio::sync::Mutex;

/// Forms remembered at a time.
const REMEMBERED: usize = 500;

/// What came of a form, once that is known.
type Place<T> = Arc<Mutex<Option<T>>>;

/// The forms of late and what came of each.
#[derive(Debug)]
pub struct Once<T>(Lock<VecDeque<Sending<T>>>);

#[derive(Debug)]
struct Sending<T> {
    key: String,
    digest: u64,
    place: Place<T>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(Lock::default())
    }
}

impl<T> Once<T> {
    /// Where the outcome of the form with this key is kept, `sent` with these words; a form
    /// without a key has a place of its own each time.
    pub fn place(&self, key: &str, sent: &impl Hash) -> Place<T> {
        if key.is_empty() {
            return Place::default();
        }
        let mut hasher = DefaultHasher::new();
        sent.hash(&mut hasher);
        let digest = hasher.finish();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = all.iter();
        if let Some(known) = known.find(|one| one.key == key && one.digest == digest) {
            return Arc::clone(&known.place);
        }
        let place = Place::default();
        all.push_back(Sending {
            key: key.to_owned(),
            digest,
            place: Arc::clone(&place),
        });
        if all.len() > REMEMBERED {
            all.pop_front();
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Once, REMEMBERED};

    #[test]
    fn a_form_has_one_place_until_it_is_forgotten_and_no_key_has_none() {
        let once = Once::<u8>::default();
        let first = once.place("key", &1);
        assert!(Arc::ptr_eq(&first, &once.place("key", &1)));
        assert!(!Arc::ptr_eq(&first, &once.place("key", &2)));
        assert!(!Arc::ptr_eq(&once.place("", &1), &once.place("", &1)));
        for at in 0..REMEMBERED {
            once.place("other", &at);
        }
        assert!(!Arc::ptr_eq(&first, &once.place("key", &1)));
    }
}
