//! Joining in the browser: who may, and what their browser is handed.
//!
//! A signature for Zoom's Meeting SDK opens one meeting, in one role, for half an hour. So nothing
//! that decides about it is taken from the visitor: the meeting is named by our public id, the role
//! is fixed by the door it is asked for at, and whether this visitor may come is decided here, by
//! the conditions in [`entitlement`].
//!
//! What this refuses: a meeting number or a role from a request; a host's ZAK for anybody but the
//! signed-in administration, or for longer than the click that asked for it; a row in the
//! database, a log line or a report that says who joined.

mod codes;
mod door;
mod entitlement;
mod error;
mod host;
mod limits;
mod log;
mod pass;
mod prune;
mod rating;
mod register;
mod registrants;
mod reports;
mod said;
mod standing;
pub(crate) mod tables;
mod ticket;
mod visit;

pub use self::{
    codes::{TROUBLES, Then, Trouble},
    door::{Door, Hours, Registration},
    entitlement::{Entitlement, Refusal, Standing, Visitor, entitlement},
    error::JoinError,
    host::StartKey,
    log::JoinCount,
    pass::{Pass, Typed},
    rating::{Rating, Ratings},
    register::Registered,
    reports::{TroubleReport, TurnedAway},
    said::Said,
    visit::{Asks, Doorway, RegisterBy, Who},
};
pub(crate) use self::{
    limits::Limits,
    registrants::{Known, Word},
};
