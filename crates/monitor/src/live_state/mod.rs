//! What is under way right now: meetings and webinars, who is in, who waits.
//!
//! Zoom tells it twice, by webhook as it happens and on its dashboard when asked. Both end in the
//! same tables: an event is a few pieces that are joined with what is known ([`lattice`]), a look at
//! the dashboard is a few more. So there is one state whether it is pushed, polled or repaired, and
//! it does not depend on what came in which order, how often or how late.
//!
//! - an event becomes pieces in [`told`]; those of a batch are folded together ([`news`]) and joined
//!   with what is known, within the inbox's transaction ([`consumer`], [`joined`]);
//! - the test *Live meetings* reads the dashboard; what it saw is joined in [`repair`], and what no
//!   event had told is counted as a gap;
//! - what is done to users, groups and the account is a row of [`account_log`], and who is there a
//!   row of [`presence`];
//! - [`source`] says how it is known, and since when it is not;
//! - [`keeper`] turns state into figures for history and `/metrics`, and forgets what is old.
//!
//! What this refuses: to store a passcode, a join link or an address out of an event, to count an
//! event twice, and to call the account quiet when nothing tells.

mod account_changes;
mod account_log;
#[cfg(test)]
pub(crate) mod behaviour;
mod changes;
mod consumer;
mod counted;
mod feed;
mod figures;
mod forget;
mod happened;
mod hearing;
mod instance;
mod joined;
mod keeper;
mod lattice;
mod links;
mod naming;
mod news;
pub(crate) mod person;
mod presence;
mod read;
mod repair;
pub(crate) mod rows;
mod source;
mod tables;
mod told;
mod view;
mod wire;

#[cfg(test)]
pub(crate) use self::hearing::{EventCount, Receiving};
pub use self::view::{
    Happened, InstanceKind, InstanceView, LiveMeeting, LiveSource, LiveStale, LiveTotals, LiveView,
    Presence, RECENT,
};
pub(crate) use self::{
    account_log::{AccountLog, EventsOf, LogRow, MIGRATION as LOG_MIGRATION},
    changes::Changes,
    feed::Feed,
    hearing::Hearing,
    keeper::COMPARED_EVERY,
    links::without_links,
    presence::Presences,
    repair::{Doubt, Seen},
    source::Known,
    tables::MIGRATION,
};
