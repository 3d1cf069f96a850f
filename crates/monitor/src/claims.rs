//! One run of a test at a time: within this process by a set, across nodes by a lease.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use connect::ConnectionId;

type Held = Arc<Mutex<HashSet<(ConnectionId, &'static str)>>>;

/// Who may run what now.
#[derive(Clone, Default)]
pub(crate) struct Claims {
    held: Held,
}

/// The right to run one test, until it is dropped.
pub(crate) struct Claim {
    held: Held,
    what: (ConnectionId, &'static str),
}

impl Claims {
    /// The right to run `probe`; none while somebody runs it.
    pub(crate) fn take(&self, connection: &ConnectionId, probe: &'static str) -> Option<Claim> {
        let what = (connection.clone(), probe);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(what.clone()).then(|| Claim {
            held: Arc::clone(&self.held),
            what,
        })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(&self.what);
    }
}
