//! What one subscription still has to get, in order, and what became of the rest.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::{Answer, Delivery, DeliveryState, Try, WebhookFaultKind};

/// The most that waits for one subscription; beyond it the oldest is given up.
pub(crate) const MOST_WAITING: usize = 10_000;
/// The most that is remembered once nothing more will happen.
const MOST_FINISHED: usize = 500;
/// So many of them outlive the process.
const MOST_KEPT: usize = 100;
/// How long one that is held back waits for the one to overtake it.
const HELD: SignedDuration = SignedDuration::from_mins(1);

/// One subscription's deliveries.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    state: Mutex<State>,
    /// Rung when there is something new to do.
    pub(crate) bell: Notify,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    all: BTreeMap<u64, Delivery>,
    /// What waits: when it is due, its place among those due together, its id.
    due: BTreeSet<(Timestamp, u64, u64)>,
    finished: VecDeque<u64>,
    held: Option<u64>,
    waiting: usize,
    flying: usize,
}

/// A lane on disk.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct KeptLane {
    last: u64,
    deliveries: Vec<Delivery>,
}

/// What a courier takes along.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) id: u64,
    pub(crate) body: String,
}

impl Lane {
    /// Puts an event in, as the fault has it.
    pub(crate) fn put(
        &self,
        now: Timestamp,
        event: &str,
        body: &str,
        fault: Option<WebhookFaultKind>,
    ) {
        let mut state = self.lock();
        let id = state.add(now, event, body, fault, None);
        let follows = state.held.take();
        match fault {
            Some(WebhookFaultKind::Dropped) => state.finish(id, DeliveryState::Dropped),
            Some(WebhookFaultKind::Late { seconds }) => {
                let late = SignedDuration::from_secs(i64::from(seconds));
                state.schedule(id, now.saturating_add(late).unwrap_or(now), id * 2);
            }
            Some(WebhookFaultKind::OutOfOrder) => {
                state.schedule(id, now.saturating_add(HELD).unwrap_or(now), id * 2);
                state.held = Some(id);
            }
            Some(WebhookFaultKind::Twice) => {
                state.schedule(id, now, id * 2);
                let second = state.add(now, event, body, fault, None);
                state.schedule(second, now, second * 2);
            }
            None => state.schedule(id, now, id * 2),
        }
        if let Some(held) = follows {
            state.let_go(held, now);
        }
        drop(state);
        self.bell.notify_one();
    }

    /// Sends the body of a delivery again, as a delivery of its own.
    pub(crate) fn replay(&self, id: u64, now: Timestamp) -> Option<u64> {
        let mut state = self.lock();
        let (event, body) = {
            let old = state.all.get(&id)?;
            (old.event.clone(), old.body.clone())
        };
        let again = state.add(now, &event, &body, None, Some(id));
        state.schedule(again, now, again * 2);
        drop(state);
        self.bell.notify_one();
        Some(again)
    }

    /// The first that is due.
    pub(crate) fn take(&self, now: Timestamp) -> Option<Job> {
        let mut state = self.lock();
        let first = state.due.first().copied().filter(|(at, ..)| *at <= now)?;
        state.due.remove(&first);
        let id = first.2;
        if state.held == Some(id) {
            state.held = None;
        }
        let delivery = state.all.get_mut(&id)?;
        delivery.state = DeliveryState::Sending;
        delivery.next_try = None;
        let body = delivery.body.clone();
        state.flying += 1;
        Some(Job { id, body })
    }

    /// Notes what came of a job.
    pub(crate) fn note(&self, id: u64, attempt: Try) {
        let mut state = self.lock();
        state.flying = state.flying.saturating_sub(1);
        let Some(delivery) = state.all.get_mut(&id) else {
            return;
        };
        delivery.note(attempt);
        let (now, next) = (delivery.state, delivery.next_try);
        match next {
            Some(at) => state.schedule(id, at, id * 2),
            None => state.finish(id, now),
        }
    }

    /// When something is due next.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.lock().due.first().map(|(at, ..)| *at)
    }

    /// How many are due and not sent.
    pub(crate) fn backlog(&self, now: Timestamp) -> usize {
        let state = self.lock();
        state.due.range(..=(now, u64::MAX, u64::MAX)).count()
    }

    /// Whether anything is due or on the wire.
    pub(crate) fn is_busy(&self, now: Timestamp) -> bool {
        let state = self.lock();
        state.flying > 0 || state.due.first().is_some_and(|(at, ..)| *at <= now)
    }

    /// Nothing that waits will be sent any more.
    pub(crate) fn give_up(&self) {
        let mut state = self.lock();
        for (_, _, id) in std::mem::take(&mut state.due) {
            state.finish(id, DeliveryState::GivenUp);
        }
    }

    /// The latest `most` deliveries, latest first.
    pub(crate) fn list(&self, most: usize) -> Vec<Delivery> {
        self.lock().all.values().rev().take(most).cloned().collect()
    }

    /// One delivery.
    pub(crate) fn get(&self, id: u64) -> Option<Delivery> {
        self.lock().all.get(&id).cloned()
    }

    /// What outlives the process: all that waits, and the latest of the rest.
    pub(crate) fn keep(&self) -> KeptLane {
        let state = self.lock();
        let forgotten = state.finished.len().saturating_sub(MOST_KEPT);
        let old: BTreeSet<u64> = state.finished.iter().take(forgotten).copied().collect();
        KeptLane {
            last: state.last,
            deliveries: state
                .all
                .values()
                .filter(|delivery| !old.contains(&delivery.id))
                .cloned()
                .collect(),
        }
    }

    /// Takes a kept lane back; what was on the wire is sent again.
    pub(crate) fn restore(kept: KeptLane, now: Timestamp) -> Self {
        let mut state = State {
            last: kept.last,
            ..State::default()
        };
        for delivery in kept.deliveries {
            let (id, ended, due) = (delivery.id, delivery.state, delivery.next_try);
            state.all.insert(id, delivery);
            state.waiting += 1;
            if ended.is_final() {
                state.finish(id, ended);
            } else {
                state.schedule(id, due.unwrap_or(now), id * 2);
            }
        }
        Self {
            state: Mutex::new(state),
            bell: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(
        &mut self,
        now: Timestamp,
        event: &str,
        body: &str,
        fault: Option<WebhookFaultKind>,
        replay_of: Option<u64>,
    ) -> u64 {
        if self.waiting >= MOST_WAITING
            && let Some(oldest) = self.due.pop_first()
        {
            if let Some(delivery) = self.all.get_mut(&oldest.2) {
                delivery.tries.push(Try {
                    at: now,
                    answer: Answer::Failed(format!(
                        "not sent: more than {MOST_WAITING} events wait for this subscription"
                    )),
                    milliseconds: 0,
                });
            }
            self.finish(oldest.2, DeliveryState::GivenUp);
        }
        self.last += 1;
        self.waiting += 1;
        let delivery = Delivery {
            id: self.last,
            event: event.to_owned(),
            made_at: now,
            state: DeliveryState::Waiting,
            next_try: None,
            tries: Vec::new(),
            replay_of,
            fault,
            body: body.to_owned(),
        };
        self.all.insert(self.last, delivery);
        self.last
    }

    /// Sends what was held back behind the one that came last.
    fn let_go(&mut self, id: u64, now: Timestamp) {
        let due = self.all.get(&id).and_then(|delivery| delivery.next_try);
        if due.is_some_and(|due| self.due.remove(&(due, id * 2, id))) {
            self.schedule(id, now, self.last * 2 + 1);
        }
    }

    fn schedule(&mut self, id: u64, at: Timestamp, place: u64) {
        if let Some(delivery) = self.all.get_mut(&id) {
            delivery.state = DeliveryState::Waiting;
            delivery.next_try = Some(at);
            self.due.insert((at, place, id));
        }
    }

    fn finish(&mut self, id: u64, ended: DeliveryState) {
        if let Some(delivery) = self.all.get_mut(&id) {
            delivery.state = ended;
            delivery.next_try = None;
        }
        self.waiting = self.waiting.saturating_sub(1);
        self.finished.push_back(id);
        if self.finished.len() > MOST_FINISHED
            && let Some(oldest) = self.finished.pop_front()
        {
            self.all.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Answer, DeliveryState, Lane, MOST_FINISHED, MOST_WAITING, Try};

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_lane_is_bounded_and_says_what_it_gave_up() {
        let lane = Lane::default();
        for _ in 0..=MOST_WAITING {
            lane.put(now(), "meeting.started", "{}", None);
        }
        assert_eq!(lane.backlog(now()), MOST_WAITING);
        let oldest = lane.get(1).unwrap();
        assert_eq!(oldest.state, DeliveryState::GivenUp);
        assert!(
            matches!(&oldest.tries[0].answer, Answer::Failed(why) if why.starts_with("not sent"))
        );
        lane.give_up();
        assert_eq!(lane.list(usize::MAX).len(), MOST_FINISHED);
    }

    #[test]
    fn what_was_on_the_wire_at_the_end_is_sent_again_after_a_restart() {
        let lane = Lane::default();
        for body in ["one", "two", "three"] {
            lane.put(now(), "meeting.started", body, None);
        }
        let first = lane.take(now()).unwrap();
        let attempt = Try {
            at: now(),
            answer: Answer::Status(503),
            milliseconds: 1,
        };
        lane.note(first.id, attempt);
        let second = lane.take(now()).unwrap();
        assert_eq!((first.body.as_str(), second.body.as_str()), ("one", "two"));

        let lane = Lane::restore(lane.keep(), now());
        let bodies = || std::iter::from_fn(|| lane.take(now())).map(|job| job.body);
        assert_eq!(bodies().collect::<Vec<_>>(), ["two", "three"]);
        assert_eq!(lane.next_due().unwrap().to_string(), "2026-11-21T12:05:00Z");
    }
}
