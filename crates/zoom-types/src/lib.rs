//! Zoom's wire types and the pure functions both ends of the wire must agree on.
//!
//! Why it exists: the client reads and writes these shapes, the emulated Zoom answers with them,
//! and a mistake shared by both ends would be invisible. So the signature functions here are
//! tested against vectors made by other people's code (see `tests/vectors`), and the structs are
//! written by hand from Zoom's own OpenAPI documents for exactly what is used.
//!
//! What it refuses to do: I/O, clocks, randomness, secrets at rest, and knowledge of which
//! operation needs which scope (that is the catalogue's).
//!
//! Rules of the shapes: a field Zoom may leave out is an `Option` and is not written when absent;
//! a value outside the documented set lands in an enum's `Other` arm instead of failing the whole
//! answer; unknown fields are ignored except where a struct is read, modified and written back.

mod macros;

pub mod accounts;
pub mod dashboards;
pub mod error;
pub mod ids;
pub mod invitations;
pub mod meeting_sdk;
pub mod meetings;
pub mod oauth;
pub mod page;
pub mod phone;
pub mod pkce;
pub mod recordings;
pub mod reports;
pub mod scope;
pub mod secret;
pub mod status;
pub mod summaries;
pub mod time;
pub mod users;
pub mod webhook;
pub mod webinars;
pub mod zoom_events;

pub use self::{
    error::{ErrorEnvelope, FieldError},
    ids::{AccountId, MeetingId, MeetingUuid, UserId},
    page::Page,
    scope::{Scope, ScopeSet},
    secret::Hidden,
};
