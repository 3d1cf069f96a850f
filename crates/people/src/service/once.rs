//! One form, one person, however often it is sent.
//!
//! People press a button twice, and browsers send a form again. A page gives its form a key of its
//! own: the second sending waits for the first and is shown what came of it. Kept in memory, for
//! the last few hundred forms; an address stands only once at Zoom in any case.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex as Lock, PoisonError},
};

use tokio::sync::Mutex;

/// Forms remembered at a time.
const REMEMBERED: usize = 500;

type Place = Arc<Mutex<Option<String>>>;

/// The forms of late: key and address, and the id of who came of it.
#[derive(Debug, Default)]
pub(super) struct Sent(Lock<VecDeque<(String, String, Place)>>);

impl Sent {
    /// The place where the outcome of this sending is kept.
    pub(super) fn place(&self, key: &str, email: &str) -> Place {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, _, place)) = all.iter().find(|(k, e, _)| k == key && e == email) {
            return Arc::clone(place);
        }
        let place = Place::default();
        all.push_back((key.to_owned(), email.to_owned(), Arc::clone(&place)));
        if all.len() > REMEMBERED {
            all.pop_front();
        }
        place
    }
}
