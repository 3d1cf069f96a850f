//! Faults on purpose: the next replies of `/v2` and `/oauth` go wrong in a chosen way.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::{Deserialize, Serialize};

/// One way to go wrong, for a number of replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// For how many replies; 1 when left out.
    #[serde(default = "one")]
    pub times: u32,
    /// Only for paths that begin with this (`/v2/users`); for all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// The ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// Answers this status with Zoom's envelope; the request is not carried out.
    Status {
        /// 400 to 599.
        status: u16,
        /// Zoom's code; the status when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        /// Zoom's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
    /// Carries the request out, then breaks the connection after half of the answer.
    Cut,
    /// Answers a page of HTML with status 200; the request is not carried out.
    Html,
    /// Answers more than 10 MB of JSON; the request is not carried out.
    Huge,
    /// Carries the request out and answers late.
    Delay {
        /// How late, in real milliseconds.
        milliseconds: u64,
    },
}

fn one() -> u32 {
    1
}

/// The faults that wait for their replies. Asking costs nothing while there are none.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: AtomicUsize,
    list: Mutex<VecDeque<Fault>>,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.change(|list| list.push_back(fault));
    }

    pub(crate) fn clear(&self) {
        self.change(VecDeque::clear);
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.lock().iter().cloned().collect()
    }

    /// The fault for this reply, counted down.
    pub(crate) fn next(&self, path: &str) -> Option<FaultKind> {
        if self.waiting.load(Ordering::Acquire) == 0 {
            return None;
        }
        let mut found = None;
        self.change(|list| {
            let fits = |fault: &Fault| fault.path.as_deref().is_none_or(|p| path.starts_with(p));
            let Some(at) = list.iter().position(fits) else {
                return;
            };
            let fault = &mut list[at];
            found = (fault.times > 0).then(|| fault.kind.clone());
            fault.times = fault.times.saturating_sub(1);
            if fault.times == 0 {
                list.remove(at);
            }
        });
        found
    }

    fn change(&self, change: impl FnOnce(&mut VecDeque<Fault>)) {
        let mut list = self.lock();
        change(&mut list);
        self.waiting.store(list.len(), Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Fault>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, Faults};

    #[test]
    fn a_fault_befalls_its_path_as_often_as_asked() {
        let faults = Faults::default();
        faults.add(Fault {
            kind: FaultKind::Html,
            times: 2,
            path: Some("/v2/users".to_owned()),
        });
        assert_eq!(faults.next("/oauth/token"), None);
        assert_eq!(faults.next("/v2/users/me"), Some(FaultKind::Html));
        assert_eq!(faults.next("/v2/users"), Some(FaultKind::Html));
        assert_eq!(faults.next("/v2/users"), None);
    }
}
