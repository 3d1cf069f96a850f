//! The people of a Zoom account: who they are, and everything an administrator does with them.
//!
//! Why it exists: Zoom lists its users a page at a time and searches none of them. A *directory*
//! of them is kept here, so that a page answers at once however many there are; it is filled by a
//! walk in the background, kept fresh by webhooks and walked again by a schedule. Whatever changes
//! somebody goes to Zoom first and into the directory with Zoom's answer.
//!
//! What is done to many at once is a *bulk job* ([`jobs::bulk`]): rows in the database, each of
//! which says what became of it.
//!
//! What it refuses: to show or keep a host key, a token or a password; to save over what somebody
//! changed at Zoom meanwhile; to spend calls that a person waits for on a job.

mod bulk;
mod capability;
mod directory;
mod error;
mod fields;
mod new;
mod person;
mod service;
mod tables;
mod words;
mod zoom;

pub use self::{
    bulk::{
        Deed as BulkDeed, Fate, JobId, JobOptions, JobState, JobView, NoPoints, Point, Points,
        RowState, RowView, Sheet, Stop,
    },
    capability::{Act, capabilities},
    directory::{Facet, Facets, Filter, Found, Listing, Order, Standing},
    error::Error,
    fields::{Change, FIELDS, FieldChange, FieldRule, Values},
    new::{Creation, NewPerson},
    person::Person,
    service::{
        Assistant, Audited, Changed, Departure, Fields, Moves, Part, People, Profile, Seats,
        Setting, SettingKind, SettingValue, Settings, Verified,
    },
    tables::MIGRATIONS,
    words::{licence, login, role, status},
};
