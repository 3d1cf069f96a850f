//! What `POST /api/v1/wc/info` gives and the websocket asks for: proof that somebody was judged.
//!
//! A ticket lives as long as the signature behind it, for the client comes back with it when its
//! connection was lost. Tickets are never kept on disk: no connection outlives the program.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use clock::Random;
use jiff::Timestamp;

use crate::world::Visitor;

/// Who may come to which meeting's door.
#[derive(Debug, Clone)]
pub(super) struct Ticket {
    pub(super) meeting: u64,
    pub(super) visitor: Visitor,
    /// The app is of another account than the meeting; said at the websocket.
    pub(super) other_account: bool,
    pub(super) ends: Timestamp,
    /// The visit this ticket was let in for out of the waiting room: its next connection goes on
    /// with it.
    pub(super) goes_on: Option<usize>,
}

/// The tickets in circulation, by their `auth`.
#[derive(Debug, Default)]
pub(super) struct Tickets(Mutex<HashMap<String, Ticket>>);

impl Tickets {
    /// Hands one out and gives its `auth`.
    pub(super) fn hand_out(&self, ticket: Ticket, random: &Random, now: Timestamp) -> String {
        let auth = random.letters(40);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, ticket| now < ticket.ends);
        all.insert(auth.clone(), ticket);
        auth
    }

    /// The ticket behind an `auth`, unless it has ended.
    pub(super) fn find(&self, auth: &str, now: Timestamp) -> Option<Ticket> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(auth).filter(|ticket| now < ticket.ends).cloned()
    }

    /// The next connection of this ticket goes on with a visit.
    pub(super) fn go_on(&self, auth: &str, visit: usize) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ticket) = all.get_mut(auth) {
            ticket.goes_on = Some(visit);
        }
    }

    /// The visit to go on with, once.
    pub(super) fn take_visit(&self, auth: &str) -> Option<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_mut(auth)?.goes_on.take()
    }

    pub(super) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
