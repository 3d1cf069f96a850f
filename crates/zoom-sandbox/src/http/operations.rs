//! What the HTTP layer knows of each operation of the catalogue, worked out once at start.

use std::collections::HashMap;

use zoom_catalog::Operation;

use super::event_subscriptions;
use crate::{
    call::Depth,
    limits::Lane,
    rest::{self, Modelled},
};

/// One operation as the HTTP layer meets it.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) operation: &'static Operation,
    pub(crate) key: &'static str,
    pub(crate) modelled: Option<&'static Modelled>,
    /// Whether it is about the calling app's event subscriptions, not about the world.
    pub(crate) of_the_app: bool,
    /// Which of the rate limiter's counters it falls under.
    pub(crate) lane: Lane,
    /// Whether it counts towards the 100 creates and updates per host and day.
    pub(crate) counts_for_host: bool,
    /// Whether it stands behind the gateway of Zoom Events, whose refusals differ.
    pub(crate) events_gateway: bool,
}

/// Every operation, in the catalogue's order.
#[derive(Debug)]
pub(crate) struct Slots(Vec<Slot>);

impl Slots {
    pub(crate) fn new() -> Self {
        let modelled: HashMap<&str, &'static Modelled> = rest::table()
            .iter()
            .map(|entry| (entry.key, entry))
            .collect();
        let slots = zoom_catalog::operations()
            .iter()
            .map(|operation| Slot {
                operation,
                key: operation.key(),
                modelled: modelled.get(operation.key()).copied(),
                of_the_app: event_subscriptions::models(operation.key()),
                lane: Lane::of(operation),
                counts_for_host: operation.counts_per_host(),
                events_gateway: operation.path.starts_with("/zoom_events"),
            })
            .collect();
        Self(slots)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.0.iter()
    }

    /// The slot of an operation of the catalogue.
    pub(crate) fn of(&self, operation: &'static Operation) -> &Slot {
        &self.0[operation.index()]
    }
}

impl Slot {
    pub(crate) fn depth(&self) -> Depth {
        if self.of_the_app {
            return Depth::Stateful;
        }
        self.modelled.map_or(Depth::Absent, |entry| entry.depth)
    }
}
