//! The modelled operations: one handler each, found by the catalogue's key.

use crate::{
    call::{Call, Depth, Reply},
    world::World,
};

/// One modelled operation.
#[derive(Debug, Clone, Copy)]
pub struct Modelled {
    /// The catalogue's key: `GET /users/{userId}`.
    pub key: &'static str,
    /// `Stateful` or `Synthetic`; what is not in the table is absent.
    pub depth: Depth,
    /// Answers a call.
    pub run: fn(&World, &Call<'_>) -> Reply,
}

/// Every modelled operation. The HTTP layer resolves this once at start.
pub fn table() -> &'static [Modelled] {
    &[]
}

/// Answers `call` from the table; `None` when the operation is not modelled.
pub fn answer(world: &World, call: &Call<'_>) -> Option<Reply> {
    table()
        .iter()
        .find(|entry| entry.key == call.key)
        .map(|entry| (entry.run)(world, call))
}
