//! Sub-accounts of a primary account: their options, owner and webinars. Their settings are those
//! of `settings`, at another place.
//!
//! The list of sub-accounts takes a scope that the guide does not ask for. So every id that was
//! used is remembered, and any other can be pasted.

mod list;
mod options;
mod owner;
mod webinar;
mod webinars;

pub use self::{
    list::{SubAccount, SubListing},
    options::OptionsForm,
    webinar::{Webinar, WebinarForm},
    webinars::{Invitation, WebinarOutcome},
};
