//! Who looks at what: one task for each thing that somebody looks at, none for the others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use clock::Clock;
use connect::ConnectionId;
use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use ui::Part;

use super::{Living, Subject, frame::Frame, living::trouble};
use crate::{State, layout};

/// Pages that may be open at once on one node; each costs some kilobytes and a socket.
const PLACES: usize = 5_000;
/// The least time between two states of a page: more often nobody can read.
const PACE: Duration = Duration::from_millis(500);
/// Figures that change without anybody saying so (ages, the quota) are looked at this often.
const LOOK: Duration = Duration::from_secs(10);
/// Rest after a state could not be made.
const REST: Duration = Duration::from_secs(2);

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) connection: ConnectionId,
    pub(super) subject: Subject,
}

type Frames = watch::Sender<Option<Arc<Frame>>>;

/// The streams of a node.
pub(crate) struct Hub {
    watched: Mutex<HashMap<Key, Arc<Frames>>>,
    places: Arc<Semaphore>,
    closing: watch::Sender<bool>,
    /// Real time; see the module's header.
    pub(super) pace: Clock,
}

impl Hub {
    pub(crate) fn new(pace: Clock) -> Self {
        Self {
            watched: Mutex::default(),
            places: Arc::new(Semaphore::new(PLACES)),
            closing: watch::Sender::new(false),
            pace,
        }
    }

    /// Ends every stream, so that the server can stop.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Turns true when the streams are to end.
    pub(super) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Room for one more page, if there is.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// The states of `key`, from the present one on.
    pub(super) fn watch(&self, app: &State, key: Key) -> watch::Receiver<Option<Arc<Frame>>> {
        let mut watched = self.watched();
        if let Some(frames) = watched.get(&key) {
            return frames.subscribe();
        }
        let (frames, first) = watch::channel(None);
        let frames = Arc::new(frames);
        watched.insert(key.clone(), Arc::clone(&frames));
        let entry = Entry {
            app: app.clone(),
            key,
            frames,
        };
        tokio::spawn(async move { entry.tell().await });
        first
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<Key, Arc<Frames>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One thing that is looked at. Dropped, it is forgotten; should it have died in the middle, its
/// viewers' streams end and their browsers come back to a new one.
struct Entry {
    app: State,
    key: Key,
    frames: Arc<Frames>,
}

impl Entry {
    /// Makes states until nobody looks any more.
    async fn tell(&self) {
        let hub = self.app.hub();
        let mut closing = hub.closing();
        let mut changes = self.app.monitor.changes();
        let mut last = None;
        loop {
            changes.mark_unchanged();
            let rest = if self.renew(&mut last).await {
                LOOK
            } else {
                REST
            };
            let next = async {
                hub.pace.sleep(PACE).await;
                tokio::select! {
                    told = changes.changed() => if told.is_err() {
                        hub.pace.sleep(rest).await;
                    },
                    () = hub.pace.sleep(rest) => {}
                }
            };
            tokio::select! {
                () = next => {}
                () = self.frames.closed() => if self.leave() { return },
                _ = closing.wait_for(|closing| *closing) => return,
            }
        }
    }

    /// Makes the present state; false when it could not be made. Then those who look keep what
    /// they have, and are told of when it is.
    async fn renew(&self, last: &mut Option<(Living, Timestamp)>) -> bool {
        let (app, connection) = (&self.app, &self.key.connection);
        let error = match self.key.subject.living(app, connection).await {
            Ok(living) => {
                self.publish(&living.parts().collect::<Vec<_>>());
                *last = Some((living, app.clock.now()));
                return true;
            }
            Err(error) => error,
        };
        tracing::warn!(subject = ?self.key.subject, %error, "a page's parts could not be renewed");
        let title = match last {
            Some((_, at)) => format!("What is shown is from {}", ui::exact(*at, &TimeZone::UTC)),
            None => "This page is not renewed just now".to_owned(),
        };
        let why = ui::State::stale(title).text(format!("{error} It is tried again by itself."));
        let why = layout::boxed(why);
        match last {
            Some((living, _)) => {
                living.troubled(why);
                self.publish(&living.parts().collect::<Vec<_>>());
            }
            None => self.publish(&[&trouble(why)]),
        }
        false
    }

    /// Hands a state to everybody, unless it is the one they have.
    fn publish(&self, parts: &[&Part]) {
        self.frames.send_if_modified(|frame| {
            let new = Frame::new(parts, frame.as_deref());
            let moved = frame.as_ref().is_none_or(|old| old.id() != new.id());
            if moved {
                *frame = Some(Arc::new(new));
            }
            moved
        });
    }

    /// Whether nobody came in the meantime.
    fn leave(&self) -> bool {
        let mut watched = self.app.hub().watched();
        let alone = self.frames.receiver_count() == 0;
        if alone {
            watched.remove(&self.key);
        }
        alone
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut watched = self.app.hub().watched();
        let mine = |known: &Arc<Frames>| Arc::ptr_eq(known, &self.frames);
        if watched.get(&self.key).is_some_and(mine) {
            watched.remove(&self.key);
        }
    }
}
