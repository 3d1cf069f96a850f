//! The keys of every connection, held in memory: a stranger's delivery must not cost a read.
//!
//! They are read again as soon as this process changes one, and after five seconds because another
//! process (a command, another node) may have. One delivery does that; those that come meanwhile
//! use what is there. Where the database does not answer, what is known goes on being used.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use connect::Connect;
use inbox::Keys;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, watch};

use crate::{Error, State};

/// How old the list may be.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// Keys by connection.
type Known = HashMap<String, Keys>;

struct Held {
    known: Arc<Known>,
    read_at: Timestamp,
    version: u64,
}

/// The list, and who renews it.
pub(crate) struct KeyRing {
    held: RwLock<Option<Held>>,
    changes: watch::Receiver<u64>,
    reading: Mutex<()>,
}

impl KeyRing {
    pub(crate) fn new(connect: &Connect) -> Self {
        Self {
            held: RwLock::default(),
            changes: connect.webhook_changes(),
            reading: Mutex::default(),
        }
    }

    /// The keys of every connection.
    pub(super) async fn known(&self, app: &State) -> Result<Arc<Known>, Error> {
        let now = app.clock.now();
        match self.look(now) {
            (Some(known), true) => return Ok(known),
            (Some(known), false) => {
                let Ok(_reading) = self.reading.try_lock() else {
                    return Ok(known);
                };
                return match self.read(app, now).await {
                    Ok(known) => Ok(known),
                    Err(error) => {
                        tracing::warn!(%error, "the webhook keys could not be read again; the known ones are used");
                        self.hold(known.clone(), now, self.version());
                        Ok(known)
                    }
                };
            }
            (None, _) => {}
        }
        let _reading = self.reading.lock().await;
        match self.look(now) {
            (Some(known), _) => Ok(known),
            (None, _) => self.read(app, now).await,
        }
    }

    /// What is held of this version, and whether it is fresh.
    fn look(&self, now: Timestamp) -> (Option<Arc<Known>>, bool) {
        let version = self.version();
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some(held) if held.version == version => {
                let age = now.duration_since(held.read_at).abs();
                (Some(held.known.clone()), age < FRESH)
            }
            _ => (None, false),
        }
    }

    async fn read(&self, app: &State, now: Timestamp) -> Result<Arc<Known>, Error> {
        // Before the read: what changes meanwhile is read again.
        let version = self.version();
        let keys = app.connect.webhook_keys().await?;
        let known: Known = keys
            .into_iter()
            .map(|(id, keys)| {
                let keys = Keys {
                    secrets: keys.secrets,
                    verification_tokens: keys.verification_tokens,
                    legacy: keys.legacy,
                    account: keys.account_id,
                };
                (id.0, keys)
            })
            .collect();
        let known = Arc::new(known);
        self.hold(known.clone(), now, version);
        Ok(known)
    }

    fn hold(&self, known: Arc<Known>, read_at: Timestamp, version: u64) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some(Held {
            known,
            read_at,
            version,
        });
    }

    fn version(&self) -> u64 {
        *self.changes.borrow()
    }
}
