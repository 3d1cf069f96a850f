//! One form, one meeting, however often it is sent.
//!
//! People press a button twice, and browsers send a form again. Zoom would schedule two meetings
//! and invite to both. A page therefore gives its form a key of its own: the second sending waits
//! for the first and is shown what came of it. The same key with other words in the form, as after
//! the browser's Back, is another wish.
//!
//! What this refuses: to remember for long. It is kept in memory, for the last few hundred forms.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Mutex as Lock, PoisonError},
};

use connect::{ConnectionId, Principal};
use tokio::sync::Mutex;

use super::{Meetings, Outcome};
use crate::{Error, Form, Kind};

/// Forms remembered at a time.
const REMEMBERED: usize = 500;

/// A form's key and a digest of what was sent with it; what came of it, once that is known.
type Sending<T> = (String, u64, Arc<Mutex<Option<T>>>);

/// The forms of late and what came of each.
#[derive(Debug)]
pub(super) struct Sent<T>(Lock<VecDeque<Sending<T>>>);

impl<T> Default for Sent<T> {
    fn default() -> Self {
        Self(Lock::default())
    }
}

impl<T> Sent<T> {
    /// The place where the outcome of this sending is kept.
    pub(super) fn place(&self, key: &str, digest: u64) -> Arc<Mutex<Option<T>>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, _, place)) = all.iter().find(|(k, d, _)| k == key && *d == digest) {
            return Arc::clone(place);
        }
        let place = Arc::default();
        all.push_back((key.to_owned(), digest, Arc::clone(&place)));
        if all.len() > REMEMBERED {
            all.pop_front();
        }
        place
    }
}

impl Meetings {
    /// [`create`](Self::create), once for a form with this key: sent again, it is what the first
    /// sending made. A sending that failed may be tried again.
    pub async fn create_once(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        form: &Form,
        key: &str,
    ) -> Result<Outcome, Error> {
        if key.is_empty() {
            return self.create(who, connection, kind, form).await;
        }
        let place = self.sent.place(key, digest(connection, kind, form));
        let mut made = place.lock().await;
        if let Some(id) = &*made {
            return Ok(Outcome {
                event: self.get(who, id).await?,
                notes: Vec::new(),
            });
        }
        let outcome = self.create(who, connection, kind, form).await?;
        *made = Some(outcome.event.public_id.clone());
        Ok(outcome)
    }
}

fn digest(connection: &ConnectionId, kind: Kind, form: &Form) -> u64 {
    let mut hasher = DefaultHasher::new();
    connection.to_string().hash(&mut hasher);
    kind.plural().hash(&mut hasher);
    // A form is text in every field and always has a JSON.
    serde_json::to_string(form)
        .unwrap_or_default()
        .hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{REMEMBERED, Sent};

    #[test]
    fn a_form_has_one_place_and_old_ones_are_forgotten() {
        let sent = Sent::<u8>::default();
        let first = sent.place("key", 1);
        assert!(Arc::ptr_eq(&first, &sent.place("key", 1)));
        assert!(!Arc::ptr_eq(&first, &sent.place("key", 2)));
        for at in 0..REMEMBERED as u64 {
            sent.place("other", at);
        }
        assert!(!Arc::ptr_eq(&first, &sent.place("key", 1)));
    }
}
