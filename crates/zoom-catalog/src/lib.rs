//! The Zoom platform's facts as data: operations, events, scopes, limits, request fields.
//!
//! Why it exists: one table with three readers. The client budgets and explains errors from it,
//! the emulated Zoom enforces from it, and the doctor plans from it; so none of them can hold an
//! opinion of its own about which scope opens which operation.
//!
//! What it refuses to do: I/O, clocks, and every algorithm of rate limiting. It gives the numbers
//! ([`limits`]); the client's budget and the sandbox's windows are separate code on purpose, or
//! "no 429" would prove nothing.
//!
//! The data stands in `data/*.tsv`, made by `generate.py`, embedded, and read once when first
//! asked for. `data/settings.tsv` and `data/meeting-sdk.json` are written by hand; the second is read by the browser tests too.

pub mod access;
pub mod fields;
pub mod guides;
pub mod limits;
pub mod meeting_sdk;
pub mod settings;

mod event;
mod operation;
mod router;
mod scope;
mod table;

pub use self::{
    event::{Event, event, events},
    fields::{Field, FieldKind, Place, fields},
    operation::{Method, Operation, RateLabel, operation, operations, unlisted},
    router::{Route, route},
    scope::{CaptionsFrom, Level, ScopeInfo, classic_scopes, level_of, scope, scopes},
};

/// The time zones Zoom knows, IANA names.
pub fn time_zones() -> &'static [&'static str] {
    static ZONES: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
    ZONES.get_or_init(|| include_str!("../data/timezones.txt").lines().collect())
}
