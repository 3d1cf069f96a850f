//! Typed calls, in the tree of Zoom's own documentation: what the product uses, no more. Anything
//! else goes through [`Client::call`](crate::Client::call).

pub(crate) mod accounts;
pub(crate) mod invitations;
pub(crate) mod join_tokens;
pub(crate) mod meetings;
pub(crate) mod metrics;
pub(crate) mod phone;
pub(crate) mod recordings;
pub(crate) mod reports;
pub(crate) mod status;
pub(crate) mod summaries;
pub(crate) mod users;
pub(crate) mod webinars;
pub(crate) mod zoom_events;
