//! A form that schedules has a key of its own and makes one thing, however often it is sent.
//!
//! People press a button twice, go back and send again, and programs try again when an answer was
//! lost: Zoom would schedule two meetings and invite to both. What a key made is kept for a day
//! with the meeting itself, in one transaction, so a restart in between changes nothing. A sending
//! that failed may be tried again.
//!
//! What this refuses: to make a second one because something in the form was changed since. Whoever
//! wants another opens another form; here they are told what this one made, and that the change was
//! not sent.

use std::fmt::Write as _;

use connect::{Action, ConnectionId, Principal};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

use super::{Meetings, Outcome, may};
use crate::{Error, Form, Kind, Scheduled, repository};

/// How long a key is remembered, in hours.
pub(crate) const KEPT: i64 = 24;

/// What came of a form with a key.
#[derive(Debug)]
pub enum Sent {
    /// It was scheduled now.
    First(Outcome),
    /// It had been scheduled by this key before.
    Again {
        /// As it stands now.
        event: Scheduled,
        /// Whether the form says what it said then.
        same: bool,
    },
}

/// A key as it is kept: of whom it came and what it was sent with cannot be read from it.
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) digest: String,
}

impl Key {
    fn of(who: &Principal, connection: &ConnectionId, kind: Kind, form: &Form, key: &str) -> Self {
        let form = serde_json::to_string(form).unwrap_or_default();
        Self {
            name: digest(&[who.name(), connection.as_str(), kind.word(), key]),
            digest: digest(&[&form]),
        }
    }
}

/// Of parts that cannot be taken one for the other.
fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // To write to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

impl Meetings {
    /// [`create`](Self::create), once for a form with this key. An empty key is none.
    pub async fn create_once(
        &self,
        who: &Principal,
        connection: &ConnectionId,
        kind: Kind,
        form: &Form,
        key: &str,
    ) -> Result<Sent, Error> {
        may(who, Action::Change, connection)?;
        if key.is_empty() {
            let outcome = self.create(who, connection, kind, form).await?;
            return Ok(Sent::First(outcome));
        }
        let key = Key::of(who, connection, kind, form, key);
        // A second sending waits here for what comes of the first.
        let place = self.sent.place(&key.name, &());
        let _alone = place.lock().await;
        let oldest = self.now() - SignedDuration::from_hours(KEPT);
        if let Some((id, digest)) = repository::sent(&self.db, &key.name, oldest).await? {
            return Ok(Sent::Again {
                event: self.get(who, &id).await?,
                same: digest == key.digest,
            });
        }
        let outcome = self.schedule(who, connection, kind, form, Some(&key)).await;
        outcome.map(Sent::First)
    }
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn parts_are_not_taken_one_for_the_other() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&["ab", "c"]).len(), 64);
    }
}
