//! The modelled operations: one handler each, found by the catalogue's key.
//!
//! A handler reads the world, or gives it one command, and answers in Zoom's own shapes. It
//! refuses in Zoom's own words. It knows nothing of tokens, scopes, headers or limits.

#![expect(
    clippy::struct_field_names,
    clippy::struct_excessive_bools,
    reason = "the fields are named and shaped as Zoom names and shapes them"
)]

mod account;
mod life;
mod meetings;
mod merge;
mod metrics;
mod page;
mod phone;
mod recordings;
mod registrants;
mod reports;
mod scene;
mod tell;
mod users;
mod webinars;
mod window;
mod zoom_events;

pub(crate) use self::{life::between as asides, users::read_zak};

use std::sync::LazyLock;

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

/// A row of the table: how deep, the key, the handler, and any further keys (the `:master` twin)
/// the same handler answers.
macro_rules! row {
    ($depth:ident, $key:literal $(, $twin:literal)* => $handler:path) => {
        &[
            row!(@ $depth, $key, $handler),
            $(row!(@ $depth, $twin, $handler),)*
        ] as &[Modelled]
    };
    (@ $depth:ident, $key:literal, $handler:path) => {
        Modelled {
            key: $key,
            depth: $crate::call::Depth::$depth,
            run: |world, call| $handler(world, call).unwrap_or_else(|refusal| refusal),
        }
    };
}
use row;

/// Every modelled operation. The HTTP layer resolves this once at start.
pub fn table() -> &'static [Modelled] {
    static TABLE: LazyLock<Vec<Modelled>> = LazyLock::new(|| {
        [
            users::TABLE,
            meetings::TABLE,
            webinars::TABLE,
            registrants::TABLE,
            recordings::TABLE,
            account::TABLE,
            metrics::TABLE,
            reports::TABLE,
            phone::TABLE,
            zoom_events::TABLE,
        ]
        .concat()
        .concat()
    });
    &TABLE
}

/// Answers `call` from the table; `None` when the operation is not modelled.
pub fn answer(world: &World, call: &Call<'_>) -> Option<Reply> {
    table()
        .iter()
        .find(|entry| entry.key == call.key)
        .map(|entry| (entry.run)(world, call))
}
