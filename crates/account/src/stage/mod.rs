//! Zoom Events: what the account puts on, who speaks there, and the page of it on our own site.
//!
//! Zoom holds the events and the speakers' words. The order of the speakers, their photos, and
//! whether an event has a page here are ours: Zoom's operations know neither order nor photo.
//! Where the list of speakers is not open, those added here are known, and they can be changed and
//! removed like any other.

mod event;
mod fields;
pub(crate) mod hear;
mod page;
mod photo;
mod rows;
mod speaker;

pub use self::{
    event::{Event, EventPage, Link, Listing},
    fields::{Speaker, SpeakerForm},
    page::{PublicEvent, PublicSpeaker},
};
