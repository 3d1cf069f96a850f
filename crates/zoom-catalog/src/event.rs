//! The 278 webhook events.

use std::{collections::HashMap, sync::OnceLock};

use crate::table;

/// One event an app can subscribe to.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// E.g. `meeting.started`.
    pub name: &'static str,
    /// The document it stands in.
    pub product: &'static str,
    /// The granular scopes any one of which an app needs to subscribe.
    pub granular: Vec<&'static str>,
    /// The classic scopes any one of which an app needs to subscribe.
    pub classic: Vec<&'static str>,
}

/// Every event, ordered by name.
pub fn events() -> &'static [Event] {
    static EVENTS: OnceLock<Vec<Event>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        table::rows(include_str!("../data/events.tsv"))
            .map(|mut row| Event {
                name: row.cell(),
                product: row.cell(),
                granular: row.words(),
                classic: row.words(),
            })
            .collect()
    })
}

/// The event of this name.
pub fn event(name: &str) -> Option<&'static Event> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Event>> = OnceLock::new();
    BY_NAME
        .get_or_init(|| events().iter().map(|e| (e.name, e)).collect())
        .get(name)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_278_events() {
        assert_eq!(events().len(), 278);
        let started = event("meeting.started").unwrap();
        assert!(started.granular.contains(&"meeting:read:meeting:admin"));
        assert!(event("meeting.exploded").is_none());
    }
}
