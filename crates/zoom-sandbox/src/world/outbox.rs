//! What commands did, until the webhooks fetch it.
//!
//! The organisation's own life needs no such box: it is worked out from the seed. What came over
//! the API is told here by the operation that did it, in the same breath as it is done. While no
//! subscription listens nothing is told, so a sandbox without webhooks pays nothing.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use jiff::Timestamp;
use serde_json::{Map, Value};

/// The most that waits; beyond it the oldest is forgotten.
const MOST: usize = 10_000;

/// One thing a command did, in the shape Zoom tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) at: Timestamp,
    /// Such as `meeting.created`.
    pub(crate) event: &'static str,
    pub(crate) payload: Map<String, Value>,
    /// The user it concerns: apps of one user hear of their own only.
    pub(crate) concerns: String,
    /// Stands beside the payload where files can be downloaded.
    pub(crate) download_token: Option<String>,
}

/// Where commands tell what they did.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    listening: AtomicBool,
    told: Mutex<Vec<Told>>,
}

impl Outbox {
    /// Whether anybody would hear.
    pub(crate) fn listens(&self) -> bool {
        self.listening.load(Ordering::Acquire)
    }

    /// Begins or stops listening; what was told and not fetched is kept.
    pub(crate) fn listen(&self, on: bool) {
        self.listening.store(on, Ordering::Release);
    }

    /// Tells, where somebody listens.
    pub(crate) fn tell(&self, told: impl FnOnce() -> Told) {
        if !self.listens() {
            return;
        }
        let mut all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.remove(0);
            tracing::warn!("more than {MOST} commands wait to be told; the oldest was forgotten");
        }
        all.push(told());
    }

    /// Whether nothing waits to be fetched.
    pub(crate) fn is_empty(&self) -> bool {
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// Fetches what was told.
    pub(crate) fn take(&self) -> Vec<Told> {
        std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
