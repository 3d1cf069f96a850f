//! The Zoom account as a whole: its settings and owner, its sub-accounts, what it tells by itself,
//! and the Zoom Events it puts on.
//!
//! Why it exists: these are the acts that reach everybody at once. So each is looked at before it
//! is sent (what is now, what will be), sent over nothing that changed meanwhile, read back, and
//! written down with who did it.
//!
//! Where a guide's scopes let something be changed but not read, it works all the same, from what
//! was made here and from pasted ids, and says what it could not see.
//!
//! What it refuses to do: send a setting that nobody changed; claim that Zoom kept what could not
//! be read back; keep what people wrote to each other unless an administrator wants that; show an
//! event to the world before somebody published it. It knows no HTML.

mod capability;
mod error;
mod form;
mod place;
mod prune;
mod repository;
mod service;
mod settings;
mod stage;
mod sub;
mod told;

pub use self::{
    capability::{Act, capabilities},
    error::Error,
    place::Place,
    repository::{AuditEntry, MIGRATIONS},
    service::Account,
    settings::{
        Ask, Drift, Kind, Line, Review, Row, Saved, Setting, Sheet, find as setting, settings,
    },
    stage::{Event, EventPage, Link, Listing, PublicEvent, PublicSpeaker, Speaker, SpeakerForm},
    sub::{Invitation, OptionsForm, SubAccount, SubListing, Webinar, WebinarForm, WebinarOutcome},
    told::{ChatMessage, ChatRun, SettingChange, Subscription},
};
