//! Running meetings and webinars from an organisation's own site.
//!
//! Why it exists: a form becomes a checked [`Draft`], the draft becomes a meeting or webinar at
//! Zoom, and what Zoom kept of it, which is not always what was asked, becomes a page, a calendar
//! file and a row of a list.
//!
//! What it refuses to do: show what Zoom did not confirm; store or show a `start_url`, which is a
//! login as the host; hand a join link or a passcode to a viewer without a right to it; invent a
//! date. It knows no HTML and nothing of watching.

mod audit;
pub mod calendar;
mod capability;
mod check;
mod difference;
mod draft;
mod error;
mod form;
pub mod join;
mod kept;
mod kind;
mod names;
pub mod recordings;
mod repository;
mod scheduled;
pub(crate) mod service;
mod start;
#[cfg(test)]
mod testing;
mod view;
mod visibility;
mod wire;
mod zone;
mod zoom;

pub use self::{
    capability::{Act, Attempt, capabilities},
    check::{AGENDA_MAX, DURATION_MAX, PASSCODE_MAX, Purpose, TOPIC_MAX},
    difference::{Difference, differences},
    draft::{Draft, Options, Recording},
    error::Error,
    form::Form,
    kept::{Kept, KeptOptions},
    kind::Kind,
    names::Invitee,
    repository::{AuditEntry, MIGRATIONS},
    scheduled::{Phase, PublicId, Scheduled, State},
    service::{
        Coming, Filter, Host, InvitationText, JoinToken, LinkRow, Links, LinksForm, Listing,
        Meetings, Order, Outcome, Overlap, PhaseWord, Planned, PublicView, Reading, Sent, Summary,
        Target, TokenFor,
    },
    start::{Fold, Start, StartError},
    view::{EventView, HostView},
    visibility::{Level, Viewer},
    zone::{ZOOM_ZONES, Zone, ZoneChoice, choices as zone_choices},
};
